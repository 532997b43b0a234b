"""How are people's names, births, numbers and likenesses read and judged? Pure; no database, no today's date."""

from hoanhap.people.rules.births import OLDEST, age_on, birth_problems, birth_text
from hoanhap.people.rules.codes import AccessReason, AddressKind, BirthPrecision, NoNumberReason, Sex
from hoanhap.people.rules.likeness import Likeness, Traits, compare, is_likely_same, is_one_slip
from hoanhap.people.rules.names import NAME_LENGTH, name_key, name_tokens, read_name, sort_key
from hoanhap.people.rules.numbers import NUMBER_ARTICLE, PROVINCES_OF_NUMBERS, NumberCheck, check_id_number, person_code
from hoanhap.people.rules.registration import EDITABLE, Registration, checked
from hoanhap.people.rules.searching import SearchText, Vocabulary, ranges, read_search, search_row

__all__ = [
    "EDITABLE",
    "NAME_LENGTH",
    "NUMBER_ARTICLE",
    "OLDEST",
    "PROVINCES_OF_NUMBERS",
    "AccessReason",
    "AddressKind",
    "BirthPrecision",
    "Likeness",
    "NoNumberReason",
    "NumberCheck",
    "Registration",
    "SearchText",
    "Sex",
    "Traits",
    "Vocabulary",
    "age_on",
    "birth_problems",
    "birth_text",
    "check_id_number",
    "checked",
    "compare",
    "is_likely_same",
    "is_one_slip",
    "name_key",
    "name_tokens",
    "person_code",
    "ranges",
    "read_name",
    "read_search",
    "search_row",
    "sort_key",
]
