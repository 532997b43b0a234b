"""Which texts does a plan hold, each with its place, and what do they have in common?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.document import PlanDoc, TargetDoc
from hoanhap.plans.rules.words import Words

type Place = str | Words

_KEPT = "_passages"


@dataclass(frozen=True)
class Passage:
    """A text of the plan, as printed. Exactly one of `target` and `task` is set where it belongs to one."""

    where: Place
    text: str
    target: str = ""
    task: str = ""


def passages(doc: PlanDoc, *, report: bool = False) -> tuple[Passage, ...]:
    """Every running text of a plan; with `report` also the address for results.

    Gathered once and kept on the plan, whose values never change (as `cached_property` would).
    """
    kept: tuple[Passage, ...] | None = doc.__dict__.get(_KEPT)
    if kept is None:
        kept = doc.__dict__[_KEPT] = tuple(item for item in _gathered(doc) if item.text)
    if report and doc.report and doc.report.to:
        return (*kept, Passage(Words(N_("hạn báo cáo")), doc.report.to))
    return kept


def _gathered(doc: PlanDoc) -> Iterator[Passage]:
    yield Passage(Words(N_("tên kế hoạch")), doc.title)
    for section in doc.sections:
        yield Passage(section.where, "\n".join(part for part in (section.heading, section.text) if part))
    for target in doc.targets:
        yield Passage(target.where, target.quote or target.text, target=target.code)
        yield from (Passage(mention.where, mention.quote, target=target.code) for mention in target.mentions)
    for table in doc.tables:
        yield Passage(Words(N_("tên {table}"), {"table": table.where}), table.title)
        for index, column in enumerate(table.columns):
            yield Passage(table.place(index), column.label, target=column.target)
        yield from (Passage(Words(N_("ghi chú {table}"), {"table": table.where}), note.text) for note in table.notes)
    for task in doc.tasks:
        yield Passage(task.where, task.quote or task.text, task=task.code)
        yield from (Passage(task.where, item.text, task=task.code) for item in task.deliverables)
    for basis in doc.bases:
        yield Passage(basis.where, basis.text)


def places(found: list[Passage]) -> tuple[Place, ...]:
    """The place of each passage, once."""
    return tuple({str(item.where): item.where for item in found}.values())


def wheres(targets: Sequence[TargetDoc]) -> tuple[str, ...]:
    """The places of targets, each once."""
    return tuple(dict.fromkeys(target.where for target in targets))


def codes(targets: Sequence[TargetDoc]) -> tuple[str, ...]:
    """The codes of targets."""
    return tuple(target.code for target in targets)


_WORD = re.compile(r"\w+")


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a text in lower case."""
    return tuple(_WORD.findall(text.casefold()))


@lru_cache(maxsize=4096)
def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Every three words in a row: what two texts share when one was copied from the other."""
    words = tokens(text)
    return frozenset(zip(words, words[1:], words[2:], strict=False))
