"""How probable is each agreement, and how many duplicates does the comparison find? On a register whose truth is known."""

import random
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hoanhap.people.rules.linkage import LEVELS, Parameters, levels, parameters, score
from hoanhap.people.rules.linkage_blocks import Register
from hoanhap.people.rules.linkage_records import Record
from hoanhap.reports.bench.registers import MadeRegister

type Shares = dict[str, dict[str, float]]
"""Field → level → share."""
type Vector = tuple[tuple[str, str], ...]
"""The levels of one pair."""


# --- estimating --------------------------------------------------------------------------------------------------------------


def chance_agreement(records: Sequence[Record], *, pairs: int, seed: int = 1) -> Shares:
    """u: how often two random records agree on each level, among those of which both say something.

    The sex is compared among people of one given name: names tell the sex, so agreement there is hardly any news.
    """
    rng = random.Random(seed)
    counts: dict[str, Counter[str]] = {field: Counter() for field in LEVELS}
    for _ in range(pairs):
        one, other = rng.choice(records), rng.choice(records)
        if one is not other:
            for field, level in levels(one, other).items():
                counts[field][level] += 1
    by_given = defaultdict(list)
    for record in records:
        by_given[record.given].append(record)
    namesakes = [group for group in by_given.values() if len(group) > 1]
    weights = [len(group) for group in namesakes]
    counts["sex"] = Counter()
    for group in rng.choices(namesakes, weights, k=pairs // 10) if namesakes else ():
        one, other = rng.sample(group, 2)
        if sex := levels(one, other).get("sex"):
            counts["sex"][sex] += 1
    near = [record for record in records if record.commune is not None and record.address]
    by_commune = defaultdict(list)
    for record in near:
        by_commune[record.commune].append(record)
    neighbours = [group for group in by_commune.values() if len(group) > 1]
    for group in rng.choices(neighbours, k=pairs // 10) if neighbours else ():
        one, other = rng.sample(group, 2)
        if address := levels(one, other).get("address"):
            counts["address"][address] += 1
    shares = {field: _shares(counts[field], field, least=0.5) for field in LEVELS}
    shares["name"]["same"] = _same_name(records)
    shares["number"]["same"] = 1 / (len(records) * 100)
    return shares


def _same_name(records: Sequence[Record]) -> float:
    """How often two people have one name: the sum of the squared shares."""
    counts = Counter(record.key for record in records)
    return sum(count * (count - 1) for count in counts.values()) / (len(records) * (len(records) - 1))


def _shares(counts: Mapping[str, float], field: str, *, least: float) -> dict[str, float]:
    """Shares of each level; one that never occurred counts `least` times."""
    filled = {level: max(counts.get(level, 0), least) for level in LEVELS[field]}
    total = sum(filled.values())
    return {level: count / total for level, count in filled.items()}


def expectation_maximisation(vectors: Mapping[Vector, int], u: Shares, fields: Iterable[str], *, rounds: int = 60) -> tuple[Shares, float]:
    """m of the fields and the share of true pairs among the compared ones, with u held fixed; no pair's truth is used.

    Fields are taken as independent given the truth (the usual assumption of Fellegi and Sunter).
    """
    used = tuple(fields)
    m = {
        field: _shares({level: 2.0**-rank for rank, level in enumerate(LEVELS[field])}, field, least=0.001) for field in used
    }  # any start that trusts agreement leads to the same end
    share = 0.05
    for _ in range(rounds):
        expected: dict[str, dict[str, float]] = {field: defaultdict(float) for field in used}
        true_pairs = 0.0
        for vector, count in vectors.items():
            odds = share / (1 - share)
            for field, level in vector:
                if field in m:
                    odds *= m[field][level] / u[field][level]
            chance = count * odds / (1 + odds)
            true_pairs += chance
            for field, level in vector:
                if field in m:
                    expected[field][level] += chance
        m = {field: _shares(expected[field], field, least=0.5) for field in used}
        share = min(0.999, true_pairs / sum(vectors.values()))
    return m, share


def vectors_of(records: Sequence[Record], key: Callable[[Record], object]) -> Counter[Vector]:
    """The levels of all pairs of records that share a key, counted."""
    groups = defaultdict(list)
    for record in records:
        if (shared := key(record)) is not None:
            groups[shared].append(record)
    found: Counter[Vector] = Counter()
    for group in groups.values():
        for place, one in enumerate(group):
            for other in group[place + 1 :]:
                found[tuple(levels(one, other).items())] += 1
    return found


def estimate(made: MadeRegister, *, pairs: int = 1_000_000) -> tuple[Shares, Shares]:
    """m and u of a register. m of the birth is estimated among people of one name, m of all else among people of one birth day."""
    records = [Record(traits) for traits in made.records.values()]
    u = chance_agreement(records, pairs=pairs)
    same_day = vectors_of(records, lambda record: record.birth if record.known == 3 else None)
    m, _ = expectation_maximisation(same_day, u, [field for field in LEVELS if field != "birth"])
    same_name = vectors_of(records, lambda record: record.spelled)
    others, _ = expectation_maximisation(same_name, u, [field for field in LEVELS if field != "name"])
    return m | {"birth": others["birth"]}, u


def counted(made: MadeRegister) -> Shares:
    """m counted on the pairs that are known to be one human: what the estimate should come near to."""
    counts: dict[str, Counter[str]] = {field: Counter() for field in LEVELS}
    for one, other in made.twins:
        for field, level in levels(Record(made.records[one]), Record(made.records[other])).items():
            counts[field][level] += 1
    return {field: _shares(counts[field], field, least=0.5) for field in LEVELS}


def as_data(m: Shares, u: Shares, kept: Mapping[str, Any]) -> dict[str, Any]:
    """The content of `linkage.yaml` with new probabilities; names and thresholds stay as they are in `kept`."""
    found = {
        field: {level: {"m": _rounded(m[field][level]), "u": _rounded(u[field][level])} for level in LEVELS[field]} for field in LEVELS
    }
    return {"levels": found, "names": kept["names"], "thresholds": kept["thresholds"]}


def _rounded(share: float) -> float:
    """Three significant digits: more would only seem exact."""
    return float(f"{share:.3g}")


# --- measuring ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Quality:
    """What the comparison of all pairs found at one threshold."""

    threshold: float
    found: int
    right: int
    twins: int
    by_error: Mapping[str, tuple[int, int]]
    """Error → pairs that have it, those of them found; `none` for second records without an error in name and birth."""

    @property
    def precision(self) -> float:
        """The share of the found pairs that are one human."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of the twins that were found."""
        return self.right / self.twins if self.twins else 1.0


@dataclass(frozen=True)
class Measured:
    """All pairs of one made-up register."""

    people: int
    seconds: float
    cpu: float
    memory: int
    """Bytes of this process at its highest."""
    compared: int
    qualities: tuple[Quality, ...]


def measure(made: MadeRegister, *, thresholds: Sequence[float] = (), given: Parameters | None = None) -> Measured:
    """Compare all pairs and set what was found beside the truth. Building the register in memory counts as well."""
    given = given or parameters()
    wanted = sorted(thresholds or (given.list, given.ask, given.certain))
    begun, cpu = time.monotonic(), time.process_time()
    register = Register(made.records.items(), given=given)
    found: dict[tuple[int, int], float] = {(one, match.key): match.score for one, match in register.pairs(floor=wanted[0])}
    seconds, used = time.monotonic() - begun, time.process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    qualities = []
    for threshold in wanted:
        chosen = {pair for pair, bits in found.items() if bits >= threshold}
        right = chosen & made.twins.keys()
        by_error: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for pair, errors in made.twins.items():
            for error in errors or {"none"}:
                by_error[error][0] += 1
                by_error[error][1] += pair in right
        told = {error: (count, hit) for error, (count, hit) in sorted(by_error.items())}
        qualities.append(Quality(threshold, len(chosen), len(right), len(made.twins), told))
    return Measured(len(made.records), seconds, used, memory, len(found), tuple(qualities))


def missed(made: MadeRegister, *, floor: float) -> tuple[int, int]:
    """How many twins no block brings together, and how many are compared but score below `floor`."""
    register = Register(made.records.items())
    apart = below = 0
    for one, other in made.twins:
        record = register.records[one]
        if other not in register.candidates(record):
            apart += 1
        elif score(record, register.records[other], register.names)[0] < floor:
            below += 1
    return apart, below


def report(measured: Measured) -> list[str]:
    """The tables of docs/bench.md."""
    lines = [
        f"All pairs of {measured.people:,} made-up records".replace(",", " ")
        + f": {measured.seconds:.0f} s on one core ({measured.cpu:.0f} s of processor time), {measured.memory / 2**20:.0f} MB.",
        "",
        "| Threshold, bits | pairs found | right | twins | precision | recall |",
        "|---|---|---|---|---|---|",
    ]
    for each in measured.qualities:
        counts = f"{each.threshold:g} | {each.found} | {each.right} | {each.twins}"
        lines.append(f"| {counts} | {each.precision:.3f} | {each.recall:.3f} |")
    errors = list(measured.qualities[0].by_error)
    heads = " | ".join(f"recall at {quality.threshold:g}" for quality in measured.qualities)
    lines += ["", f"| Error of the second record | twins | {heads} |", "|---|---|" + "---|" * len(measured.qualities)]
    for error in errors:
        cells = " | ".join(f"{hit / count:.3f}" for count, hit in (quality.by_error[error] for quality in measured.qualities))
        lines.append(f"| {error} | {measured.qualities[0].by_error[error][0]} | {cells} |")
    return lines
