"""Which papers does the work on a list of people still call for, and how do they get onto one sheet to print?"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from io import BytesIO

from django.db.models import Q
from pypdf import PdfWriter

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.audit.rules import Action, Purpose
from hoanhap.audit.services import record as audit
from hoanhap.cases.models import Case, CaseEvent, CasePaper
from hoanhap.cases.rules import PROCEDURES
from hoanhap.cases.services.loading import timeline
from hoanhap.cases.services.papers import called_for, draft_of
from hoanhap.documents.services import preview_pdf
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.models import Person

MOST = 200
"""How many cases one file holds the drafts of: each sheet is set by itself, some twenty a second."""


@dataclass(frozen=True)
class DraftPlan:
    """The papers that were not issued yet, of the open cases of a selection."""

    forms: dict[str, int] = field(default_factory=dict)
    """Name and title of a form, a message id each → how many."""
    events: tuple[int, ...] = ()
    people: frozenset[int] = frozenset()
    is_too_many: bool = False


def plan_drafts(people: Iterable[int], *, by: User) -> DraftPlan:
    """The drafts of the people whose papers the user issues. Reads only; `is_too_many` and nothing else beyond MOST cases."""
    seen = Person.objects.visible_to(by, P.PAPER_ISSUE).filter(pk__in=set(people))
    with_form = {kind.key for procedure in PROCEDURES.values() for kind in procedure.kinds.values() if kind.form}
    waiting = CaseEvent.objects.filter(kind__in=with_form, voids=None, voided_by=None, papers=None)
    waiting = waiting.filter(~Q(data__has_key="number") | Q(data__number__in=["", None]))
    cases = Case.objects.visible_to(by).filter(person__in=seen, is_open=True, pk__in=waiting.values("case"))
    found = list(cases.select_related("person").order_by("person__sort_key", "pk")[: MOST + 1])
    if len(found) > MOST:
        return DraftPlan(is_too_many=True)
    issued = set(CasePaper.objects.filter(case__in=found).exclude(event=None).values_list("event_id", flat=True))
    forms: dict[str, int] = {}
    events, whose = [], set()
    for case in found:
        for event, form in called_for(case, timeline(case), issued):
            events.append(event.id)
            whose.add(case.person_id)
            forms[form.number] = forms.get(form.number, 0) + 1
    return DraftPlan(dict(sorted(forms.items())), tuple(events), frozenset(whose))


def print_drafts(people: Iterable[int], *, by: User) -> bytes:
    """All drafts of the people as one .pdf, by name, each with a bookmark of its form and code. Without numbers, for reading.

    A draft that lacks something is left out; the person's page says what. Raises Refused when none is left, or there are too many.
    """
    plan = plan_drafts(people, by=by)
    if plan.is_too_many:
        raise Refused(
            [
                Problem(
                    "too_many_drafts",
                    N_("Phần đã chọn có hơn %(most)s hồ sơ còn giấy chưa ban hành."),
                    N_("Một tệp chỉ gồm chừng đó, để in và đọc được."),
                    N_("Lọc hoặc chọn ít người hơn."),
                    params={"most": MOST},
                )
            ]
        )
    rows = CaseEvent.objects.select_related("case__person", "unit__province", "by").in_bulk(plan.events)
    sheets, shown = PdfWriter(), set()
    for pk in plan.events:
        try:
            draft = draft_of(rows[pk])
            content = preview_pdf(draft.document) if draft.document is not None else b""
        except Refused:
            continue
        if content:
            person = rows[pk].case.person
            sheets.append(BytesIO(content), outline_item=f"{draft.form.number} · {person.code}")
            shown.add(person.pk)
    if not sheets.pages:
        words = N_("Mở trang từng người để bổ sung mục còn thiếu.")
        raise Refused([Problem("no_draft", N_("Không có giấy soạn sẵn nào in được."), remedy=words)])
    made = BytesIO()
    sheets.write(made)
    audit(
        Action.DOWNLOAD, by=by, subject_type="draft_papers", people=shown, purpose=Purpose.PRINTING,
        detail={"count": len(sheets.outline)},
    )  # fmt: skip
    return made.getvalue()
