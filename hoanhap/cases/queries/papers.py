"""Which papers do the events of a case still call for, and whose papers does a user issue?"""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from hoanhap.accounts.models import User
from hoanhap.cases.models import Case, CasePaper
from hoanhap.cases.rules import Timeline
from hoanhap.cases.services.papers import called_for
from hoanhap.units.models import Unit
from hoanhap.units.rules import Level


def draft_papers(cases: Sequence[Case], timelines: Sequence[Timeline], papers: Sequence[CasePaper]) -> list[dict[str, Any]]:
    """Papers that events of open cases call for and that were not issued yet (nor numbered on paper)."""
    issued = {link.event_id for link in papers}
    return [
        {"title": form.title, "name": form.name, "on": event.on, "url": reverse("event_paper", args=[event.id])}
        for case, line in zip(cases, timelines, strict=True)
        for event, form in called_for(case, line, issued)
    ]


def commune_of(user: User) -> Unit | None:
    """The commune whose papers the user issues: that of the grant acted for."""
    return Unit.objects.filter(pk=user.acting_unit_id or 0, level=Level.COMMUNE.value).first()
