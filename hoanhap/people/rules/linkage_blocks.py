"""Which records are worth comparing? Two records of one human share something that is looked up exactly (blocking)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from rapidfuzz.distance import OSA

from hoanhap.people.rules.linkage import Match, Names, Parameters, parameters, score
from hoanhap.people.rules.linkage_records import Record, Traits
from hoanhap.people.rules.searching import Vocabulary


def name_variants(words: Sequence[str], vocabulary: Vocabulary) -> Iterator[tuple[str, ...]]:
    """The name with one word replaced by each neighbour in the vocabulary, with two neighbouring words as one, with one word as two."""
    for place, word in enumerate(words):
        for near in vocabulary.near(word):
            yield (*words[:place], near, *words[place + 1 :])
        for cut in range(2, len(word) - 1):
            if word[:cut] in vocabulary.known and word[cut:] in vocabulary.known:
                yield (*words[:place], word[:cut], word[cut:], *words[place + 1 :])
    for place in range(len(words) - 1):
        yield (*words[:place], words[place] + words[place + 1], *words[place + 2 :])


def number_parts(number: str) -> tuple[str, str, str]:
    """The number without its last three digits, without the three before them, and those six alone.

    One wrong digit, or two neighbours swapped on one side of a cut, leave one of the three as it is.
    """
    return number[:-3], number[:-6] + number[-3:], number[-6:]


def parts_of_slips(number: str) -> list[tuple[str, str, str]]:
    """Parts of which every number one slip away has one: those of the number, and of the number with the digits at a cut swapped."""
    cuts = [cut for cut in (len(number) - 6, len(number) - 3) if cut > 0]
    swapped = [number[: cut - 1] + number[cut] + number[cut - 1] + number[cut + 1 :] for cut in cuts]
    return [number_parts(each) for each in dict.fromkeys((number, *swapped))]


def is_number_near(number: str, others: Iterable[str]) -> bool:
    """Whether one of the others is this number, or is it but for one wrong digit or two swapped neighbours."""
    return any(len(number) == len(other) and OSA.distance(number, other, score_cutoff=1) <= 1 for other in others)


def days(record: Record) -> list[tuple[int, int, int]]:
    """The birth day when it is known to the day, and with day and month swapped."""
    if record.birth is None or record.known < 3:
        return []
    year, month, day = record.birth
    return [(year, month, day), (year, day, month)] if day <= 12 and day != month else [(year, month, day)]


def matters_on_any_day(record: Record, names: Names, given: Parameters, least: float) -> bool:
    """Whether a namesake of neighbouring years who is born in another month and on another day can score `least` for a rare name's sake.

    Such a pair shares at most name, year, sex, province and a relative: who shares the commune or the number is looked for by that.
    """
    bits = given.bits
    return _most(record, names, given) + bits["birth"]["year"] + bits["place"]["province"] >= least


def matters_anywhere(record: Record, names: Names, given: Parameters, least: float) -> bool:
    """Whether a namesake of neighbouring years in another province, whose birth day is not known to be the same, can score `least`."""
    bits = given.bits
    apart = bits["place"]["different"] if record.province is not None else 0
    return _most(record, names, given) + bits["birth"]["part"] + apart >= least


def _most(record: Record, names: Names, given: Parameters) -> float:
    """What name, sex and relatives weigh at most between the record and any other."""
    relative = given.bits["relative"]["same"] if record.relatives else 0
    return given.bits["name"]["same"] + names.adjustment(record.key) + given.bits["sex"]["same"] + relative


class Register:
    """Records in memory, found by what two records of one human share; a few microseconds for each pair that is compared.

    Shared is one of: an identity number or one a slip away; all words of the name in any order with the year beside; the name with one
    slip and the year; the birth day (also day and month swapped) and the given name or another name; the name and the commune or a
    relative; the given name, the year beside and the commune.
    """

    def __init__(
        self, records: Iterable[tuple[int, Traits | Record]], vocabulary: Vocabulary | None = None, given: Parameters | None = None
    ) -> None:
        self.records = {key: traits if isinstance(traits, Record) else Record(traits) for key, traits in records}
        self.given = given or parameters()
        self.names = Names(Counter(record.key for record in self.records.values()), len(self.records), self.given)
        self.vocabulary = vocabulary or Vocabulary({word for record in self.records.values() for word in record.words})
        self._blocks: dict[object, list[int]] = defaultdict(list)
        self._numbers: dict[str, list[int]] = defaultdict(list)
        for key, record in self.records.items():
            for block in _blocks(record):
                self._blocks[block].append(key)
            for number in record.numbers:
                for part in number_parts(number):
                    self._numbers[part].append(key)

    def candidates(self, record: Record) -> set[int]:
        """Records that share something; the record itself among them when it is here."""
        found: set[int] = set()
        blocks, records = self._blocks, self.records
        for block in self._probes(record):
            if block in blocks:
                found.update(blocks[block])
        for number in record.numbers:
            for parts in parts_of_slips(number):
                for part in parts:
                    sharing = self._numbers.get(part, ())
                    found.update(key for key in sharing if key not in found and is_number_near(number, records[key].numbers))
        return found

    def _probes(self, record: Record) -> Iterator[object]:
        name, commune = record.name, record.commune
        yield name, commune, ""
        for relative in record.relatives:
            yield name, relative
        for call in record.calls():
            for day in days(record):
                yield call, day
        if record.birth is None:
            return
        year = record.birth[0]
        for shift in (-1, 0, 1):
            yield name, year + shift
            for call in record.calls():
                yield call, year + shift, commune
        for variant in name_variants(record.words, self.vocabulary):
            yield tuple(sorted(variant)), year

    def matches(
        self,
        traits: Traits | Record,
        *,
        floor: float | None = None,
        limit: int | None = None,
        before: int | None = None,
    ) -> tuple[Match, ...]:
        """The records that score at least `floor` (None: the threshold of asking), the best first; with `before` of smaller keys only."""
        record = traits if isinstance(traits, Record) else Record(traits)
        least = self.given.ask if floor is None else floor
        found = []
        for key in self.candidates(record):
            if before is None or key < before:
                total, evidence = score(record, self.records[key], self.names, self.given, least=least)
                if total >= least:
                    found.append(Match(key, total, evidence))
        return tuple(sorted(found, key=lambda match: (-match.score, match.key))[:limit])

    def pairs(self, *, floor: float | None = None, progress: Callable[[int], None] = lambda _n: None) -> Iterator[tuple[int, Match]]:
        """Every pair of records that scores at least `floor` (None: the threshold of the list), each once: the smaller key, the other."""
        least = self.given.list if floor is None else floor
        names, given, records = self.names, self.given, self.records
        for done, (one, record) in enumerate(records.items(), start=1):
            for other in self.candidates(record):
                if other > one:
                    total, evidence = score(record, records[other], names, given, least=least)
                    if total >= least:
                        yield one, Match(other, total, evidence)
            if done % 1000 == 0:
                progress(1000)


def _blocks(record: Record) -> Iterator[object]:
    name, commune = record.name, record.commune
    yield name, commune, ""
    for relative in record.relatives:
        yield name, relative
    calls = record.calls()
    if record.birth is not None:
        year = record.birth[0]
        yield name, year
        for call in calls:
            yield call, year, commune
            if record.known == 3:
                yield call, record.birth
