"""Who has told their figures in time, and what moved between two days?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules import Deadline


class Told(Labelled):
    """Whether a unit has sent what the plan asks of it (catalogue D069)."""

    NOTHING_DUE = "nothing_due", N_("không phải nhập")
    IN_TIME = "in_time", N_("đủ, đúng hạn")
    LATE = "late", N_("đủ, trễ hạn")
    WAITING = "waiting", N_("chưa tới hạn")
    PART = "part", N_("thiếu")
    MISSING = "missing", N_("chưa có báo cáo")

    @property
    def tone(self) -> str:
        """The tone of the design."""
        return {"in_time": "ok", "late": "warn", "part": "danger", "missing": "danger"}.get(self.value, "plain")

    @property
    def icon(self) -> str:
        """The shape that goes with it."""
        icons = {"in_time": "check", "late": "hourglass-high", "part": "alert-circle", "missing": "alert-circle"}
        return icons.get(self.value, "circle-dashed")


@dataclass(frozen=True)
class UnitReport:
    """What a unit has told against the report day."""

    told: Told
    of: int
    """Targets whose figure it must enter."""
    have: int
    complete_on: date | None = None
    days_late: int = 0
    """Days after the report day: of a complete report, or so far."""


def unit_report(required: frozenset[str], first_told: Mapping[str, date], due: Deadline | None, today: date) -> UnitReport:
    """The report of a unit: complete on the day on which the last of the `required` figures came in; late after the plan's report day.

    A plan without a report day has no late reports (catalogue I59): what is missing is waited for.
    """
    if not required:
        return UnitReport(Told.NOTHING_DUE, 0, 0)
    have = [first_told[code] for code in required if code in first_told]
    complete_on = max(have) if len(have) == len(required) else None
    until = complete_on or today
    late = max(0, (until - due.last).days) if due is not None else 0
    if complete_on is not None:
        told = Told.LATE if late else Told.IN_TIME
    elif not late:
        told = Told.WAITING
    else:
        told = Told.PART if have else Told.MISSING
    return UnitReport(told, len(required), len(have), complete_on, late)


@dataclass(frozen=True)
class Move:
    """What changed between two days, apart: what happened, and what was told late or put right about the time before."""

    before_then: Decimal | None
    """The figure of the first day, as it was known that evening."""
    before: Decimal | None
    """The figure of the first day, as it is known now."""
    after: Decimal | None
    """The figure of the second day, as it is known now."""

    @property
    def happened(self) -> Decimal | None:
        """What came in between the two days; None where there was no figure on one of them."""
        return self.after - self.before if self.after is not None and self.before is not None else None

    @property
    def late(self) -> Decimal | None:
        """What was learnt afterwards about the time up to the first day: all of it where nothing was known then."""
        return self.before - (self.before_then or Decimal(0)) if self.before is not None else None

    @property
    def anything(self) -> bool:
        """Whether anything moved."""
        return bool(self.happened) or bool(self.late)
