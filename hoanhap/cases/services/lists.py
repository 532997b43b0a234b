"""What do officers do with a list of people: save its filter, take it away, share out the work, print it?

Acts on a selection are planned and done by the same function over the same rows, a fixed number of statements whatever the number of
people; the page that asks for confirmation shows the plan, the act makes it anew.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import has_right, scope_of
from hoanhap.audit.rules import Action, Purpose
from hoanhap.audit.services import record as audit
from hoanhap.cases.models import Case, CaseAssignment, SavedList
from hoanhap.cases.papers import LIST_FORMS, Signer
from hoanhap.cases.rules.lists import IN_FILES_ONLY, Field, Order
from hoanhap.cases.rules.states import UNDER_MANAGEMENT
from hoanhap.cases.services.papers import issuing_organisation, managed_people
from hoanhap.documents.services import preview_pdf
from hoanhap.kit.dates import FOREVER, now, today
from hoanhap.kit.enums import Labelled
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.models import Person
from hoanhap.units.models import Unit
from hoanhap.units.rules import Level


def note_page(by: User, people: Sequence[int]) -> None:
    """Log that the user saw a page of the list, and who stood on it."""
    audit(Action.VIEW, by=by, subject_type="person_list", people=people)


def note_export(by: User, *, file: str, people: Sequence[int], fields: Sequence[Field]) -> None:
    """Log that people were taken away as a file. Raises PermissionDenied without the right to, or to whole identity numbers."""
    needed = {P.PERSON_EXPORT, *({P.IDENTITY_REVEAL} if Field.WHOLE_NUMBER in fields else ())}
    for right in needed:
        if not has_right(by, right, today()):
            raise PermissionDenied(right)
    personal = [str(name) for name in fields if name in IN_FILES_ONLY]
    detail = {"file": file, "count": len(people), "columns": [str(name) for name in fields], "personal": personal}
    audit(Action.EXPORT, by=by, subject_type="person_list", people=people, detail=detail)


# --- saved filters -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def save_list(
    name: str, *, by: User, params: Mapping[str, str], columns: Sequence[Field], order: Order, is_shared: bool, pk: int | None = None
) -> SavedList:
    """Keep a filter under a name of the user's, or give one of the user's a new name, filter and readers.

    `params` are the codes of the address. Raises Refused when the name is taken or no unit is there to share with,
    SavedList.DoesNotExist for another user's.
    """
    unit = by.acting_unit_id if is_shared else None
    if is_shared and unit is None:
        raise Refused([Problem("no_unit_to_share", N_("Tài khoản không làm việc ở đơn vị nào để dùng chung."), field="is_shared")])
    values = {"name": name, "unit_id": unit, "params": dict(params), "columns": [str(column) for column in columns], "order": order.value}
    kept = SavedList.objects.get(pk=pk, owner=by) if pk is not None else SavedList(owner=by)
    for key, value in {**values, "saved_at": now()}.items():
        setattr(kept, key, value)
    try:
        with transaction.atomic():
            kept.save()
    except IntegrityError:
        raise Refused([Problem("list_name_taken", N_("Bạn đã có bộ lọc tên này."), remedy=N_("Chọn tên khác."), field="name")]) from None
    audit(
        Action.UPDATE if pk is not None else Action.CREATE,
        by=by, subject_type="saved_list", subject_id=kept.pk, detail={"shared": is_shared, "params": dict(params)},
    )  # fmt: skip
    return kept


@transaction.atomic
def delete_list(pk: int, *, by: User) -> None:
    """Forget one of the user's saved filters. Raises SavedList.DoesNotExist for another user's."""
    SavedList.objects.get(pk=pk, owner=by).delete()
    audit(Action.UPDATE, by=by, subject_type="saved_list", subject_id=pk, detail={"deleted": True})


# --- acts on a selection -----------------------------------------------------------------------------------------------------


class Skip(Labelled):
    """Why a selected person is left out of an act."""

    OUTSIDE = "outside", N_("ngoài phạm vi bạn được ghi hồ sơ")
    NO_CASE = "no_case", N_("không có thủ tục đang mở ở đơn vị của bạn")
    NOT_THERE = "not_there", N_("cán bộ được chọn không làm việc ở xã, phường giữ hồ sơ")
    ALREADY = "already", N_("đã do cán bộ này phụ trách")
    NOBODY = "nobody", N_("chưa phân công ai")
    NOT_MANAGED = "not_managed", N_("không có quyết định quản lý đang thi hành")


@dataclass(frozen=True)
class Plan:
    """What an act on a selection does: to which cases of which people, and who is left out and why."""

    cases: Mapping[int, int] = field(default_factory=dict)
    """Case → person."""
    skipped: Mapping[int, Skip] = field(default_factory=dict)
    """Person → reason."""

    @property
    def people(self) -> frozenset[int]:
        """The people of the act."""
        return frozenset(self.cases.values())

    @property
    def reasons(self) -> list[tuple[Skip, int]]:
        """How many are left out for each reason, in the order of the reasons."""
        why = list(self.skipped.values())
        return [(reason, why.count(reason)) for reason in Skip if reason in why]


def plan_assignment(people: Iterable[int], officer: User | None, *, by: User) -> Plan:
    """Which open cases of the people would become the officer's (None: nobody's). Reads only; everything by set."""
    chosen = list(dict.fromkeys(people))
    day = today()
    mine, theirs = scope_of(by, day, P.CASE_RECORD), scope_of(officer, day, P.CASE_RECORD) if officer is not None else None
    seen = set(Person.objects.visible_to(by, P.CASE_RECORD).filter(pk__in=chosen).values_list("pk", flat=True))
    skipped: dict[int, Skip] = {person: Skip.NO_CASE if person in seen else Skip.OUTSIDE for person in chosen}
    held = {
        case: (officer_id, commune)
        for case, officer_id, commune in CaseAssignment.objects.filter(case__person__in=seen, until=FOREVER).values_list(
            "case", "officer", "commune"
        )
    }
    cases: dict[int, int] = {}
    running = Case.objects.filter(person__in=seen, is_open=True).order_by("pk")
    for case, person, commune, province in running.values_list("pk", "person", "commune", "province"):
        if not mine.covers(commune=commune, province=province or 0):
            continue
        holder, place = held.get(case, (None, None))
        holder = holder if place == commune else None
        if theirs is None and holder is None:
            skipped[person] = Skip.NOBODY
        elif theirs is not None and not theirs.covers(commune=commune, province=province or 0):
            skipped[person] = Skip.NOT_THERE
        elif officer is not None and holder == officer.pk:
            skipped[person] = Skip.ALREADY
        else:
            cases[case] = person
    taken = set(cases.values())
    return Plan(cases, {person: why for person, why in skipped.items() if person not in taken})


@transaction.atomic
def assign_officer(people: Iterable[int], officer: User | None, *, by: User) -> Plan:
    """Give the open cases of the people to an officer, or to nobody. Done twice, the second time finds nothing to do.

    Who may record in a commune shares out its cases. Raises PermissionDenied when the user may record nowhere.
    """
    chosen = list(people)
    if not has_right(by, P.CASE_RECORD, today()):
        raise PermissionDenied(P.CASE_RECORD)
    list(Case.objects.select_for_update().filter(person__in=chosen, is_open=True).order_by("pk").values_list("pk"))
    plan = plan_assignment(chosen, officer, by=by)
    if not plan.cases:
        return plan
    day, at = today(), now()
    CaseAssignment.objects.filter(case__in=plan.cases, until=FOREVER).update(until=day)
    if officer is not None:
        commune = dict(Case.objects.filter(pk__in=plan.cases).values_list("pk", "commune"))
        CaseAssignment.objects.bulk_create(
            [CaseAssignment(case_id=case, officer=officer, commune_id=commune[case], since=day, by=by, at=at) for case in plan.cases],
            batch_size=1000,
        )
    detail = {"officer": officer.pk if officer is not None else None, "cases": len(plan.cases), "skipped": len(plan.skipped)}
    audit(Action.ASSIGN, by=by, subject_type="case_assignment", people=plan.people, detail=detail)
    return plan


def plan_printing(people: Iterable[int], *, by: User) -> Plan:
    """Which of the people stand in the list of form 10 of the user's commune today. Reads only."""
    chosen = list(dict.fromkeys(people))
    commune = _own_commune(by)
    seen = set(Person.objects.visible_to(by, P.PAPER_ISSUE).filter(pk__in=chosen).values_list("pk", flat=True))
    running = Case.objects.filter(
        person__in=seen, commune=commune, is_open=True, procedure="management", state__in=sorted(UNDER_MANAGEMENT)
    )
    cases = dict(running.values_list("pk", "person"))
    listed = set(cases.values())
    skipped = {person: Skip.NOT_MANAGED if person in seen else Skip.OUTSIDE for person in chosen if person not in listed}
    return Plan(cases, skipped)


@transaction.atomic
def print_list(people: Iterable[int], *, by: User) -> bytes:
    """The people on the sheet of form 10 as .pdf: a draft without number, for work; the commune's whole list is `issue_list`.

    Raises PermissionDenied, Refused when nobody is left or the sheet cannot be printed.
    """
    commune = _own_commune(by)
    plan = plan_printing(people, by=by)
    form = LIST_FORMS["c.10"]
    organisation = issuing_organisation(commune, form.issuer)
    day = today()
    context = managed_people(commune, day, organisation, Signer("", ""), by.get_full_name(), demonstration=by.is_demo, only=plan.people)
    if not context.people:
        raise Refused([Problem("nobody_to_list", N_("Không còn ai để in."), remedy=N_("Chọn người đang bị quản lý ở đơn vị của bạn."))])
    content = preview_pdf(form.compose(context))
    audit(
        Action.DOWNLOAD, by=by, subject_type="person_list", subject_id=form.key, people=plan.people, purpose=Purpose.PRINTING,
        detail={"form": form.key, "count": len(plan.people)},
    )  # fmt: skip
    return content


def _own_commune(by: User) -> Unit:
    """The commune whose papers the user issues. Raises PermissionDenied for who issues none."""
    commune = Unit.objects.select_related("province").filter(pk=by.acting_unit_id or 0, level=Level.COMMUNE.value).first()
    if commune is None or not scope_of(by, today(), P.PAPER_ISSUE).covers(commune=commune.pk, province=commune.province_id or 0):
        raise PermissionDenied(P.PAPER_ISSUE)
    return commune
