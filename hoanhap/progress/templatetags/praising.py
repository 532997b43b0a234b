"""What the pages of praise ask of a candidate."""

from collections.abc import Container

from django.template import Library

from hoanhap.progress.rules.praising import Candidate

register = Library()


@register.filter
def is_waiting(candidate: Candidate, waiting: Container[tuple[str, str]]) -> bool:
    """Whether a proposal of the same side waits for a decision already."""
    return (candidate.name, candidate.side.value) in waiting
