"""Who is this person, and whom may an officer have meant?"""

from hoanhap.people.queries.asking import ask_to_answer_or_404, asks_to_answer, own_asks
from hoanhap.people.queries.person import (
    NamedLook,
    WhoLooked,
    addresses_of,
    communes_to_register,
    editable_person_or_404,
    identity_strip,
    person_or_404,
    who_looked,
    words_of,
)
from hoanhap.people.queries.searching import CAP, ENOUGH, SHOWN, Found, Hit, Row, outside, search

__all__ = [
    "CAP",
    "ENOUGH",
    "SHOWN",
    "Found",
    "Hit",
    "NamedLook",
    "Row",
    "WhoLooked",
    "addresses_of",
    "ask_to_answer_or_404",
    "asks_to_answer",
    "communes_to_register",
    "editable_person_or_404",
    "identity_strip",
    "outside",
    "own_asks",
    "person_or_404",
    "search",
    "who_looked",
    "words_of",
]
