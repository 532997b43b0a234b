"""Which registered people may be one human: with one who is being registered, with the rows of a list, among each other?"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import batched

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Count, Max, QuerySet

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import has_right, scope_of
from hoanhap.audit import services as audit
from hoanhap.audit.rules import Action
from hoanhap.kit.dates import VIETNAM, now, today
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.models import DuplicatePair, IdentityPaper, NameToken, Person, PersonSearch, Relative
from hoanhap.people.rules import Likeness, PairState, Registration, Traits, compare
from hoanhap.people.rules.linkage import Match, Names, Record, Register, days, name_variants, number_slips, orders
from hoanhap.people.rules.searching import Vocabulary
from hoanhap.units.models import Unit

SHOWN_DUPLICATES = 5
CHUNK = 1000
"""Records looked up at once."""


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


# --- one record, or the rows of a list ---------------------------------------------------------------------------------------


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


def traits_of(person: Person) -> Traits:
    """What a registered person is compared by, further papers and relatives included (two queries)."""
    return next(_traits(Person.objects.filter(pk=person.pk)))[1]


def find_matches(records: Sequence[Traits], *, floor: float | None = None, limit: int | None = SHOWN_DUPLICATES) -> list[tuple[Match, ...]]:
    """For each record the registered people who may be the same human, the best first; `Match.key` is the person's id.

    Set-based: the same few queries for one record and for a thousand. The whole country is looked at whatever the scope of the reader:
    of people outside it the caller may say the place only. `floor` in bits; None: the threshold of asking.
    """
    vocabulary = NameToken.objects.vocabulary()
    people = PersonSearch.objects.aggregate(last=Max("pk"))["last"] or 0  # ids are handed out one by one, and nobody is deleted
    found: list[tuple[Match, ...]] = []
    for chunk in batched(records, CHUNK):
        near = list(_traits(Person.objects.filter(pk__in=_sharing([Record(traits) for traits in chunk], vocabulary))))
        register = Register(near, vocabulary)
        keys = {record.key for record in register.records.values()}
        counts = PersonSearch.objects.filter(name_key__in=keys).values_list("name_key").annotate(n=Count("pk"))
        register.names = Names(dict(counts), people)
        found += [register.matches(traits, floor=floor, limit=limit) for traits in chunk]
    return found


_SHARING = {
    "name and year": """
        select s.person_id from unnest(%(names)s::text[], %(years)s::int[]) as w (name, year)
        join people_personsearch s on s.name_key = w.name and s.birth_year = w.year""",
    "name and commune": """
        select s.person_id from unnest(%(commune_names)s::text[], %(commune_name_ids)s::int[]) as w (name, commune)
        join people_personsearch s on s.name_key = w.name and s.commune_id = w.commune""",
    "name and relative": """
        select s.person_id from unnest(%(relative_names)s::text[], %(relatives)s::text[]) as w (name, relative)
        join people_personsearch s on s.name_key = w.name
        join people_person p on p.id = s.person_id and lower(p.contact_name) = w.relative""",
    "birth day and given name": """
        select p.id from unnest(%(calls)s::text[], %(days)s::date[]) as w (call, day)
        join people_person p on p.birth_date = w.day and (split_part(p.name_key, ' ', -1) = w.call or p.other_name <> '')""",
    "given name, year and commune": """
        select s.person_id
        from unnest(%(commune_calls)s::text[], %(call_years)s::int[], %(commune_call_ids)s::int[]) as w (call, year, commune)
        join people_person p on p.commune_id = w.commune and (split_part(p.name_key, ' ', -1) = w.call or p.other_name <> '')
        join people_personsearch s on s.person_id = p.id and s.birth_year = w.year""",
    "number": """
        select p.id from people_person p where p.id_number = any(%(numbers)s::text[]) and p.id_number <> '' and p.merged_into_id is null
        union all select i.person_id from people_identitypaper i where i.number = any(%(numbers)s::text[]) and i.withdrawn_at is null""",
}  # fmt: skip
"""What two records of one human share (as rules.linkage.Register has it), and who shares it."""


def _sharing(records: Iterable[Record], vocabulary: Vocabulary) -> set[int]:
    """The people who share with one of the records what makes a comparison worth while."""
    lists = _wanted(records, vocabulary)
    found: set[int] = set()
    with connection.cursor() as cursor:
        for query in _SHARING.values():
            cursor.execute(query, lists)
            found.update(row[0] for row in cursor)
    return found


def _wanted(records: Iterable[Record], vocabulary: Vocabulary) -> dict[str, list[object]]:
    rows: dict[str, set[tuple[object, ...]]] = defaultdict(set)
    for record in records:
        names, calls = orders(record.words), record.calls()
        year = record.birth[0] if record.birth else None
        rows["commune_names commune_name_ids"].update((name, record.commune) for name in names if record.commune)
        rows["relative_names relatives"].update((name, relative) for name in names for relative in record.relatives_written)
        rows["numbers"].update((number,) for one in record.numbers for number in (one, *number_slips(one)))
        if year is None:
            continue
        beside = (year - 1, year, year + 1)
        rows["names years"].update((name, each) for name in names for each in beside)
        rows["names years"].update((" ".join(words), year) for words in name_variants(record.words, vocabulary))
        rows["calls days"].update((call, date(*day)) for call in calls for day in days(record))
        rows["commune_calls call_years commune_call_ids"].update(
            (call, each, record.commune) for call in calls for each in beside if record.commune
        )
    lists: dict[str, list[object]] = {}
    for columns in _COLUMNS:
        found = sorted(rows[columns])
        for place, column in enumerate(columns.split()):
            lists[column] = [row[place] for row in found]
    return lists


_COLUMNS = (
    "names years", "commune_names commune_name_ids", "relative_names relatives", "calls days",
    "commune_calls call_years commune_call_ids", "numbers",
)  # fmt: skip


def _traits(people: QuerySet[Person]) -> Iterator[tuple[int, Traits]]:
    """Id and traits of the people who are in the register today: merged and withdrawn ones have no search row."""
    live = people.filter(search__isnull=False)
    numbers, relatives = defaultdict(list), defaultdict(list)
    for person, number in IdentityPaper.objects.filter(person__in=live, withdrawn_at=None).values_list("person_id", "number"):
        numbers[person].append(number)
    for person, name in Relative.objects.filter(person__in=live).values_list("person_id", "full_name"):
        relatives[person].append(name)
    columns = (
        "full_name", "sex", "birth_date", "birth_precision", "id_number", "commune_id", "address_line", "contact_name",
        "province_id", "other_name",
    )  # fmt: skip
    for row in live.order_by("pk").values("pk", *columns).iterator(chunk_size=10_000):
        pk = row.pop("pk")
        yield pk, Traits(**row, numbers=tuple(numbers.get(pk, ())), relatives=tuple(relatives.get(pk, ())))


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
    register = Register(_traits(Person.objects.all()), NameToken.objects.vocabulary())
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
