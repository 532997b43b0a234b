"""How is a printed cell read? The text stays as printed (`01`, a blank, a dash); its value stands beside it."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_


class CellState(Labelled):
    """What stands in a cell. A blank is not a zero, a dash says «not assigned» aloud."""

    BLANK = "blank", N_("trống")
    DASH = "dash", N_("không giao")
    NUMBER = "number", N_("số")
    RANGE = "range", N_("khoảng")
    BROKEN = "broken", N_("không đọc được")


_NUMBER = re.compile(r"(?P<sign>[-−]?)(?P<whole>[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+)(?:,(?P<part>[0-9]+))?\s*(?P<percent>%?)")
_RANGE = re.compile(r"(?:từ\s+)?(?P<low>[0-9][0-9.,]*\s*%?)\s*(?:[-–—]|đến)\s*(?P<high>[0-9][0-9.,]*\s*%?)", re.IGNORECASE)
_DASHES = frozenset({"-", "–", "—", "x", "X"})
MAX_DIGITS = 11
"""No target of the country needs more; twelve digits are an identity number in the wrong cell."""


@dataclass(frozen=True)
class Cell:
    """One cell of a table: the text as printed and what it means."""

    text: str
    state: CellState
    value: Decimal | None = None
    high: Decimal | None = None
    """The upper bound of a range; `low` is its lower one, and then there is no `value`."""
    low: Decimal | None = None

    @classmethod
    @lru_cache(maxsize=4096)
    def read(cls, text: str) -> "Cell":
        """Read a printed cell the Vietnamese way: `01` is 1, `1.200` is 1200, `76,5%` is 76.5, `5-10` runs from 5 to 10.

        Anything else is broken, a range that falls (`10-5`) too.
        """
        typed = text.strip()
        if not typed:
            return cls(text, CellState.BLANK)
        if typed in _DASHES:
            return cls(text, CellState.DASH)
        if bounds := _RANGE.fullmatch(typed):
            low, high = (cls.read(bounds[name]).value for name in ("low", "high"))
            if low is None or high is None or low > high:
                return cls(text, CellState.BROKEN)
            return cls(text, CellState.RANGE, low=low, high=high)
        match = _NUMBER.fullmatch(typed)
        whole = match["whole"].replace(".", "") if match else ""
        if match is None or len(whole) > MAX_DIGITS:
            return cls(text, CellState.BROKEN)
        number = Decimal(whole + "." + (match["part"] or "0"))
        number = number.quantize(Decimal(1)) if number == number.to_integral_value() else number
        return cls(text, CellState.NUMBER, -number if match["sign"] and number else number)

    @property
    def amount(self) -> Decimal:
        """The value in a sum: blanks and dashes add nothing. Broken cells and ranges must be asked for before."""
        return self.value or Decimal(0)

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        """From what to what the cell lets a sum run: a number is both of its bounds, blanks and dashes add nothing."""
        return (self.amount, self.amount) if self.low is None or self.high is None else (self.low, self.high)


def numbers_in(text: str) -> tuple[Decimal, ...]:
    """Every number in a running text, in order (`hơn 70%` gives 70)."""
    found = (Cell.read(match[0]).value for match in re.finditer(_NUMBER, text))
    return tuple(value for value in found if value is not None)
