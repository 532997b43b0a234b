"""Which registered people may be one human: with one who is being registered, with the rows of a list, among each other?"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import batched

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import Max, QuerySet

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
from hoanhap.people.rules.linkage import (
    Match,
    Names,
    Record,
    Register,
    days,
    name_variants,
    orders,
    parameters,
    score,
)  # fmt: skip
from hoanhap.people.rules.searching import Vocabulary
from hoanhap.units.models import Unit

SHOWN_DUPLICATES = 5
CHUNK = 5_000
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
    least = parameters().ask if floor is None else floor
    found: list[tuple[Match, ...]] = []
    for chunk in batched(records, CHUNK):
        asked = [Record(traits) for traits in chunk]
        sharing = _sharing(asked, vocabulary)
        everyone = {pk for ids in sharing.values() for pk in ids}
        kept = {pk: Record(traits) for pk, traits in _traits(Person.objects.filter(pk__in=everyone))}
        names = Names(_name_counts({record.key for record in (*asked, *kept.values())}), people)
        for row, record in enumerate(asked):
            matches = (Match(pk, *score(record, kept[pk], names)) for pk in sharing.get(row, ()) if pk in kept)
            likely = [match for match in matches if match.score >= least]
            found.append(tuple(sorted(likely, key=lambda match: (-match.score, match.key))[:limit]))
    return found


def _name_counts(keys: Iterable[str]) -> dict[str, int]:
    """How many people of the register have each name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select name_key, count(*) from people_personsearch s join unnest(%s::text[]) w (name) on s.name_key = w.name group by 1",
            [list(keys)],
        )
        return dict(cursor.fetchall())


_SAME_DAY_OR_MONTH = """
    (r.born is null or p.birth_precision <> 'day' or to_char(p.birth_date, 'MMDD') = '0101'
     or extract(day from p.birth_date) in (extract(day from r.born), extract(month from r.born))
     or extract(month from p.birth_date) = extract(month from r.born))"""
_CALLED = "(split_part(p.name_key, ' ', -1) = w.call or p.other_name <> '')"
_SHARING = {
    "name and year": f"""
        select w.n, s.person_id from unnest(%(name_rows)s::int[], %(names)s::text[], %(spans)s::int[]) w (n, name, span)
        join unnest(%(rows)s::int[], %(born)s::date[], %(born_years)s::int[]) r (n, born, year) on r.n = w.n
        cross join generate_series(-w.span, w.span) shift
        join people_personsearch s on s.name_key = w.name and s.birth_year = r.year + shift
        join people_person p on p.id = s.person_id and {_SAME_DAY_OR_MONTH}""",
    "name and commune": """
        select w.n, s.person_id from unnest(%(commune_rows)s::int[], %(commune_names)s::text[], %(communes)s::int[]) w (n, name, commune)
        join people_personsearch s on s.name_key = w.name and s.commune_id = w.commune""",
    "name and relative": """
        select w.n, s.person_id
        from unnest(%(relative_rows)s::int[], %(relative_names)s::text[], %(relatives)s::text[]) w (n, name, relative)
        join people_personsearch s on s.name_key = w.name
        join people_person p on p.id = s.person_id and lower(p.contact_name) = w.relative""",
    "birth day and given name": f"""
        select w.n, p.id from unnest(%(day_rows)s::int[], %(calls)s::text[], %(days)s::date[]) w (n, call, day)
        join people_person p on p.birth_date = w.day and {_CALLED}""",
    "given name, year and commune": f"""
        select w.n, p.id from unnest(%(call_rows)s::int[], %(commune_calls)s::text[], %(call_communes)s::int[]) w (n, call, commune)
        join unnest(%(rows)s::int[], %(born_years)s::int[]) r (n, year) on r.n = w.n
        join people_person p on p.commune_id = w.commune and extract(year from p.birth_date) - r.year between -1 and 1 and {_CALLED}""",
    "number": """
        with asked (n, number) as (select * from unnest(%(number_rows)s::int[], %(numbers)s::text[])),
        w (n, number) as (
            select n, number from asked
            union all select n, overlay(number placing digit::text from place for 1)
            from asked, generate_series(1, length(number)) place, generate_series(0, 9) digit where substr(number, place, 1) <> digit::text
            union all select n, overlay(number placing substr(number, place + 1, 1) || substr(number, place, 1) from place for 2)
            from asked, generate_series(1, length(number) - 1) place where substr(number, place, 1) <> substr(number, place + 1, 1))
        select w.n, p.id from w join people_person p on p.id_number = w.number and p.id_number <> '' and p.merged_into_id is null
        union all select w.n, i.person_id from w join people_identitypaper i on i.number = w.number and i.withdrawn_at is null""",
}  # fmt: skip
"""What two records of one human share (as rules.linkage.Register has it), and which rows share it with whom. Of people of one name in
neighbouring years only those count whose birth day can be the same but for one mistake."""


def _sharing(records: Sequence[Record], vocabulary: Vocabulary) -> dict[int, set[int]]:
    """By the place of each record the people who share with it what makes a comparison worth while."""
    wanted = _wanted(records, vocabulary)
    found: dict[int, set[int]] = defaultdict(set)
    with connection.cursor() as cursor:
        for query in _SHARING.values():
            cursor.execute(query, wanted)
            for row, person in cursor:
                found[row].add(person)
    return found


_COLUMNS = (
    ("name_rows", "names", "spans"), ("commune_rows", "commune_names", "communes"), ("relative_rows", "relative_names", "relatives"),
    ("day_rows", "calls", "days"), ("call_rows", "commune_calls", "call_communes"), ("number_rows", "numbers"),
    ("rows", "born", "born_years"),
)  # fmt: skip


def _wanted(records: Sequence[Record], vocabulary: Vocabulary) -> dict[str, list[object]]:
    """The columns that the queries ask with."""
    by_year, by_commune, by_relative, by_day, by_call, by_number, rows = (list[tuple[object, ...]]() for _ in _COLUMNS)
    for n, record in enumerate(records):
        names, calls = orders(record.words), record.calls()
        year = record.birth[0] if record.birth else None
        day = date(*record.birth) if record.birth and record.known == 3 else None
        rows.append((n, day, year))
        by_relative += [(n, name, relative) for name in names for relative in record.relatives_written]
        by_number += [(n, number) for number in record.numbers]
        if record.commune:
            by_commune += [(n, name, record.commune) for name in names]
        if year is None:
            continue
        by_year += [(n, name, 1) for name in names]
        by_year += [(n, " ".join(words), 0) for words in name_variants(record.words, vocabulary)]
        by_day += [(n, call, date(*each)) for call in calls for each in days(record)]
        if record.commune:
            by_call += [(n, call, record.commune) for call in calls]
    wanted: dict[str, list[object]] = {}
    tables = (by_year, by_commune, by_relative, by_day, by_call, by_number, rows)
    for columns, table in zip(_COLUMNS, tables, strict=True):
        wanted.update({column: [row[place] for row in table] for place, column in enumerate(columns)})
    return wanted


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
