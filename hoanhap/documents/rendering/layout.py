"""Which sizes does an official paper have, and which text says so?

Decree 30/2020/NĐ-CP, annex I. Each measure names its entry of the rule catalogue, the range that the decree allows and how sure the
catalogue is of it. Both renderers take their sizes from here.
"""

from dataclasses import dataclass
from enum import StrEnum


class Sure(StrEnum):
    """How well a layout rule is confirmed."""

    CONFIRMED = "confirmed"
    SINGLE = "single"
    """One secondary source."""
    UNCONFIRMED = "unconfirmed"


@dataclass(frozen=True)
class Measure:
    """A size in use (`value`), the closed range allowed, the rule that gives it. Millimetres for distances, points for type."""

    value: float
    low: float
    high: float
    rule: str
    sure: Sure


FONT = "Times New Roman"
"""FMT-005, confirmed. The .pdf embeds Tinos, which has the same widths (docs/adr/0021-tinos.md)."""

PAGE = (210.0, 297.0)
"""A4 in millimetres (FMT-001, confirmed)."""

# The lower end of the range is used for running text: with it most decisions stand on one sheet.
MEASURES: dict[str, Measure] = {
    "margin_top": Measure(20, 20, 25, "FMT-002", Sure.CONFIRMED),
    "margin_bottom": Measure(20, 20, 25, "FMT-002", Sure.CONFIRMED),
    "margin_left": Measure(30, 30, 35, "FMT-003", Sure.CONFIRMED),
    "margin_right": Measure(15, 15, 20, "FMT-004", Sure.CONFIRMED),
    "page_number": Measure(13, 13, 14, "FMT-006", Sure.CONFIRMED),
    "nation": Measure(12, 12, 13, "FMT-007", Sure.CONFIRMED),
    "motto": Measure(13, 13, 14, "FMT-008", Sure.CONFIRMED),
    "issuer": Measure(12, 12, 13, "FMT-009", Sure.SINGLE),
    "number": Measure(13, 13, 13, "FMT-010", Sure.SINGLE),
    "place": Measure(13, 13, 14, "FMT-011", Sure.SINGLE),
    "title": Measure(14, 13, 14, "FMT-012", Sure.UNCONFIRMED),
    "subject": Measure(14, 13, 14, "FMT-012", Sure.UNCONFIRMED),
    "letter_subject": Measure(12, 12, 13, "FMT-018", Sure.SINGLE),
    "body": Measure(13, 13, 14, "FMT-013", Sure.SINGLE),
    "indent": Measure(10, 10, 12.7, "FMT-013", Sure.SINGLE),
    "spacing": Measure(6, 6, 12, "FMT-013", Sure.SINGLE),
    "signature": Measure(13, 13, 14, "FMT-014", Sure.SINGLE),
    "recipients_head": Measure(12, 12, 12, "FMT-015", Sure.SINGLE),
    "recipients": Measure(11, 11, 11, "FMT-015", Sure.SINGLE),
    "table": Measure(12, 11, 14, "FMT-013", Sure.UNCONFIRMED),
}

HEADING_SHARES = (0.41, 0.59)
"""Left and right column of the heading pair, as shares of the text width: the country's name at 12 pt needs 92 mm on one line."""

SIGNING_SPACE = 22.0
"""Room for hand, seal or the picture of a digital signature, millimetres (no rule gives it)."""


def size(name: str) -> float:
    """The size in use of the named part."""
    return MEASURES[name].value


def text_width(*, landscape: bool) -> float:
    """Width between the margins, millimetres."""
    return (PAGE[1] if landscape else PAGE[0]) - size("margin_left") - size("margin_right")
