"""Which registered people may be the one who is being registered?"""

from collections.abc import Mapping
from dataclasses import dataclass

from hoanhap.accounts.models import User
from hoanhap.accounts.scope import scope_of
from hoanhap.kit.dates import today
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.models import NameToken, Person, PersonSearch
from hoanhap.people.rules import (
    Likeness,
    Registration,
    Traits,
    compare,
    is_likely_same,
    name_tokens,
)

SHOWN_DUPLICATES = 5


@dataclass(frozen=True)
class Candidate:
    """A registered person who may be the one being registered."""

    person: Person | None
    """None outside the reader's scope: then only `place` may be said."""
    place: str
    """The commune; outside the own province the province."""
    likeness: Mapping[str, Likeness]
    """Comparison of each field (rules.compare); empty outside scope."""


class LikelyDuplicates(Refused):
    """Somebody like this is already registered; the officer looks, then opens that file or says why it is another person."""

    def __init__(self, candidates: tuple[Candidate, ...]) -> None:
        self.candidates = candidates
        super().__init__(
            [
                Problem(
                    "likely_duplicate",
                    N_("Rất có thể đã có hồ sơ của người này."),
                    N_("Một người chỉ có một hồ sơ."),
                    N_("Mở hồ sơ đã có; nếu là người khác thì nêu lý do."),
                    field="not_duplicate_reason",
                )
            ]
        )


def likely_duplicates(data: Registration, *, by: User, limit: int = SHOWN_DUPLICATES, but: int | None = None) -> tuple[Candidate, ...]:
    """Registered people who may be meant, the likeliest first; outside the officer's scope only that there is one, and where.

    Finds the same words in any order with one typing error in one word, born in the same year or one beside it (or with an unknown
    year), and the same identity number.
    """
    tokens = name_tokens(data.full_name)[:8]
    ids: set[int] = set()
    if tokens:
        born = [f"y{data.birth_date.year + shift}" for shift in (-1, 0, 1)] if data.birth_date else []
        for rest, repaired in _variants(tokens):
            rows = PersonSearch.objects.having(rest).having_any(repaired)
            ids.update(rows.having_any(born).values_list("pk", flat=True)[:200])
            if born:
                ids.update(rows.filter(birth_year=None).values_list("pk", flat=True)[:50])
    people = list(Person.objects.filter(pk__in=ids, merged_into=None).exclude(pk=but or 0).select_related("commune", "province"))
    if data.id_number:
        people += (
            Person.objects.filter(id_number=data.id_number, merged_into=None)
            .exclude(pk__in=[*ids, but or 0])
            .select_related("commune", "province")
        )
    compared = [(person, compare(data.traits, _traits(person))) for person in people]
    likely = sorted(((person, found) for person, found in compared if is_likely_same(found)), key=lambda pair: _weight(pair[1]))
    scope = scope_of(by, today())
    candidates = []
    for person, found in likely[:limit]:
        if scope.covers(commune=person.commune_id, province=person.province_id):
            candidates.append(Candidate(person, str(person.commune), found))
        else:
            candidates.append(Candidate(None, person.province.name, {}))
    return tuple(sorted(candidates, key=lambda candidate: candidate.person is None))


def _variants(tokens: list[str]) -> list[tuple[list[str], list[str]]]:
    """All words as typed; then each word in turn replaced by its neighbours in the vocabulary."""
    found: list[tuple[list[str], list[str]]] = [(tokens, [])]
    if len(tokens) > 1:
        vocabulary = NameToken.objects.vocabulary()
        for number, token in enumerate(tokens):
            if near := vocabulary.near(token):
                found.append(([*tokens[:number], *tokens[number + 1 :]], list(near)))
    return found


def _weight(found: Mapping[str, Likeness]) -> tuple[int, int]:
    kinds = list(found.values())
    return -kinds.count(Likeness.SAME) * 2 - kinds.count(Likeness.NEAR), kinds.count(Likeness.DIFFERENT)


def _traits(person: Person) -> Traits:
    return Traits(
        person.full_name, person.sex, person.birth_date, person.birth_precision, person.id_number, person.commune_id, person.address_line,
        person.contact_name,
    )  # fmt: skip


def likely_twins(person: Person, *, by: User, limit: int = SHOWN_DUPLICATES) -> tuple[Candidate, ...]:
    """Registered people who may be the same human as a registered person, the likeliest first; as `likely_duplicates`."""
    data = Registration(
        person.full_name,
        person.commune_id,
        sex=person.sex,
        birth_date=person.birth_date,
        birth_precision=person.birth_precision,
        id_number=person.id_number,
        address_line=person.address_line,
        contact_name=person.contact_name,
    )
    return likely_duplicates(data, by=by, limit=limit, but=person.pk)
