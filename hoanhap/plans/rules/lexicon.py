"""Which words do plans use, and which of them mean one thing, nothing, or something that ended? Read from terms.yaml and wording.yaml."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_HERE = Path(__file__).parent


def phrase(words: Iterable[str], not_before: Iterable[str] = ()) -> re.Pattern[str]:
    """Finds any of some phrases as whole words, whatever their case; the longer before the shorter, none before certain words."""
    longest = sorted({word for word in words if word}, key=len, reverse=True)
    after = "|".join(map(re.escape, not_before))
    rest = rf"(?!\s+(?:{after})(?!\w))" if after else ""
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest)) or '(?!)'})(?!\w){rest}", re.IGNORECASE)


@dataclass(frozen=True)
class Preferred:
    """A word to use and the others met in plans for the same."""

    prefer: str
    also: tuple[str, ...]
    found: re.Pattern[str]
    beside: re.Pattern[str] | None = None
    """Blamed only in targets, and where one of these words is used too."""


@dataclass(frozen=True)
class Vague:
    """A word that needs a meaning; `asks` says which: criteria, a span of time, or when something counts."""

    word: str
    asks: str
    found: re.Pattern[str]
    elsewhere: re.Pattern[str]
    """Phrases in which the word is part of a fixed expression."""

    def stands_in(self, text: str) -> bool:
        """Whether the text uses the word by itself."""
        return self.found.search(text) is not None and self.found.search(self.elsewhere.sub(" ", text)) is not None


@dataclass(frozen=True)
class Marked:
    """Words bound to a rule of the law book."""

    rule: str
    found: re.Pattern[str]


@dataclass(frozen=True)
class Lexicon:
    """All of the two files, ready to search with."""

    terms: tuple[Preferred, ...]
    names: tuple[Preferred, ...]
    clashes: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...]
    boards: Mapping[str, str]
    bodies: tuple[Marked, ...]
    processes: tuple[Marked, ...]
    chains: Mapping[str, re.Pattern[str]]
    asked: re.Pattern[str]
    undefined: tuple[Vague, ...]
    campaigns: re.Pattern[str]
    spelling: Mapping[str, str]
    misspelt: re.Pattern[str]
    measures: re.Pattern[str]
    people: frozenset[str]
    groups: Mapping[str, re.Pattern[str]]
    subgroups: re.Pattern[str]
    acts: re.Pattern[str]
    keeping: re.Pattern[str]
    on_known: re.Pattern[str]
    models: re.Pattern[str]
    all_of: re.Pattern[str]
    localities: re.Pattern[str]
    facilities: re.Pattern[str]
    none_of: re.Pattern[str]
    clearing: re.Pattern[str]
    places_of_crime: re.Pattern[str]

    def chain_of(self, name: str) -> str:
        """The chain of reports a body belongs to by its first telling word; empty where none tells."""
        met = [(match.start(), key) for key, pattern in self.chains.items() if (match := pattern.search(name))]
        return min(met)[1] if met else ""

    def groups_in(self, text: str) -> frozenset[str]:
        """The groups of people that a population names."""
        return frozenset(name for name, pattern in self.groups.items() if pattern.search(text))


@cache
def lexicon() -> Lexicon:
    """The shipped tables, read once in each process."""
    terms, wording = (yaml.safe_load((_HERE / name).read_text(encoding="utf-8")) for name in ("terms.yaml", "wording.yaml"))
    spelling: dict[str, str] = wording["spelling"]
    return Lexicon(
        terms=_preferred(terms["terms"]),
        names=_preferred(terms["names"]),
        clashes=tuple((item["phrase"], tuple(item["either"]), phrase([item["phrase"]])) for item in terms["clashes"]),
        boards={item["number"]: item["field"] for item in terms["boards"]},
        bodies=_marked(terms["bodies"]),
        processes=_marked(terms["processes"]),
        chains={key: phrase(words) for key, words in terms["chains"].items()},
        asked=phrase(terms["asked"]),
        undefined=tuple(
            Vague(item["word"], item["asks"], phrase([item["word"], *item.get("also", ())]), phrase(item.get("not_in", ())))
            for item in wording["undefined"]
        ),
        campaigns=phrase(wording["campaigns"]),
        spelling={wrong.casefold(): right for wrong, right in spelling.items()},
        misspelt=phrase(spelling),
        measures=phrase(wording["measures"]),
        people=frozenset(wording["people"]),
        groups={name: phrase(words) for name, words in wording["groups"].items()},
        subgroups=re.compile("|".join(wording["subgroups"]), re.IGNORECASE),
        acts=phrase(wording["acts"]),
        keeping=phrase(wording["keeping"]),
        on_known=phrase(wording["on_known"]),
        models=phrase(wording["models"]),
        all_of=re.compile("|".join(rf"(?<!\w){re.escape(word)}" for word in wording["all"]), re.IGNORECASE),
        localities=phrase(wording["localities"]),
        facilities=phrase(wording["facilities"]),
        none_of=phrase(wording["none_of"]),
        clearing=phrase(wording["clearing"]),
        places_of_crime=phrase(wording["places_of_crime"]),
    )


def _preferred(items: Sequence[Mapping[str, Any]]) -> tuple[Preferred, ...]:
    return tuple(
        Preferred(
            item["prefer"],
            tuple(item["also"]),
            phrase(item["also"], item.get("not_before", ())),
            phrase(item["beside"]) if "beside" in item else None,
        )
        for item in items
    )


def _marked(items: Sequence[Mapping[str, Any]]) -> tuple[Marked, ...]:
    return tuple(Marked(item["rule"], phrase(item["words"])) for item in items)
