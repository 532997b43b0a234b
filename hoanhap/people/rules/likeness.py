"""How does each field of a new person compare with a registered one, in the words of the page?"""

from rapidfuzz.distance import OSA

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.rules.linkage import levels
from hoanhap.people.rules.linkage_records import Record, Traits
from hoanhap.people.rules.names import name_key


class Likeness(Labelled):
    """How a field of a new person compares with a registered one."""

    SAME = "same", N_("trùng")
    NEAR = "near", N_("gần giống")
    MISSING = "missing", N_("thiếu")
    DIFFERENT = "different", N_("khác")


_FIELDS = {"full_name": "name", "birth_date": "birth", "sex": "sex", "id_number": "number", "contact_name": "relative"}
_AGAINST = {("name", "given"), ("birth", "year")}
"""Agreements too weak to be called near."""


def compare(typed: Traits, kept: Traits) -> dict[str, Likeness]:
    """Compare two people field by field: full_name, birth_date, sex, address, id_number, contact_name."""
    found = levels(Record(typed), Record(kept))
    likeness = {name: _likeness(field, found.get(field, "")) for name, field in _FIELDS.items()}
    return likeness | {"address": _address(typed, kept, found)}


def _likeness(field: str, level: str) -> Likeness:
    if not level:
        return Likeness.MISSING
    if level == "same":
        return Likeness.SAME
    return Likeness.DIFFERENT if level == "different" or (field, level) in _AGAINST else Likeness.NEAR


def _address(typed: Traits, kept: Traits, found: dict[str, str]) -> Likeness:
    """Place and house in one: the same house, the same commune or like houses, another commune."""
    if found.get("place") == "commune":
        is_same = typed.address_line and name_key(typed.address_line) == name_key(kept.address_line)
        return Likeness.SAME if is_same else Likeness.NEAR
    return Likeness.DIFFERENT if typed.address_line and kept.address_line else Likeness.MISSING


def is_one_slip(one: str, other: str) -> bool:
    """Whether two keys differ by one typing error: a letter too many, too few or wrong, or two neighbours swapped."""
    return OSA.distance(one, other, score_cutoff=1) <= 1
