"""How does a paper of a case come about: which form on which day, filled from which facts, numbered and tied to its event?"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import assert_right
from hoanhap.cases.models import Case, CaseEvent, CasePaper
from hoanhap.cases.papers import (
    FORM_FOR,
    FORMS,
    LIST_FORMS,
    Issuer,
    ListedPerson,
    ManagedList,
    ManagementPaper,
    Move,
    PaperRef,
    PersonFacts,
    Signer,
    TestFacts,
    UseFacts,
)
from hoanhap.cases.rules import PROCEDURES, Event, Timeline, replay
from hoanhap.cases.rules.states import UNDER_MANAGEMENT, StopGround, Substance
from hoanhap.cases.services.loading import commune_today, event_of, events_of, facts_of, province_of, timeline
from hoanhap.documents import services as documents
from hoanhap.documents.models import Paper
from hoanhap.documents.rendering.blocks import Document
from hoanhap.documents.rules import IssuerKind, PaperForm
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.law.book import in_words, unpin
from hoanhap.people.models import Address, Person
from hoanhap.people.queries import identity as known
from hoanhap.people.rules import AddressKind, BirthPrecision, Relation, Sex, ethnic_groups
from hoanhap.rulebook.queries import current_book, current_calendar
from hoanhap.units.models import Organisation, Unit
from hoanhap.units.rules import OrganisationKind


def form_for(subject: str, on: date) -> PaperForm[Any] | None:
    """The official form of a subject («decision», «stop»…) on a day; None where the law of that day has none."""
    for key in FORM_FOR.get(subject, {}).values():
        form = FORMS[key]
        if form.source.since <= on and (form.source.until is None or on < form.source.until):
            return form
    return None


@dataclass(frozen=True)
class Draft:
    """A paper ready to be issued: its form, its text, the issuing organisation, and what is still missing."""

    form: PaperForm[Any]
    document: Document | None
    organisation: Organisation
    problems: tuple[Problem, ...]


def draft_of(row: CaseEvent) -> Draft:
    """The paper of an event. Raises Refused when the event is void, the law of that day has no form for it, or no agency is known."""
    case = row.case
    procedure = PROCEDURES[case.procedure]
    if row.voids_id is not None or CaseEvent.objects.filter(voids=row).exists():
        raise Refused([Problem("already_void", N_("Sự kiện này đã được đính chính."), "", N_("Mở lại trang người này để xem."))])
    event = event_of(procedure, row)
    form = form_for(procedure.kind(row.kind).form, row.on)
    if form is None:
        raise Refused([Problem("no_form", N_("Luật ngày đó không có mẫu giấy cho việc này."), "", N_("Kiểm tra lại ngày sự kiện."))])
    organisation = issuing_organisation(row.unit, form.issuer)
    line = timeline(case)
    context = _context(case, row.unit, event, line, organisation)
    problems = tuple(form.problems(context, on=row.on))
    return Draft(form, None if problems else form.compose(context), organisation, problems)


def called_for(case: Case, line: Timeline, issued: Collection[int | None]) -> Iterator[tuple[Event, PaperForm[Any]]]:
    """The events of a case that call for a paper which was not issued yet (nor numbered on paper), with its form.

    `issued`: events with a paper. Events that the commune of the case did not make are another's to write.
    """
    refused = {found.event for found in line.problems}
    for step in line.steps:
        kind = PROCEDURES[case.procedure].kind(step.event.kind)
        if commune_today(step.event.unit, case.commune_id) != case.commune_id:
            continue  # the commune that sent the file issues its own papers
        if not kind.form or step.event.id in issued or step.event.id in refused or getattr(step.event.data, "number", None):
            continue
        if (form := form_for(kind.form, step.event.on)) is not None:
            yield step.event, form


def issuing_organisation(unit: Unit, kind: IssuerKind) -> Organisation:
    """The agency of a commune that issues a form. Raises Refused when the register has none."""
    wanted = OrganisationKind.PEOPLE_COMMITTEE if kind is IssuerKind.COMMUNE_COMMITTEE else OrganisationKind.COMMUNE_POLICE
    found = Organisation.objects.filter(unit=unit, kind=wanted.value).select_related("unit__province").order_by("-until").first()
    if found is None:
        raise Refused([Problem("no_organisation", N_("Chưa có cơ quan ban hành ở đơn vị này."), "", N_("Thêm cơ quan ở trang đơn vị."))])
    return found


def issuer_of(organisation: Organisation) -> Issuer:
    """The issuer as the head of the paper writes it; a commune police names its provincial police above."""
    unit = organisation.unit
    parent = ""
    if organisation.kind == OrganisationKind.COMMUNE_POLICE and unit.province_id:
        above = (
            Organisation.objects.filter(unit_id=unit.province_id, kind=OrganisationKind.PROVINCIAL_POLICE.value).order_by("-until").first()
        )
        parent = above.name if above else ""
    return Issuer(name=organisation.name, kind=organisation.kind, unit=f"{unit.kind.lower()} {unit.name}", place=unit.name, parent=parent)


def person_facts(person: Person, *, in_full: bool = True) -> PersonFacts:
    """The person as forms write them: the register's data, the paper of the number, the dated addresses, who stands for a minor.

    Lists ask for less (`in_full=False`): what the person's own row says, without a question of the database for each.
    """
    full = person.birth_precision == BirthPrecision.DAY
    home = person.commune
    address = ", ".join(
        part for part in (person.address_line, f"{home.kind.lower()} {home.name}", home.province.name if home.province else "") if part
    )
    card = known.paper_of_number(person) if in_full and person.id_number else None
    registered = known.open_address(person, AddressKind.PERMANENT.value) if in_full else None
    guardian = known.representative(person) if in_full else None
    family = (
        f"{person.contact_name} ({person.contact_relation})" if person.contact_name and person.contact_relation else person.contact_name
    )
    return PersonFacts(
        full_name=person.full_name,
        sex=Sex(person.sex).label if person.sex != Sex.UNKNOWN else None,
        other_name=person.other_name or None,
        born_on=person.birth_date if full else None,
        born_year=person.birth_date.year if person.birth_date and not full else None,
        identity_number=person.id_number or None,
        identity_issued_on=card.issued_on if card else None,
        identity_issued_by=card.issued_by or None if card else None,
        residence=_place(registered) if registered else address,
        current_address=address,
        ethnicity=ethnic_groups().get(person.ethnicity),
        religion=person.religion or None,
        education=person.education or None,
        occupation=person.occupation or None,
        workplace=person.workplace or None,
        phone=person.phone or None,
        guardian=f"{guardian.full_name} ({Relation(guardian.relation).label})" if guardian else family or None,
    )


def _place(address: Address) -> str:
    """An address as papers write it, with the unit of its time."""
    unit = address.unit
    return ", ".join(
        part for part in (address.line, f"{unit.kind.lower()} {unit.name}", unit.province.name if unit.province else "") if part
    )


def _context(case: Case, unit: Unit, event: Event, line: Timeline, organisation: Organisation) -> ManagementPaper:
    past = [step.event for step in line.steps if not any(found.event == step.event.id for found in line.problems)]
    until_now = [one for one in past if (one.on, one.id) <= (event.on, event.id)]
    latest = {one.kind: one for one in until_now}
    first = latest.get("positive_test")
    tested = next((one for one in reversed(until_now) if one.kind in {"test", "positive_test"} and one.data.substances), first)
    decided = next((one for one in reversed(until_now) if one.kind in {"decide", "continue_decision"} and one.id != event.id), None)
    term = _term_at(case, event, line)
    data = event.data
    move = latest.get("move_out")
    return ManagementPaper(
        issuer=issuer_of(organisation),
        signer=Signer(getattr(data, "signer", ""), getattr(data, "signer_title", "")),
        on=event.on,
        person=person_facts(case.person),
        addressee=_addressee(data, unit, event.on),
        use=UseFacts(first.data.detected_on or first.on, first.data.detected_time or first.time, place=None) if first else None,
        test=_test_facts(tested) if tested else None,
        notice=_ref(latest.get("notice"), N_("Thông báo"), case),
        decision=_ref(decided, N_("Quyết định"), case),
        since=term.since if term else None,
        last_day=term.end if term else None,
        term=in_words(unpin(term.pin).value) if term else "",
        team=tuple(part.strip() for part in getattr(data, "team", "").split(",") if part.strip()),
        ground=_ground(event),
        ground_paper=PaperRef(data.basis, None, None) if getattr(data, "basis", "") else None,
        suspended_from=event.on if event.kind == "suspend" else None,
        move=_move(move, event, case) if move and event.kind in {"hand_over", "move_out"} else None,
        demonstration=case.is_demo,
    )


def _term_at(case: Case, event: Event, line: Timeline) -> Any:
    """The term as it stood right after the event (later re-use starts another)."""
    later = {step.event.id for step in line.steps if (step.event.on, step.event.id) > (event.on, event.id)}
    if not any(step.event.kind == "decide" and step.event.id in later for step in line.steps):
        return line.term
    events = [one for one in events_of(case) if one.id not in later]
    return replay(PROCEDURES[case.procedure], events, facts_of(case.person, events, case), current_book(), current_calendar()).term


def _addressee(data: Any, unit: Unit, on: date) -> str:
    target = Unit.objects.get(pk=data.to_commune) if getattr(data, "to_commune", None) else unit
    form = form_for("notice", on)
    if form is not None and form.source.until is not None:
        return f"Chủ tịch Ủy ban nhân dân {target.kind.lower()} {target.name}"
    return f"Trưởng Công an {target.kind.lower()} {target.name}"


def _test_facts(event: Event) -> TestFacts:
    substances = tuple(Substance(code).label for code in event.data.substances)
    return TestFacts(
        on=event.on, at=event.time, number=event.data.result_number or None, by=getattr(event.data, "agency", ""), substances=substances
    )


def _ref(event: Event | None, kind: str, case: Case) -> PaperRef | None:
    if event is None:
        return None
    link = CasePaper.objects.filter(event_id=event.id).select_related("paper").first()
    number = link.paper.symbol if link else event.data.number or None
    return PaperRef(kind, number, event.on, link.paper.organisation_name if link else "")


def _ground(event: Event) -> str:
    if event.kind == "stop":
        return StopGround(event.data.ground).label
    if event.kind == "suspend":
        return gettext("bị tạm giữ, tạm giam theo thủ tục tố tụng hình sự tại %(agency)s") % {"agency": event.data.agency}
    return ""


def _move(move: Event, event: Event, case: Case) -> Move:
    target = Unit.objects.select_related("province").get(pk=move.data.to_commune)
    papers = [
        f"{link.paper.title} {link.paper.symbol}".strip()
        for link in CasePaper.objects.filter(case=case).select_related("paper").order_by("pk")
    ]
    return Move(to_unit=f"{target.kind.lower()} {target.name}", on=move.on, to_address=move.data.address or None, papers=tuple(papers))


def managed_people(
    commune: Unit,
    on: date,
    organisation: Organisation,
    signer: Signer,
    compiler: str,
    *,
    demonstration: bool,
    only: Collection[int] | None = None,
) -> ManagedList:
    """The commune's list of illegal users on a day (form 10), or those among the people `only`; three statements however long it is."""
    cases = list(
        Case.objects.filter(
            *([Q(person__in=only)] if only is not None else []),
            spans__commune_now=commune,
            spans__state__in=[state.value for state in UNDER_MANAGEMENT],
            spans__since__lte=on,
            spans__until__gt=on,
        )
        .select_related("person__commune__province")
        .order_by("person__sort_key")
        .distinct()
    )
    decisions = CaseEvent.objects.filter(
        case__in=cases, kind__in=["decide", "continue_decision"], voids__isnull=True, voided_by__isnull=True, on__lte=on
    )
    latest = {event.case_id: event for event in decisions.order_by("on", "pk")}
    symbols = dict(CasePaper.objects.filter(event__in=latest.values()).values_list("event", "paper__symbol"))
    rows = []
    for case in cases:
        decided = latest.get(case.pk)
        number = (symbols.get(decided.pk) or decided.data.get("number")) if decided else None
        who, note = person_facts(case.person, in_full=False), ""
        if case.person.commune_id != commune.pk:  # listed for a day before the move: what is known of the person since is not ours
            who, note = replace(who, identity_number=None, residence=None, current_address=None), "Đã chuyển nơi cư trú"
        rows.append(ListedPerson(who, PaperRef("", number, decided.on) if decided else None, case.term_end, note))
    return ManagedList(issuer_of(organisation), signer, on, tuple(rows), compiler, demonstration)


@transaction.atomic
def issue_paper(event_id: int, *, by: User) -> Paper:
    """Issue the paper of an event: number, freeze, render, store, and tie it to the event. Twice is one paper.

    Raises CaseEvent.DoesNotExist outside scope, PermissionDenied, Refused when the form lacks something.
    """
    event = CaseEvent.objects.visible_to(by).select_related("case__person__commune__province", "unit").get(pk=event_id)
    case = Case.objects.visible_to(by).select_for_update(of=("self",)).select_related("person__commune__province").get(pk=event.case_id)
    if (link := CasePaper.objects.filter(event=event).select_related("paper").first()) is not None:
        return link.paper
    issuer = commune_today(event.unit_id, case.commune_id)  # an agency's numbers and name are its own: not those of who sent the file
    assert_right(by, P.PAPER_ISSUE, commune=issuer, province=province_of(issuer))
    draft = draft_of(event)
    if draft.document is None:
        raise Refused(draft.problems)
    paper = documents.issue(
        draft.form,
        draft.document,
        organisation=draft.organisation,
        on=event.on,
        by=by,
        place=documents.Place(case.commune_id, case.province_id),
        request_key=f"event:{event.pk}",
        about=case.person.full_name,
        person_id=case.person_id,
    )
    CasePaper.objects.create(case=case, event=event, paper=paper)
    return paper


@transaction.atomic
def issue_list(commune_id: int, *, by: User, on: date, signer: str, signer_title: str, request_key: UUID) -> Paper:
    """Issue the list of illegal users of a commune on a day (form 10). Raises PermissionDenied, Refused."""
    commune = Unit.objects.select_related("province").get(pk=commune_id)
    place = documents.Place(commune.pk, province_of(commune.pk))
    assert_right(by, P.PAPER_ISSUE, commune=place.commune, province=place.province)
    form = LIST_FORMS["c.10"]
    organisation = issuing_organisation(commune, form.issuer)
    context = managed_people(commune, on, organisation, Signer(signer, signer_title), by.get_full_name(), demonstration=by.is_demo)
    if problems := form.problems(context, on=on):
        raise Refused(problems)
    return documents.issue(
        form,
        form.compose(context),
        organisation=organisation,
        on=on,
        by=by,
        place=place,
        request_key=f"list:{request_key}",
        about=commune.full_name,
    )
