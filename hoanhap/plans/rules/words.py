"""How does a pure rule speak, so that a screen can say it in either language with numbers written that language's way?"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

type Value = str | int | Decimal | date | Words | Sequence[str | Words]


def number_text(value: Decimal | int, *, english: bool = False) -> str:
    """Write a number: `2.536`, `1.141,2`, `76,5` (English `2,536`, `1,141.2`); at most one decimal, rounded half up."""
    rounded = Decimal(value).quantize(Decimal("0.1"), ROUND_HALF_UP)
    text = f"{rounded:,.0f}" if rounded == rounded.to_integral_value() else f"{rounded:,.1f}"
    return text if english else text.translate(str.maketrans(",.", ".,"))


@dataclass(frozen=True)
class Words:
    """A sentence with named gaps: `Words("{n} ô trống", {"n": 4})`. The template is the message id of the translation."""

    template: str
    values: Mapping[str, Value] = field(default_factory=dict)

    def say(self, translate: Callable[[str], str] = str, *, english: bool = False) -> str:
        """The sentence in one language; names and places from the document stay as printed."""
        template = translate(self.template) if self.template else ""
        return template.format(**{name: _show(value, translate, english) for name, value in self.values.items()})

    def __str__(self) -> str:
        return self.say()


def _show(value: Value, translate: Callable[[str], str], english: bool) -> str:
    match value:
        case str():
            return value
        case Words():
            return value.say(translate, english=english)
        case date():
            return f"{value:%d/%m/%Y}"
        case int() | Decimal():
            return number_text(value, english=english)
        case _:
            return ", ".join(_show(part, translate, english) for part in value)
