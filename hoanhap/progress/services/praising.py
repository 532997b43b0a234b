"""How is somebody put forward for praise or criticism, and how is the decision recorded?

The evidence is frozen with the proposal: a figure that is put right later does not change what people had before them. Each proposal has
one end: decided, declined, withdrawn. The same form sent twice is one proposal.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import scope_of
from hoanhap.audit import services as audit
from hoanhap.audit.rules import Action
from hoanhap.kit.dates import now, today
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans import services as plans
from hoanhap.plans.models import Plan
from hoanhap.progress.models import Proposal, ProposalEvent
from hoanhap.progress.rules.praising import Evidence, ProposalState, Side, SubjectKind
from hoanhap.progress.services.places import PlanUnit, plan_units


@dataclass(frozen=True)
class Put:
    """Somebody who is put forward."""

    side: Side
    subject: str
    reason: str
    wish: str = ""
    subject_kind: SubjectKind = SubjectKind.UNIT
    evidence: tuple[Evidence, ...] = ()


def visible_proposals(user: User) -> QuerySet[Proposal]:
    """Who works on praise sees every proposal of its scope; others that read plans see what was decided about their own units."""
    own = _in_scope(user, P.PRAISE)
    decided = _in_scope(user, P.PLAN_VIEW) & Q(event__state=ProposalState.DECIDED.value)
    return Proposal.objects.filter(own | decided).select_related("event", "plan", "unit", "by")


def _in_scope(user: User, right: P) -> Q:
    scope = scope_of(user, today(), right)
    if scope.level == "nation":
        return Q(pk__isnull=False)
    return Q(scope_province__in=scope.provinces) | Q(scope_commune__in=scope.communes)


def may_praise(user: User, plan: Plan) -> bool:
    """Whether the user puts forward units of this plan."""
    scope = scope_of(user, today(), P.PRAISE)
    return scope.level == "nation" or plan.scope_province_id in scope.provinces or plan.scope_commune_id in scope.communes


@transaction.atomic
def propose(plan_id: int, puts: Sequence[Put], *, by: User, request_key: UUID, on: date | None = None) -> list[Proposal]:
    """Put units of a plan forward; the rows of the first time when the form is sent again.

    Raises Plan.DoesNotExist outside scope, PermissionDenied without the right over the plan's area, Refused for nobody, without a reason,
    for a unit the plan does not speak to, for criticism without evidence, and for a unit that waits for a decision already.
    """
    plan = plans.visible_to(by).select_for_update(of=("self",)).get(pk=plan_id)
    if not may_praise(by, plan):
        raise PermissionDenied(P.PRAISE)
    if again := list(Proposal.objects.filter(plan=plan, request_key=request_key)):
        return again
    units = {unit.name: unit for unit in plan_units(plan, plans.read(plan))}
    if problems := _problems(plan, puts, units):
        raise Refused(problems)
    made = [_create(put, plan, units.get(put.subject), by=by, request_key=request_key, on=on or today()) for put in puts]
    detail = {"praise": sum(put.side is Side.PRAISE for put in puts), "criticism": sum(put.side is Side.CRITICISM for put in puts)}
    audit.record(Action.CREATE, by=by, subject_type="praise", subject_id=f"plan:{plan.pk}", detail=detail)
    return made


def _problems(plan: Plan, puts: Sequence[Put], units: dict[str, PlanUnit]) -> list[Problem]:
    if not puts:
        return [Problem("praise_nobody", N_("Chưa chọn ai."), remedy=N_("Chọn ít nhất một đơn vị rồi lưu."))]
    waiting = set(Proposal.objects.filter(plan=plan, event__isnull=True).values_list("subject", "side"))
    found = []
    for put in puts:
        params = {"who": put.subject}
        if not put.subject.strip():
            found.append(
                Problem("praise_who", N_("Chưa ghi đề xuất cho ai."), remedy=N_("Ghi tên đơn vị, tập thể hoặc cá nhân."), field="subject")
            )
        if not put.reason.strip():
            remedy = N_("Ghi đã làm được hoặc chưa làm được việc gì.")
            found.append(Problem("praise_reason", N_("%(who)s: chưa ghi lý do."), remedy=remedy, field="reason", params=params))
        if put.subject_kind is SubjectKind.UNIT and put.subject not in units:
            remedy = N_("Chọn đơn vị có trong kế hoạch, hoặc ghi là tập thể.")
            found.append(Problem("praise_unit", N_("Kế hoạch không giao cho “%(who)s”."), remedy=remedy, field="subject", params=params))
        if put.side is Side.CRITICISM and put.subject_kind is SubjectKind.UNIT and not put.evidence:
            why = N_("Phê bình phải dựa trên số liệu.")
            remedy = N_("Nhập số liệu của đơn vị trước, hoặc chờ hết kỳ.")
            found.append(
                Problem("criticism_evidence", N_("%(who)s: không có chỉ tiêu nào chưa đạt."), why, remedy, field="subject", params=params)
            )
        if (put.subject, put.side.value) in waiting:
            remedy = N_("Ghi quyết định cho đề xuất đang có, hoặc rút đề xuất đó.")
            found.append(Problem("praise_waiting", N_("%(who)s: đã có đề xuất đang chờ."), remedy=remedy, field="subject", params=params))
    return found


def _create(put: Put, plan: Plan, unit: PlanUnit | None, *, by: User, request_key: UUID, on: date) -> Proposal:
    return Proposal.objects.create(
        side=put.side.value,
        subject_kind=put.subject_kind.value,
        subject=put.subject.strip(),
        plan=plan,
        unit=unit.unit if unit else plan.unit,
        scope_province_id=unit.province if unit else plan.scope_province_id,
        scope_commune_id=unit.commune if unit else plan.scope_commune_id,
        reason=put.reason.strip(),
        wish=put.wish.strip(),
        evidence=[_frozen(item) for item in put.evidence],
        on=on,
        request_key=request_key,
        by=by,
        at=now(),
        is_demo=plan.is_demo,
    )


def _frozen(item: Evidence) -> dict[str, object]:
    return {
        "code": item.code,
        "text": item.text,
        "given": float(item.given),
        "done": float(item.done) if item.done is not None else None,
        "unit": item.unit,
        "as_of": item.as_of.isoformat(),
        "standing": item.standing.value,
    }


@transaction.atomic
def settle(
    proposal_id: int,
    state: ProposalState,
    *,
    by: User,
    on: date,
    award: str = "",
    authority: str = "",
    number: str = "",
    reason: str = "",
) -> ProposalEvent:
    """Record what became of a proposal; the same again changes nothing.

    Raises Proposal.DoesNotExist outside the scope of P.PRAISE, Refused when another end is recorded already, for a day before the
    proposal or in the future, for a decision without its form or authority, for a refusal or withdrawal without a reason.
    """
    proposal = Proposal.objects.filter(_in_scope(by, P.PRAISE)).get(pk=proposal_id)
    Plan.objects.select_for_update().filter(pk=proposal.plan_id or 0).first()  # one end at a time; nobody may lock what nobody may change
    known = ProposalEvent.objects.filter(proposal=proposal).first()
    wanted = (state.value, award.strip(), authority.strip(), number.strip(), on, reason.strip())
    if known is not None:
        if (known.state, known.award, known.authority, known.number, known.on, known.reason) == wanted:
            return known
        what = N_("Đề xuất này đã kết thúc: %(state)s.")
        params = {"state": ProposalState(known.state).label}
        raise Refused([Problem("praise_settled", what, remedy=N_("Mở lại trang để xem. Cần thay đổi thì lập đề xuất mới."), params=params)])
    if problems := _end_problems(proposal, state, on=on, award=award, authority=authority, reason=reason):
        raise Refused(problems)
    event = ProposalEvent.objects.create(
        proposal=proposal, state=state.value, award=award.strip(), authority=authority.strip(), number=number.strip(), on=on,
        reason=reason.strip(), by=by, at=now(),
    )  # fmt: skip
    audit.record(Action.CONFIRM, by=by, subject_type="praise", subject_id=proposal.pk, detail={"state": state.value, "side": proposal.side})
    return event


def _end_problems(proposal: Proposal, state: ProposalState, *, on: date, award: str, authority: str, reason: str) -> list[Problem]:
    found = []
    if on > today():
        found.append(Problem("praise_future", N_("Ngày này chưa đến."), remedy=N_("Ghi ngày đã quyết định."), field="on"))
    if on < proposal.on:
        params = {"day": f"{proposal.on:%d/%m/%Y}"}
        found.append(Problem("praise_before", N_("Trước ngày đề xuất %(day)s."), remedy=N_("Sửa ngày."), field="on", params=params))
    if state is ProposalState.DECIDED:
        if not award.strip():
            remedy = N_("Ghi như trong quyết định: Giấy khen, Bằng khen, phê bình bằng văn bản.")
            found.append(Problem("praise_award", N_("Chưa ghi hình thức."), remedy=remedy, field="award"))
        if not authority.strip():
            found.append(
                Problem("praise_authority", N_("Chưa ghi ai quyết định."), remedy=N_("Ghi người hoặc cơ quan ký."), field="authority")
            )
    elif not reason.strip():
        found.append(Problem("praise_why", N_("Chưa ghi lý do."), remedy=N_("Ghi vì sao không thông qua hoặc rút."), field="reason"))
    return found
