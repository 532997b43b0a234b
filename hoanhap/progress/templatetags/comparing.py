"""What the page of comparisons writes: steps, labels, signs."""

from collections.abc import Iterable
from decimal import Decimal
from urllib.parse import urlencode

from django.template import Library
from django.utils.translation import gettext as _

from hoanhap.kit.enums import Labelled
from hoanhap.kit.formats import number
from hoanhap.plans.rules import Comparator
from hoanhap.progress.rules.comparing import COMPARATOR_SIGNS, Step

register = Library()


@register.simple_tag
def say_step(step: Step) -> str:
    """`+500 (+41,7%)`, `−5 điểm phần trăm`, `như trước`."""
    if not step.by:
        return _("như trước")
    by = _signed(step.by)
    if step.in_points:
        return _("%(by)s điểm phần trăm") % {"by": by}
    return by if step.percent is None else f"{by} ({_signed(step.percent)}%)"


def _signed(value: Decimal) -> str:
    return ("+" if value > 0 else "−") + plain(abs(value))


@register.filter
def plain(value: Decimal | float) -> str:
    """A number as people write it: whole where it is whole, else with one decimal (the database keeps six)."""
    size = round(Decimal(str(value)), 1)
    return number(int(size) if size == int(size) else size)


@register.filter
def labels(items: Iterable[Labelled]) -> str:
    """Labels of code list members, in the reader's language."""
    return ", ".join(_(item.label) for item in items)


@register.filter
def sign(comparator: Comparator) -> str:
    """The sign before a number in a narrow table."""
    return COMPARATOR_SIGNS[comparator]


@register.filter
def share(value: Decimal, most: Decimal) -> Decimal:
    """Percent of the largest, for bars of one scale."""
    return max(Decimal(0), value) * 100 / most if most else Decimal(0)


@register.simple_tag
def compare_query(key: str) -> str:
    """The query that compares one indicator."""
    return urlencode({"chi_so": key})
