"""How are people's names, births, numbers and likenesses read and judged? Pure; no database, no today's date."""

from hoanhap.people.rules.births import OLDEST, age_on, birth_problems, birth_text
from hoanhap.people.rules.codes import (
    STABLE_GROUNDS,
    AccessReason,
    AddressKind,
    BirthPrecision,
    Employment,
    IdentityPaperKind,
    Marital,
    NoNumberReason,
    PairState,
    PastMeasureKind,
    Relation,
    Route,
    Sex,
    StableGround,
    Substance,
)
from hoanhap.people.rules.likeness import Likeness, compare, is_one_slip
from hoanhap.people.rules.linkage import Match, Strength, Traits
from hoanhap.people.rules.names import NAME_LENGTH, name_key, name_tokens, read_name, sort_key
from hoanhap.people.rules.numbers import NUMBER_ARTICLE, PROVINCES_OF_NUMBERS, NumberCheck, check_id_number, person_code
from hoanhap.people.rules.registration import EDITABLE, Registration, checked
from hoanhap.people.rules.searching import SearchText, Vocabulary, address_keys, ranges, read_search, search_row

__all__ = [
    "EDITABLE",
    "NAME_LENGTH",
    "NUMBER_ARTICLE",
    "OLDEST",
    "PROVINCES_OF_NUMBERS",
    "STABLE_GROUNDS",
    "AccessReason",
    "AddressKind",
    "BirthPrecision",
    "Employment",
    "IdentityPaperKind",
    "Likeness",
    "Marital",
    "Match",
    "NoNumberReason",
    "NumberCheck",
    "PairState",
    "PastMeasureKind",
    "Registration",
    "Relation",
    "Route",
    "SearchText",
    "Sex",
    "StableGround",
    "Strength",
    "Substance",
    "Traits",
    "Vocabulary",
    "address_keys",
    "age_on",
    "birth_problems",
    "birth_text",
    "check_id_number",
    "checked",
    "compare",
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
