"""What does reading figures leave in the log?"""

from collections.abc import Sequence

from hoanhap.accounts.models import User
from hoanhap.audit import services as audit
from hoanhap.audit.rules import Action, Purpose
from hoanhap.reports.measures import Measure


def record_opening(measure: Measure, *, by: User, people: Sequence[int], total: int) -> None:
    """Note that the list of people behind a figure was opened, and whom the page showed."""
    detail = {"shown": len(people), "total": total}
    audit.record(Action.VIEW, by=by, subject_type="figure", subject_id=measure.id, purpose=Purpose.FIGURES, people=people, detail=detail)
