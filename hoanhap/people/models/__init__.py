"""The tables of the app `people`."""

from hoanhap.people.models.asking import PersonAsk
from hoanhap.people.models.identity import Background, HealthSheet, IdentityPaper, PastMeasure, Photo, Relative
from hoanhap.people.models.merging import DuplicatePair, Merge
from hoanhap.people.models.person import Address, Person, PersonAccess, PersonQuerySet
from hoanhap.people.models.search import NameToken, PersonSearch, PersonSearchQuerySet

__all__ = [
    "Address",
    "Background",
    "DuplicatePair",
    "HealthSheet",
    "IdentityPaper",
    "Merge",
    "NameToken",
    "PastMeasure",
    "Person",
    "PersonAccess",
    "PersonAsk",
    "PersonQuerySet",
    "PersonSearch",
    "PersonSearchQuerySet",
    "Photo",
    "Relative",
]
