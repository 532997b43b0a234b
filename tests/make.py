"""Builders of rows, through the services, with everything given that a test does not speak of."""

import itertools
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from hoanhap.accounts import services as accounts
from hoanhap.accounts.models import User
from hoanhap.accounts.rights import Role
from hoanhap.people import services as people
from hoanhap.people.models import Person
from hoanhap.people.rules import Registration
from hoanhap.units.models import Unit

LONG_AGO = date(2025, 7, 1)
"""Duties of test users begin on the first day of today's communes."""

_numbers = itertools.count(1)


def user(role: Role | None = None, unit: int | None = None, *, name: str = "Cán bộ thử", password: str | None = None, **grant: Any) -> User:
    """A user, with one role in a unit (id; None: the whole country) unless `role` is None."""
    made = accounts.create_user(f"thu.{next(_numbers)}", full_name=name, password=password)
    if role is not None:
        accounts.grant_role(made, role, unit=Unit.objects.get(pk=unit) if unit is not None else None, **{"since": LONG_AGO, **grant})
    return made


def registration(name: str = "Khương Văn Tuấn", *, commune: int = 166, **fields: Any) -> Registration:
    """A man born on 1985-06-12, at Tổ 9 of phường Cầu Giấy, without a number."""
    plain = {"sex": "male", "birth_date": date(1985, 6, 12), "birth_precision": "day", "address_line": "Tổ 9"}
    return Registration(name, commune, **{**plain, **fields})


def person(by: User, name: str = "Khương Văn Tuấn", *, request_key: UUID | None = None, **fields: Any) -> Person:
    """A registered person in the officer's first commune; never stopped by likely duplicates."""
    commune: int = fields.pop("commune", None) or by.grants_on(date(2026, 11, 1))[0].unit_id  # type: ignore[assignment]
    fields.setdefault("not_duplicate_reason", "Người khác, đã đối chiếu giấy tờ.")
    return people.register_person(registration(name, commune=commune, **fields), by=by, request_key=request_key or uuid4())
