"""What does an officer write down of a person, and what is wrong with it?"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.rules.births import birth_problems
from hoanhap.people.rules.codes import BirthPrecision, Sex
from hoanhap.people.rules.identity import read_line, read_names, read_phone
from hoanhap.people.rules.linkage_records import Traits
from hoanhap.people.rules.lists import countries, ethnic_groups
from hoanhap.people.rules.names import read_name
from hoanhap.people.rules.numbers import check_id_number


@dataclass(frozen=True)
class Registration:
    """What an officer writes down of a person. Texts as typed; services.register_person reads and checks them."""

    full_name: str
    commune_id: int
    """The commune of today that answers for the person."""
    sex: str = Sex.UNKNOWN.value
    birth_date: date | None = None
    birth_precision: str = BirthPrecision.UNKNOWN.value
    id_number: str = ""
    number_confirmed: bool = False
    """The officer compared a doubtful number with the paper."""
    number_reason: str = ""
    """What the officer found then: why the number is right although it disagrees."""
    no_number_reason: str = ""
    address_line: str = ""
    permanent_unit_id: int | None = None
    """The commune of permanent residence; None: not known yet."""
    permanent_line: str = ""
    other_name: str = ""
    """Other names, parted by «;»."""
    nationality: str = "VN"
    ethnicity: str = ""
    religion: str = ""
    birth_place: str = ""
    education: str = ""
    occupation: str = ""
    employment: str = ""
    workplace: str = ""
    marital: str = ""
    policy_group: str = ""
    phone: str = ""
    contact_name: str = ""
    contact_relation: str = ""
    contact_phone: str = ""
    not_duplicate_reason: str = ""
    """Why it is another person than the likely duplicates shown."""

    @property
    def traits(self) -> "Traits":
        """The fields that tell people apart."""
        return Traits(
            self.full_name, self.sex, self.birth_date, self.birth_precision, self.id_number, self.commune_id, self.address_line,
            self.contact_name, other_name=self.other_name,
        )  # fmt: skip


def checked(data: Registration, *, today: date) -> tuple[Registration, list[Problem]]:
    """The registration with cleaned texts, and everything that is wrong with it on its own (ValueError: a birth date without precision)."""
    if (data.birth_date is None) != (data.birth_precision == BirthPrecision.UNKNOWN):
        raise ValueError("a birth date and its precision come together")
    problems: list[Problem] = []

    def read(name: str, reader: Callable[..., str], **limits: int) -> str:
        typed = getattr(data, name)
        if not typed and name != "full_name":
            return ""
        try:
            return reader(typed, field=name, **limits)
        except Refused as refused:
            problems.extend(refused.problems)
            return ""

    texts: dict[str, Any] = {"full_name": read("full_name", read_name), "other_name": read("other_name", read_names)}
    texts["contact_name"] = read("contact_name", read_name) if data.contact_name.strip() else ""
    texts |= {name: read(name, read_phone) for name in ("phone", "contact_phone")}
    texts |= {name: read(name, read_line, length=length) for name, length in LINES.items()}
    problems += birth_problems(data.birth_date, today=today)
    check = check_id_number(data.id_number, sex=data.sex, birth_date=data.birth_date, today=today)
    problems += check.errors if data.number_confirmed else check.errors + check.doubts
    for name, known in (("nationality", countries()), ("ethnicity", ethnic_groups())):
        if (code := getattr(data, name)) not in known and (code or name == "nationality"):
            problems.append(
                Problem("unknown_code", N_("Không có mục này trong danh mục."), remedy=N_("Chọn lại trong danh sách."), field=name)
            )
    doubted = bool(check.doubts) and data.number_confirmed
    clean = replace(
        data,
        **{**texts, "number_reason": texts["number_reason"] if doubted else ""},
        id_number=check.number,
        no_number_reason="" if check.number else data.no_number_reason,
    )
    return clean, problems


LINES = {
    "religion": 60, "birth_place": 200, "education": 60, "occupation": 120, "workplace": 200, "policy_group": 120, "contact_relation": 40,
    "address_line": 200, "number_reason": 300,
}  # fmt: skip
"""Short texts and the most characters of each."""

EDITABLE = frozenset({
    "full_name", "other_name", "sex", "birth_date", "birth_precision", "id_number", "number_reason", "no_number_reason", "nationality",
    "ethnicity", "religion", "birth_place", "education", "occupation", "employment", "workplace", "marital", "policy_group", "phone",
    "contact_name", "contact_relation", "contact_phone", "address_line",
})  # fmt: skip
"""Fields that `services.update_person` may change."""
