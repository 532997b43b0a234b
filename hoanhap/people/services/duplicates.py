"""Which registered people may be one human: with one who is being registered, with the rows of a list, among each other?"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.core.exceptions import PermissionDenied
from django.db import transaction

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import has_right, scope_of
from hoanhap.audit import services as audit
from hoanhap.audit.rules import Action
from hoanhap.kit.dates import VIETNAM, now, today
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.models import DuplicatePair, NameToken, Person
from hoanhap.people.rules import Likeness, PairState, Registration, Traits, compare
from hoanhap.people.rules.linkage import Match
from hoanhap.people.rules.linkage_blocks import Register
from hoanhap.people.services.matching import find_matches, traits_of, traits_of_people
from hoanhap.units.models import Unit

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
    match: Match | None = None
    """Score and reasons; None outside scope."""


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


# --- one record --------------------------------------------------------------------------------------------------------------


def likely_duplicates(data: Registration, *, by: User, limit: int = SHOWN_DUPLICATES) -> tuple[Candidate, ...]:
    """Registered people who may be meant, the likeliest first; outside the officer's scope only that there is one, and where."""
    province = Unit.objects.filter(pk=data.commune_id).values_list("province_id", flat=True).first()
    return _candidates(replace(data.traits, province_id=province), by=by, limit=limit)


def likely_twins(person: Person, *, by: User, limit: int = SHOWN_DUPLICATES) -> tuple[Candidate, ...]:
    """Registered people who may be the same human as a registered person, the likeliest first; as `likely_duplicates`."""
    return _candidates(traits_of(person), by=by, limit=limit, but=person.pk)


def _candidates(traits: Traits, *, by: User, limit: int, but: int | None = None) -> tuple[Candidate, ...]:
    matches = [match for match in find_matches([traits], limit=limit + 1)[0] if match.key != but][:limit]
    people = Person.objects.select_related("commune", "province").in_bulk([match.key for match in matches])
    scope = scope_of(by, today())
    found = []
    for match in matches:
        person = people[match.key]
        if scope.covers(commune=person.commune_id, province=person.province_id):
            found.append(Candidate(person, str(person.commune), compare(traits, traits_of(person)), match))
        else:
            found.append(Candidate(None, person.province.name, {}))
    return tuple(sorted(found, key=lambda candidate: candidate.person is None))


# --- all pairs ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Listed:
    """What a comparison of all pairs changed."""

    people: int
    pairs: int
    """Pairs that score enough today, decided ones included."""
    added: int
    gone: int
    """Undecided pairs that no longer score enough: somebody corrected a record."""


def compare_all(*, on: date | None = None, progress: Callable[[int], None] = lambda _people: None) -> Listed:
    """Compare every two people of the register and bring the list of pairs up to date. Decisions of officers stay as they are.

    `on` is the day on which new pairs are noted, today by default. Everything is read into memory (1.1 GB for 300,000 people). A second
    run changes nothing.
    """
    register = Register(traits_of_people(Person.objects.all()), NameToken.objects.vocabulary())
    found = [(one, match.key, match) for one, match in register.pairs(progress=progress)]
    added, gone = note_pairs(found, on=on, prune=True)
    return Listed(len(register.records), len(found), added, gone)


@transaction.atomic
def note_pairs(found: Iterable[tuple[int, int, Match]], *, on: date | None = None, prune: bool = False) -> tuple[int, int]:
    """Write pairs of people into the list of those to be looked at; how many are new, how many went.

    A pair that is there gets today's score while nobody has decided it. `prune` drops undecided pairs that are not among `found`.
    """
    at = datetime.combine(on, time(), VIETNAM) if on else now()
    wanted = {(min(one, other), max(one, other)): match for one, other, match in found if one != other}
    kept = {(one, other): (pk, score, state) for pk, one, other, score, state in DuplicatePair.objects.values_list(
        "pk", "one_id", "other_id", "score", "state")}  # fmt: skip
    fresh = [
        DuplicatePair(one_id=one, other_id=other, score=match.score, reasons=_reasons(match), found_at=at)
        for (one, other), match in wanted.items()
        if (one, other) not in kept
    ]
    DuplicatePair.objects.bulk_create(fresh, batch_size=5_000, ignore_conflicts=True)
    changed = [
        DuplicatePair(pk=kept[pair][0], score=match.score, reasons=_reasons(match))
        for pair, match in wanted.items()
        if pair in kept and kept[pair][2] == PairState.OPEN.value and kept[pair][1] != match.score
    ]
    DuplicatePair.objects.bulk_update(changed, ["score", "reasons"], batch_size=1_000)
    gone = [pk for pair, (pk, _, state) in kept.items() if prune and state == PairState.OPEN.value and pair not in wanted]
    DuplicatePair.objects.filter(pk__in=gone).delete()
    return len(fresh), len(gone)


def _reasons(match: Match) -> list[dict[str, object]]:
    return [{"field": each.field, "level": each.level, "bits": each.bits} for each in match.evidence]


# --- decisions ---------------------------------------------------------------------------------------------------------------


@transaction.atomic
def decide_different(pair_id: int, *, why: str, by: User) -> DuplicatePair:
    """Note that two records are two people, and why; the pair leaves the list. Deciding again changes nothing.

    Raises PermissionDenied without the right to merge, DuplicatePair.DoesNotExist unless both are in its scope, Refused without a reason
    and for a pair that was merged meanwhile.
    """
    pair = _locked_pair(pair_id, by)
    if pair.state == PairState.DIFFERENT.value:
        return pair
    if pair.state == PairState.MERGED.value:
        raise Refused([_decided_meanwhile()])
    if not why.strip():
        raise Refused(
            [
                Problem(
                    "no_reason",
                    N_("Chưa nêu lý do."),
                    N_("Người đọc sau phải hiểu vì sao đây là hai người."),
                    N_("Ghi đã đối chiếu giấy tờ nào, với ai."),
                    field="why",
                )
            ]
        )
    pair.state, pair.why, pair.decided_at, pair.decided_by = PairState.DIFFERENT.value, why.strip()[:300], now(), by
    return _saved(pair, Action.CONFIRM, by)


@transaction.atomic
def reopen_pair(pair_id: int, *, by: User) -> DuplicatePair:
    """Take the decision «two people» back: the pair is open again. Raises as `decide_different`; Refused for a merged pair."""
    pair = _locked_pair(pair_id, by)
    if pair.state == PairState.OPEN.value:
        return pair
    if pair.state == PairState.MERGED.value:
        raise Refused([_decided_meanwhile()])
    pair.state, pair.why, pair.decided_at, pair.decided_by = PairState.OPEN.value, "", None, None
    return _saved(pair, Action.WITHDRAW, by)


def _locked_pair(pair_id: int, by: User) -> DuplicatePair:
    if not has_right(by, P.PERSON_MERGE, today()):
        raise PermissionDenied(P.PERSON_MERGE)
    pair = DuplicatePair.objects.select_for_update(of=("self",)).select_related("one", "other").get(pk=pair_id)
    scope = scope_of(by, today(), P.PERSON_MERGE)
    if not all(scope.covers(commune=person.commune_id, province=person.province_id) for person in (pair.one, pair.other)):
        raise DuplicatePair.DoesNotExist
    return pair


def _saved(pair: DuplicatePair, action: Action, by: User) -> DuplicatePair:
    """Keep the decision, with a log entry for each of the two."""
    pair.save(update_fields=["state", "why", "decided_at", "decided_by"])
    for person, other in ((pair.one, pair.other), (pair.other, pair.one)):
        detail = {"pair": pair.pk, "with": other.code, "state": pair.state}
        audit.record(action, by=by, subject_type="person_pair", subject_id=person.code, person_id=person.pk, detail=detail)
    return pair


def _decided_meanwhile() -> Problem:
    return Problem(
        "pair_merged",
        N_("Hai hồ sơ này đã được nhập làm một."),
        remedy=N_("Nếu nhầm thì tách lại ở trang của người đó."),
    )
