"""How do the book's objects become plain lists and texts, and objects again, without a format that can run code?

Used by pins and by the compiled copy of the book. `plain` gives what JSON can hold: numbers, texts and lists as they are, every
object as `[name, …]`. `revive` builds only the classes named here; anything else is refused.
"""

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from hoanhap.law.citations import Basis, Document, FormRef
from hoanhap.law.values import (
    Authority,
    BaseSalaries,
    Confidence,
    DateSpan,
    Definition,
    Duration,
    DurationRange,
    Frequency,
    Immediately,
    Item,
    Measure,
    Money,
    NamedDay,
    Paper,
    Path,
    Per,
    Percent,
    Quantity,
    ReportPeriod,
    Unit,
    Unknown,
)

type _Seen = dict[str, Document]
"""Documents are written once and then named by their number, for most citations share a few."""

_ENUMS: tuple[type[StrEnum], ...] = (Confidence, Unit, Measure, Per)
_ITEMS: tuple[type[Item], ...] = (Item, Definition, Authority, Paper)
_WRITERS: dict[type, Callable[[Any, _Seen], Any]] = {}
_READERS: dict[str, Callable[[list[Any], _Seen], Any]] = {}


def plain(thing: object) -> Any:
    """The object as JSON can hold it. Raises TypeError for what has no plain form."""
    return _plain(thing, {})


def revive(data: Any) -> Any:
    """The object again. Raises ValueError when the data are not what `plain` writes."""
    try:
        return _revive(data, {})
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise ValueError(f"not plain data of the book: {error!r}") from error


def stores[Record](kind: type[Record]) -> type[Record]:
    """Let the records of a dataclass be stored; a field that has its default value is left out."""
    defaults = [(field.name, field.default) for field in fields(kind) if field.init]  # type: ignore[arg-type]  # every caller is one

    def write(thing: Any, seen: _Seen) -> Any:
        return [
            kind.__name__,
            {name: _plain(value, seen) for name, default in defaults if (value := getattr(thing, name)) != default},
        ]

    def read(data: list[Any], seen: _Seen) -> Any:
        return kind(**{name: _revive(value, seen) if type(value) is list else value for name, value in data[1].items()})

    _WRITERS[kind] = write
    _READERS[kind.__name__] = read
    return kind


def _plain(thing: object, seen: _Seen) -> Any:
    return thing if thing is None or type(thing) in (str, int, bool) else _writer(type(thing))(thing, seen)


def _writer(kind: type) -> Callable[[Any, _Seen], Any]:
    try:
        return _WRITERS[kind]
    except KeyError:
        raise TypeError(f"{kind.__name__} has no plain form") from None


def _revive(data: Any, seen: _Seen) -> Any:
    return _READERS[data[0]](data, seen) if type(data) is list else data


# --- the sorts --------------------------------------------------------------------------------------------------------------

_KINDS: tuple[type, ...] = (Basis, FormRef, Duration, DurationRange, Frequency, Immediately, DateSpan, ReportPeriod)
for _kind in (*_KINDS, Quantity, Percent, BaseSalaries, Money, NamedDay, Path, Unknown):
    stores(_kind)
_write_document, _read_document = _WRITERS[stores(Document)], _READERS["Document"]


def _document(document: Document, seen: _Seen) -> Any:
    if document.number in seen:
        return ["doc", document.number]
    seen[document.number] = document
    return _write_document(document, seen)


def _first_document(data: list[Any], seen: _Seen) -> Document:
    document: Document = _read_document(data, seen)
    return seen.setdefault(document.number, document)


def _item(item: Item, seen: _Seen) -> Any:
    extra = [item.when_vi, item.when_en] if isinstance(item, Authority | Paper) else []
    form = [_plain(item.form, seen)] if isinstance(item, Paper) else []
    return [type(item).__name__, str(item), item.vi, item.en, *extra, *form]


def _read_enum(kind: type[StrEnum]) -> Callable[[list[Any], _Seen], StrEnum]:
    return lambda data, _seen: kind(data[1])


def _read_item(kind: type[Item]) -> Callable[[list[Any], _Seen], Item]:
    return lambda data, seen: kind(*[_revive(part, seen) for part in data[1:]])


_WRITERS |= {
    tuple: lambda parts, seen: ["()", *[_plain(part, seen) for part in parts]],
    dict: lambda parts, seen: ["{}", {key: _plain(part, seen) for key, part in parts.items()}],
    date: lambda day, _seen: ["date", day.isoformat()],
    Decimal: lambda number, _seen: ["Decimal", str(number)],
    Document: _document,
    **{kind: lambda word, _seen: [type(word).__name__, word.value] for kind in _ENUMS},
    **dict.fromkeys(_ITEMS, _item),
}
_READERS |= {
    "()": lambda data, seen: tuple([_revive(part, seen) for part in data[1:]]),
    "{}": lambda data, seen: {key: _revive(part, seen) for key, part in data[1].items()},
    "date": lambda data, _seen: date.fromisoformat(data[1]),
    "Decimal": lambda data, _seen: Decimal(data[1]),
    "doc": lambda data, seen: seen[data[1]],
    "Document": _first_document,
    **{kind.__name__: _read_enum(kind) for kind in _ENUMS},
    **{kind.__name__: _read_item(kind) for kind in _ITEMS},
}
