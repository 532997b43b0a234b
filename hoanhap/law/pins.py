"""How does a deadline keep the entry it was computed from, so that it can be explained after the book has changed?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from hoanhap.law.plain import plain, revive
from hoanhap.law.values import (
    IMMEDIATELY,
    BaseSalaries,
    Confidence,
    Duration,
    Frequency,
    Immediately,
    Item,
    NamedDay,
    Percent,
    Unit,
    Value,
    kind_of,
)

if TYPE_CHECKING:
    from hoanhap.law.book import Entry

type Pin = dict[str, object]
"""A JSON-able copy of the entry a deadline was computed from; it survives later changes of the book."""


def pin(entry: "Entry") -> Pin:
    """Copy what a deadline used, so that it can be explained after the book has changed."""
    return {
        "rule": entry.rule,
        "id": entry.id,
        "from": entry.since.isoformat(),
        "kind": kind_of(entry.value),
        "value": to_json(entry.value),
        "unit": entry.value.unit.value if isinstance(entry.value, Duration) else None,
        "basis": [{"doc": b.doc.number, "article": b.article, "clause": b.clause, "point": b.point} for b in entry.basis],
        "citation": entry.short_basis(),
        "citation_en": entry.short_basis("en"),
        "confidence": entry.confidence.value,
    }


@dataclass(frozen=True, slots=True)
class Pinned:
    """A pin read back."""

    rule: str
    id: str
    since: date
    value: Value | None
    citation: str
    citation_en: str
    basis: tuple[tuple[str, str | None, str | None, str | None], ...]
    confidence: Confidence

    def short_basis(self, language: str = "vi") -> str:
        """The citation as it read when the deadline was computed."""
        return self.citation_en if language.startswith("en") else self.citation


def unpin(pinned: Mapping[str, object]) -> Pinned:
    """Read a pin back. Raises ValueError when it is not one."""
    try:
        return Pinned(
            rule=str(pinned["rule"]),
            id=str(pinned["id"]),
            since=date.fromisoformat(str(pinned["from"])),
            value=from_json(str(pinned["kind"]), pinned["value"], pinned["unit"]),
            citation=str(pinned["citation"]),
            citation_en=str(pinned["citation_en"]),
            basis=tuple((b["doc"], b["article"], b["clause"], b["point"]) for b in pinned["basis"]),  # type: ignore[attr-defined]
            confidence=Confidence(str(pinned["confidence"])),
        )
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise ValueError(f"not a pinned entry of the law book: {error!r}") from error


def to_json(value: Value | None) -> object:
    """What stands under `value` in a pin. The first kinds have a short form of their own, which stored pins use."""
    match value:
        case None:
            return None
        case Duration(amount, _):
            return amount
        case Frequency(times, per):
            return [times, per.value]
        case Immediately():
            return True
        case Percent(amount) | BaseSalaries(amount):
            return str(amount)
        case bool() | int():
            return value
        case tuple():
            days = [[part.day.isoformat(), part.vi, part.en] for part in value if isinstance(part, NamedDay)]
            return days or [[str(part), part.vi, part.en] for part in value if type(part) is Item] or plain(value)
        case Item() if type(value) is Item:
            return [str(value), value.vi, value.en]
    return plain(value)


def from_json(kind: str, value: object, unit: object) -> Value | None:
    """The value of a pin. Raises KeyError, TypeError or ValueError when it is none."""
    readers: dict[str, Callable[[], Value | None]] = {
        "repealed": lambda: None,
        "duration": lambda: Duration(int(str(value)), Unit(str(unit))),
        "frequency": lambda: Frequency(value[0], Unit(value[1])),  # type: ignore[index]
        "immediately": lambda: IMMEDIATELY,
        "percent": lambda: Percent(Decimal(str(value))),
        "base_salaries": lambda: BaseSalaries(Decimal(str(value))),
        "flag": lambda: bool(value),
        "count": lambda: int(str(value)),
        "text": lambda: Item(*value),  # type: ignore[misc]
        "list": lambda: tuple(Item(*item) for item in value),  # type: ignore[attr-defined]
        "days": lambda: tuple(NamedDay(date.fromisoformat(day), vi, en) for day, vi, en in value),  # type: ignore[attr-defined]
    }
    if kind in readers:
        return readers[kind]()
    revived: Value = revive(value)
    if kind_of(revived) != kind:
        raise ValueError(f"{kind_of(revived)} under the name of {kind}")
    return revived
