"""What is the person's own sheet made of?"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Line:
    """One sentence, or a labelled value, in the reader's language; `rule` and `on` lead to the law, `doubt` says what is not confirmed."""

    text: str
    label: str = ""
    rule: str = ""
    on: date | None = None
    doubt: str = ""
    is_blank: bool = False
    """To be filled in by hand: nobody has told the register."""


@dataclass(frozen=True)
class Part:
    """A question in plain words and its answers."""

    key: str
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Sheet:
    """The person's own sheet as of a day: who gives it to whom, and its parts."""

    code: str
    name: str
    unit: str
    parent: str
    place: str
    on: date
    intro: str
    parts: tuple[Part, ...]
    demonstration: bool
