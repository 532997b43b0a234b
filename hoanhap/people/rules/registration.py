"""What does an officer write down of a person, and what is wrong with it?"""

from dataclasses import dataclass, replace
from datetime import date

from hoanhap.kit.errors import Problem, Refused
from hoanhap.people.rules.births import birth_problems
from hoanhap.people.rules.codes import BirthPrecision, Sex
from hoanhap.people.rules.linkage import Traits
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
    no_number_reason: str = ""
    address_line: str = ""
    permanent_unit_id: int | None = None
    """The commune of permanent residence; None: not known yet."""
    permanent_line: str = ""
    other_name: str = ""
    nationality: str = "VN"
    ethnicity: str = ""
    occupation: str = ""
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
    names: dict[str, str] = {}
    for name in ("full_name", "other_name", "contact_name"):
        typed = getattr(data, name)
        names[name] = ""
        if typed.strip() or name == "full_name":
            try:
                names[name] = read_name(typed, field=name)
            except Refused as refused:
                problems += refused.problems
    problems += birth_problems(data.birth_date, today=today)
    check = check_id_number(data.id_number, sex=data.sex, birth_date=data.birth_date, today=today)
    problems += check.errors if data.number_confirmed else check.errors + check.doubts
    clean = replace(
        data,
        full_name=names["full_name"],
        other_name=names["other_name"],
        contact_name=names["contact_name"],
        id_number=check.number,
        no_number_reason="" if check.number else data.no_number_reason,
    )
    return clean, problems


EDITABLE = frozenset({
    "full_name", "other_name", "sex", "birth_date", "birth_precision", "id_number", "no_number_reason", "nationality", "ethnicity",
    "occupation", "contact_name", "contact_relation", "contact_phone", "address_line",
})  # fmt: skip
"""Fields that `services.update_person` may change."""
