"""The real units in the test database, loaded once per session. tests/conftest.py offers these fixtures to every test."""

from typing import Any

import pytest

from hoanhap.units import queries, services


@pytest.fixture(scope="session")
def hanoi_units(django_db_setup: None, django_db_blocker: Any) -> None:
    """Hà Nội: 126 communes of today, 526 former ones, 30 former districts (ids as in hoanhap/units/gazetteer.py)."""
    with django_db_blocker.unblock():
        services.load_units(province=100_001)
    queries.forget()


@pytest.fixture(scope="session")
def all_units(django_db_setup: None, django_db_blocker: Any) -> None:
    """The whole country."""
    with django_db_blocker.unblock():
        services.load_units()
    queries.forget()
