"""Are two people one? Comparison field by field."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from rapidfuzz.distance import OSA

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.rules.codes import BirthPrecision, Sex
from hoanhap.people.rules.names import name_key


class Likeness(Labelled):
    """How a field of a new person compares with a registered one."""

    SAME = "same", N_("trùng")
    NEAR = "near", N_("gần giống")
    MISSING = "missing", N_("thiếu")
    DIFFERENT = "different", N_("khác")


@dataclass(frozen=True)
class Traits:
    """The fields of a person by which two are told apart."""

    full_name: str
    sex: str = Sex.UNKNOWN.value
    birth_date: date | None = None
    birth_precision: str = BirthPrecision.UNKNOWN.value
    id_number: str = ""
    commune_id: int | None = None
    address_line: str = ""
    contact_name: str = ""


def compare(typed: Traits, kept: Traits) -> dict[str, Likeness]:
    """Compare two people field by field: full_name, birth_date, sex, address, id_number, contact_name."""
    return {
        "full_name": _compare_names(typed.full_name, kept.full_name),
        "birth_date": _compare_births(typed, kept),
        "sex": Likeness.MISSING if Sex.UNKNOWN in {typed.sex, kept.sex} else Likeness.SAME if typed.sex == kept.sex else Likeness.DIFFERENT,
        "address": _compare_addresses(typed, kept),
        "id_number": _compare_numbers(typed.id_number, kept.id_number),
        "contact_name": _compare_names(typed.contact_name, kept.contact_name),
    }


def _compare_names(typed: str, kept: str) -> Likeness:
    if not typed or not kept:
        return Likeness.MISSING
    if unicodedata.normalize("NFC", typed).lower() == unicodedata.normalize("NFC", kept).lower():
        return Likeness.SAME
    one, other = name_key(typed), name_key(kept)
    if sorted(one.split()) == sorted(other.split()) or is_one_slip(one, other):
        return Likeness.NEAR
    return Likeness.DIFFERENT


def is_one_slip(one: str, other: str) -> bool:
    """Whether two keys differ by one typing error: a letter too many, too few or wrong, or two neighbours swapped."""
    return OSA.distance(one, other, score_cutoff=1) <= 1


def _compare_births(typed: Traits, kept: Traits) -> Likeness:
    one, other = typed.birth_date, kept.birth_date
    if one is None or other is None:
        return Likeness.MISSING
    if typed.birth_precision == kept.birth_precision and one == other:
        return Likeness.SAME
    if one.year == other.year and (typed.birth_precision != kept.birth_precision or (one.day, one.month) == (other.month, other.day)):
        return Likeness.NEAR
    if one.year == other.year and (one.month == other.month or one.day == other.day):
        return Likeness.NEAR
    if abs(one.year - other.year) <= 1 and BirthPrecision.YEAR in {typed.birth_precision, kept.birth_precision}:
        return Likeness.NEAR
    if (one.day, one.month) == (other.day, other.month) and is_one_slip(str(one.year), str(other.year)):
        return Likeness.NEAR
    return Likeness.DIFFERENT


def _compare_addresses(typed: Traits, kept: Traits) -> Likeness:
    if not typed.address_line or not kept.address_line:
        return Likeness.NEAR if typed.commune_id is not None and typed.commune_id == kept.commune_id else Likeness.MISSING
    same_line = name_key(typed.address_line) == name_key(kept.address_line)
    if typed.commune_id == kept.commune_id:
        return Likeness.SAME if same_line else Likeness.NEAR
    return Likeness.NEAR if same_line else Likeness.DIFFERENT


def _compare_numbers(typed: str, kept: str) -> Likeness:
    if not typed or not kept or len(typed) != len(kept):
        return Likeness.MISSING
    if typed == kept:
        return Likeness.SAME
    return Likeness.NEAR if is_one_slip(typed, kept) else Likeness.DIFFERENT


def is_likely_same(found: dict[str, Likeness]) -> bool:
    """Whether the officer must look before registering: the same number, or a like name and birth with little against it."""
    if found["id_number"] is Likeness.SAME:
        return True
    if found["full_name"] is Likeness.DIFFERENT:
        return False
    against = [found[field] for field in ("sex", "id_number")].count(Likeness.DIFFERENT)
    match found["birth_date"]:
        case Likeness.SAME:
            return against < 2
        case Likeness.NEAR:
            return against == 0
        case Likeness.MISSING:
            return against == 0 and (found["address"] is not Likeness.DIFFERENT or found["contact_name"] in {Likeness.SAME, Likeness.NEAR})
        case _:
            return False
