"""What may a reader tell: of which targets, for which units, and what stands there already?"""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import scope_of
from hoanhap.kit.dates import today
from hoanhap.plans.models import Plan
from hoanhap.plans.queries import plan_doc, plan_or_404, visible_plans
from hoanhap.plans.rules import PlanDoc, TargetDoc
from hoanhap.progress.models import EnteredFigure
from hoanhap.progress.queries import told as told_figures
from hoanhap.progress.queries.told import Told
from hoanhap.progress.services import PlanUnit, may_enter, plan_units
from hoanhap.progress.services.measuring import counted

WHOLE = ""
"""The name of the plan as a whole among units."""


@dataclass(frozen=True)
class Desk:
    """What a user may tell of one plan."""

    plan: Plan
    doc: PlanDoc
    targets: tuple[TargetDoc, ...]
    """Those that the records do not answer."""
    units: tuple[PlanUnit, ...]
    """Those that the user may speak for."""
    whole: bool
    """Whether the user may speak for the plan as a whole."""

    @property
    def may(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.targets) and (self.whole or bool(self.units))

    def target(self, code: str) -> TargetDoc:
        """One of the targets; 404 for any other, also for those that the records answer."""
        found = next((target for target in self.targets if target.code == code), None)
        if found is None:
            raise Http404
        return found


def desk(user: User, plan: Plan, doc: PlanDoc) -> Desk:
    """What the user may tell of a plan; nothing of a draft."""
    from_records = counted(doc.targets, doc.period)
    typed = tuple(target for target in doc.targets if target.code not in from_records) if not plan.is_draft else ()
    units = tuple(unit for unit in plan_units(plan, doc) if may_enter(user, plan, unit))
    return Desk(plan, doc, typed, units, may_enter(user, plan))


def desk_or_refuse(user: User, plan_id: int) -> Desk:
    """The desk of a plan in scope: 404 outside, 403 where the user may tell nothing."""
    plan = plan_or_404(user, plan_id)
    found = desk(user, plan, plan_doc(plan))
    if not found.may:
        raise PermissionDenied(P.FIGURE_ENTER)
    return found


def standing(plan: Plan, on: date | None = None) -> dict[tuple[str, str], Told]:
    """(target, unit) → the newest figure told, without those of groups."""
    day = min(on or today(), plan.period.last)
    return {(code, name): told for (code, group, name), told in told_figures.newest([plan.pk], day).get(plan.pk, {}).items() if not group}


def figure_or_404(user: User, figure_id: int) -> EnteredFigure:
    """One figure of a plan in the user's scope."""
    figures = EnteredFigure.objects.filter(plan__in=visible_plans(user).order_by().values("pk"))
    found = figures.select_related("plan", "by").filter(pk=figure_id).first()
    if found is None:
        raise Http404
    return found


def may_read_evidence(user: User, figure: EnteredFigure) -> bool:
    """Whether the user may open the file behind a figure: a unit's own file is for who reads figures of the unit, as with proofs of
    tasks; the file behind a figure of the plan as a whole is for everybody who reads the plan."""
    if not figure.unit_name:
        return True
    scope = scope_of(user, today(), P.FIGURE_VIEW)
    return scope.level == "nation" or figure.scope_province_id in scope.provinces or figure.scope_commune_id in scope.communes


def may_withdraw(user: User, plan: Plan, units: dict[str, PlanUnit], row: EnteredFigure) -> bool:
    """Whether the user may take a figure back: it stands, and the user may speak for its unit."""
    if row.is_withdrawal or hasattr(row, "restated_by"):
        return False
    return may_enter(user, plan, units.get(row.unit_name) if row.unit_name else None)


def may_speak(user: User, figure: EnteredFigure) -> bool:
    """Whether the user may put right or take back a figure: the right over its unit, or over the plan as a whole."""
    plan = figure.plan
    assert plan is not None
    if not figure.unit_name:
        return may_enter(user, plan)
    units = {unit.name: unit for unit in plan_units(plan, plan_doc(plan))}
    return may_enter(user, plan, units.get(figure.unit_name))
