"""What does reading figures leave in the log?"""

from hoanhap.accounts.models import User
from hoanhap.audit import services as audit
from hoanhap.audit.rules import Action, Purpose
from hoanhap.reports.measures import Measure


def record_opening(measure: Measure, *, by: User, shown: int, total: int) -> None:
    """Note that the list of people behind a figure was opened, with how many rows were shown."""
    detail = {"shown": shown, "total": total}
    audit.record(Action.VIEW, by=by, subject_type="figure", subject_id=measure.id, purpose=Purpose.FIGURES, detail=detail)
