"""How is it noted that a plan was issued below another without being kept here?"""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.audit import services as audit
from hoanhap.audit.rules import Action
from hoanhap.kit.dates import now, today
from hoanhap.kit.errors import Problem, Refused
from hoanhap.plans.models import ChildNotice
from hoanhap.plans.rules import party_key
from hoanhap.plans.services.writing import may_edit, visible_to


@transaction.atomic
def note_child(plan_id: int, name: str, reference: str, issued_on: date, *, by: User) -> ChildNotice:
    """Note the number and day of a plan issued below. The same note twice is one; another number or day corrects it.

    Raises Plan.DoesNotExist outside scope, PermissionDenied without the right, Refused for a day to come.
    """
    plan = visible_to(by).select_for_update(of=("self",)).get(pk=plan_id)
    if not may_edit(by, plan):
        raise PermissionDenied(P.PLAN_EDIT)
    if issued_on > today():
        what = _("Ngày %(day)s chưa đến.") % {"day": f"{issued_on:%d/%m/%Y}"}
        raise Refused([Problem("notice_ahead", what, remedy=_("Ghi ngày ban hành trên giấy."), field="issued_on")])
    known = ChildNotice.objects.filter(plan=plan, key=party_key(name)).first()
    if known is not None and (known.reference, known.issued_on) == (reference, issued_on):
        return known
    notice = known or ChildNotice(plan=plan, key=party_key(name))
    notice.name, notice.reference, notice.issued_on, notice.by, notice.at = name, reference, issued_on, by, now()
    notice.save()
    _audit(notice, by, Action.UPDATE if known else Action.CREATE)
    return notice


@transaction.atomic
def drop_notice(plan_id: int, name: str, *, by: User) -> None:
    """Take a mistaken note back. Raises as `note_child`; nothing happens when there is none."""
    plan = visible_to(by).select_for_update(of=("self",)).get(pk=plan_id)
    if not may_edit(by, plan):
        raise PermissionDenied(P.PLAN_EDIT)
    for notice in ChildNotice.objects.filter(plan=plan, key=party_key(name)):
        _audit(notice, by, Action.VOID)
        notice.delete()


def _audit(notice: ChildNotice, by: User, action: Action) -> None:
    detail = {"part": "notice", "notice": notice.pk, "issued_on": notice.issued_on.isoformat()}
    audit.record(action, by=by, subject_type="plan", subject_id=notice.plan_id, unit_id=notice.plan.unit_id, detail=detail)
