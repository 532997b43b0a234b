"""How is a target split over units so that nothing is lost in rounding?

Whole things are split (people, dossiers, cases). What comes out always adds up: the parts and what is left unallocated make the amount.

By a baseline the largest remainder decides (Hamilton): each unit gets the whole part of its exact share, then one more each goes to
the units with the largest rests; of equal rests the larger baseline first, then the earlier row. So a unit with a larger baseline never
gets less. A unit with baseline 0 gets nothing; a cap is never passed, what it cuts off goes to the others by the same rule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import floor

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.document import AllocationTable, Column, PlanDoc, Row
from hoanhap.plans.rules.printed import kind_of
from hoanhap.plans.rules.words import Words


class Method(Labelled):
    """How the part of a unit is found."""

    BY_HAND = "hand", N_("Nhập từng đơn vị")
    EQUAL = "equal", N_("Chia đều")
    BASELINE = "baseline", N_("Theo số gốc")


@dataclass(frozen=True)
class Claim:
    """A unit that takes part in a split."""

    baseline: Fraction = Fraction(0)
    """Any number that is not negative: people registered, the last result."""
    fixed: int | None = None
    """A part that stays as it is: typed by hand, or already given."""
    cap: int | None = None
    """No more than this, if set."""


class CannotSplit(ValueError):
    """The numbers leave no way to split; `words` says why and what to do."""

    def __init__(self, words: Words) -> None:
        super().__init__(str(words))
        self.words = words


@dataclass(frozen=True)
class Parts:
    """What each unit gets, in the order of the claims, and what nobody gets."""

    each: tuple[int, ...]
    left: int = 0
    """Left on purpose (`keep_back`), or because no unit may take more."""


_NO_BASELINE = N_("Chưa có số gốc nào lớn hơn 0. Lấy số gốc, gõ số gốc, hoặc chọn chia đều.")
_TOO_MUCH = N_("Các ô đã giữ cộng lại {fixed}, nhiều hơn {amount} được chia. Bớt ô đã giữ hoặc tăng số được chia.")
_NEGATIVE = N_("Số được chia, số gốc, ô giữ và mức trần phải là số không âm.")
_KEPT_BACK = N_("Không thể để lại {kept}: chỉ có {amount} để chia.")


def split(amount: int, claims: Sequence[Claim], method: Method, *, keep_back: int = 0) -> Parts:
    """Split `amount` over the claims and leave `keep_back` of it unallocated. sum(each) + left == amount, always.

    Raises CannotSplit when something is negative, fixed parts exceed the amount, or a split by baseline has no baseline to go by.
    """
    fixed = sum(claim.fixed or 0 for claim in claims)
    below = (amount, keep_back, *(number for claim in claims for number in (claim.baseline, claim.fixed or 0, claim.cap or 0)))
    if any(number < 0 for number in below):
        raise CannotSplit(Words(_NEGATIVE))
    if keep_back > amount:
        raise CannotSplit(Words(_KEPT_BACK, {"kept": keep_back, "amount": amount}))
    if fixed > amount - keep_back:
        raise CannotSplit(Words(_TOO_MUCH, {"fixed": fixed, "amount": amount - keep_back}))
    free = [at for at, claim in enumerate(claims) if claim.fixed is None]
    each = [claim.fixed or 0 for claim in claims]
    rest = amount - keep_back - fixed
    if method is not Method.BY_HAND and free and rest:
        weights = {at: claims[at].baseline if method is Method.BASELINE else Fraction(1) for at in free}
        if not any(weights.values()):
            raise CannotSplit(Words(_NO_BASELINE))
        for at, part in _share(rest, weights, {at: claims[at].cap for at in free}).items():
            each[at] = part
    return Parts(tuple(each), amount - sum(each))


def split_range(low: int, high: int, claims: Sequence[Claim], method: Method) -> tuple[Parts, Parts]:
    """Split a target that is a range: both bounds add up, and no unit's lower part passes its upper one.

    The upper bound is the lower split and the distance between the two, split by the same rule: split alone, a larger amount may give a
    unit less than a smaller one does (the paradox of Alabama). Raises CannotSplit as `split`, and when the bounds are in the wrong order.
    """
    if high < low:
        raise CannotSplit(Words(N_("Cận trên {high} nhỏ hơn cận dưới {low}."), {"high": high, "low": low}))
    below = split(low, claims, method)
    room = [
        Claim(claim.baseline, 0 if claim.fixed is not None else None, None if claim.cap is None else claim.cap - part)
        for claim, part in zip(claims, below.each, strict=True)
    ]
    above = split(high - low, room, method)
    return below, Parts(tuple(map(sum, zip(below.each, above.each, strict=True))), below.left + above.left)


def with_split(doc: PlanDoc, code: str, texts: Mapping[str, str]) -> PlanDoc:
    """The plan with the parts of a split as printed texts, by unit, in the column of the target.

    A target without a column gets one in the first table, or a table of its own; rows of that table are the units of the split.
    """
    target = doc.target(code)
    if target is None:
        raise KeyError(code)
    if (found := next(doc.splits(code), None)) is not None:
        table, index = found
        changed = table.with_cells(index, {line: texts[row.name] for line, row in enumerate(table.rows) if row.name in texts})
    elif doc.tables:
        table = doc.tables[0]
        changed = replace(
            table,
            columns=(*table.columns, Column((target.text,), code)),
            rows=tuple(replace(row, cells=(*row.cells, texts.get(row.name, ""))) for row in table.rows),
            totals=(*table.totals, "") if table.totals else (),
        )
    else:
        rows = tuple(Row(name, (text,), kind_of(name), str(at)) for at, (name, text) in enumerate(texts.items(), start=1))
        return replace(doc, tables=(AllocationTable("", (Column((target.text,), code),), rows),))
    return replace(doc, tables=tuple(changed if other is table else other for other in doc.tables))


def _share(amount: int, weights: dict[int, Fraction], caps: dict[int, int | None]) -> dict[int, int]:
    """Largest remainder among those below their caps; whoever would pass a cap gets it, and the others share what is left."""
    parts = dict.fromkeys(weights, 0)
    open_to = {at: weight for at, weight in weights.items() if weight}
    left = amount
    while open_to:
        whole = sum(open_to.values())
        full = {at: cap for at, weight in open_to.items() if (cap := caps[at]) is not None and left * weight / whole >= cap}
        if not full:
            break
        parts |= full
        left -= sum(full.values())
        open_to = {at: weight for at, weight in open_to.items() if at not in full}
    else:
        return parts
    exact = {at: left * weight / whole for at, weight in open_to.items()}
    parts |= {at: floor(share) for at, share in exact.items()}
    over = left - sum(parts[at] for at in open_to)
    for at in sorted(open_to, key=lambda at: (-(exact[at] - floor(exact[at])), -open_to[at], at))[:over]:
        parts[at] += 1
    return parts
