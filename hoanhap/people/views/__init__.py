"""Which pages find and register people? (The list, and the page of one person, are built in cases, where its events are.)

What an officer types never stands in an address: searching is a POST, and so are the checks while registering.
"""

from hoanhap.people.views.asking import person_ask_answer, person_ask_new, person_asks
from hoanhap.people.views.duplicates import person_pair, person_pair_reopen, person_pairs
from hoanhap.people.views.identity import (
    health_start,
    identity_part,
    identity_remove,
    person_health,
    person_identity,
    person_photo,
)
from hoanhap.people.views.person import person_looks, person_number_reveal
from hoanhap.people.views.search import LAST_SEARCH, person_check, person_register, person_search

__all__ = [
    "LAST_SEARCH",
    "health_start",
    "identity_part",
    "identity_remove",
    "person_ask_answer",
    "person_ask_new",
    "person_asks",
    "person_check",
    "person_health",
    "person_identity",
    "person_looks",
    "person_number_reveal",
    "person_pair",
    "person_pair_reopen",
    "person_pairs",
    "person_photo",
    "person_register",
    "person_search",
]
