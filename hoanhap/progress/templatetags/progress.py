"""What the templates of progress need besides the kit: words of a rule in the reader's language."""

from django.template import Library

from hoanhap.plans.queries import say
from hoanhap.plans.rules import Words

register = Library()


@register.filter
def said(words: Words | None) -> str:
    """The words, or nothing."""
    return say(words) if words is not None else ""
