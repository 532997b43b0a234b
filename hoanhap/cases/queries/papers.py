"""Which papers do the events of a case still call for, and whose papers does a user issue?"""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from hoanhap.accounts.models import User
from hoanhap.cases.models import Case, CasePaper
from hoanhap.cases.rules import PROCEDURES, Timeline
from hoanhap.cases.services.loading import commune_today
from hoanhap.cases.services.papers import form_for
from hoanhap.units.models import Unit
from hoanhap.units.rules import Level


def draft_papers(cases: Sequence[Case], timelines: Sequence[Timeline], papers: Sequence[CasePaper]) -> list[dict[str, Any]]:
    """Papers that events of open cases call for and that were not issued yet (nor numbered on paper)."""
    issued = {link.event_id for link in papers}
    drafts = []
    for case, line in zip(cases, timelines, strict=True):
        refused = {found.event for found in line.problems}
        for step in line.steps:
            kind = PROCEDURES[case.procedure].kind(step.event.kind)
            if commune_today(step.event.unit, case.commune_id) != case.commune_id:
                continue  # the commune that sent the file issues its own papers
            if not kind.form or step.event.id in issued or step.event.id in refused or getattr(step.event.data, "number", None):
                continue
            form = form_for(kind.form, step.event.on)
            if form is not None:
                drafts.append(
                    {"title": form.title, "name": form.name, "on": step.event.on, "url": reverse("event_paper", args=[step.event.id])}
                )
    return drafts


def commune_of(user: User) -> Unit | None:
    """The commune whose papers the user issues: that of the grant acted for."""
    return Unit.objects.filter(pk=user.acting_unit_id or 0, level=Level.COMMUNE.value).first()
