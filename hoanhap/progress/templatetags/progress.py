"""What the templates of progress need besides the kit: words of a rule in the reader's language."""

from decimal import Decimal

from django.template import Library

from hoanhap.kit.formats import NO_VALUE, number
from hoanhap.plans.queries import say
from hoanhap.plans.rules import Words
from hoanhap.progress.queries.told import short

register = Library()


@register.filter
def plain(value: Decimal | None) -> str:
    """A stored number without the zeros behind it; a dash for none."""
    return NO_VALUE if value is None else number(short(value))


@register.filter
def said(words: Words | None) -> str:
    """The words, or nothing."""
    return say(words) if words is not None else ""
