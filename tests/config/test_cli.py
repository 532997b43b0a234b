"""What the operator is told when the database is of the wrong kind, and as whom commands connect."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.backends.postgresql.features import DatabaseFeatures
from django.db.utils import NotSupportedError

from hoanhap.config.cli import explain
from hoanhap.config.database import WEB_OPTIONS, Role, connection_of, django_database, web_environment


@pytest.mark.django_db
def test_an_old_server_is_refused_with_its_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DatabaseFeatures, "minimum_database_version", (99,))
    with pytest.raises(NotSupportedError) as caught:
        connection.check_database_version_supported()
    assert "PostgreSQL 15 trở lên" in explain(caught.value)
    assert "(found 1" in explain(caught.value)


def test_the_web_role_travels_with_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOANHAP_DATABASE_URL", "postgresql://chef:p%40ss@db.local:5433/town?sslmode=require")
    owner, web = django_database(Role.OWNER), django_database(Role.WEB)
    assert (owner["USER"], owner["PASSWORD"], owner["HOST"], owner["PORT"], owner["NAME"]) == ("chef", "p@ss", "db.local", "5433", "town")
    assert owner["OPTIONS"] == {"sslmode": "require"}
    assert web["USER"] == "town_web"
    assert web["PASSWORD"] not in ("", "p@ss")
    assert web["OPTIONS"] == {"sslmode": "require", "options": WEB_OPTIONS}


def test_a_web_role_of_the_administrator_is_taken_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOANHAP_DATABASE_URL", "postgresql://chef@db.local/town")
    monkeypatch.setenv("HOANHAP_WEB_DATABASE_URL", "postgresql://waiter:x@pooler.local/town")
    assert connection_of(Role.WEB)["user"] == "waiter"
    assert django_database(Role.WEB)["HOST"] == "pooler.local"


def test_the_web_process_does_not_learn_the_owners_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOANHAP_DATABASE_URL", "postgresql://chef:secret@db.local:5433/town?sslmode=require")
    variables = web_environment()
    assert not any("secret" in text or "chef" in text for text in variables.values())
    for name, text in variables.items():
        monkeypatch.setenv(name, text)
    assert django_database()["USER"] == "town_web"
    assert django_database()["HOST"] == "db.local"
    assert django_database()["OPTIONS"]["sslmode"] == "require"


def test_an_unknown_role_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOANHAP_DB_ROLE", "king")
    with pytest.raises(ImproperlyConfigured, match="owner hoặc web"):
        django_database()
