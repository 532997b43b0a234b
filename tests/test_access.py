"""Who gets which page? Every address of the program stands here; one that does not fails the build (STYLE §8, rule 7)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from hoanhap.cases import services
from hoanhap.cases.rules.lists import SHOWN, Order
from hoanhap.cases.services.lists import save_list
from hoanhap.cases.services.merging import merge_people
from hoanhap.cases.services.moving import move_resident
from hoanhap.kit.dates import today
from hoanhap.law.book import book
from hoanhap.moves.rules import ListKind
from hoanhap.people.models import DuplicatePair
from hoanhap.people.services import ask_about, save_photo
from hoanhap.plans.files import read_file
from hoanhap.plans.models import AllocationRow
from hoanhap.plans.rules.answers import Says
from hoanhap.plans.services import answer_allocation, import_plan
from hoanhap.progress.rules.praising import Side
from hoanhap.progress.rules.telling import Telling
from hoanhap.progress.services import tell_figures
from hoanhap.progress.services.praising import Put, propose
from hoanhap.rounds.rules import Whom
from hoanhap.rounds.services import open_round
from hoanhap.tasks.services import Upload, urge, withdraw
from hoanhap.units.models import Organisation
from tests import make
from tests.cases.test_services import add, decided, opened
from tests.cast import CAU_GIAY, HA_NOI, NGHIA_DO, Cast
from tests.imports.lists import a_checked_list
from tests.people.test_identity_rules import picture
from tests.progress.conftest import evidence
from tests.requests.test_asking import asked
from tests.requests.test_retention import closed_case, period, proposed
from tests.rulebook.test_rulebook_services import confirm, decide, unsure_entry
from tests.tasks.plans import given_out, province_plan
from tests.tasks.test_task_services import letter, owed, tell

pytestmark = pytest.mark.django_db

OK, LOGIN, FORBIDDEN, ABSENT, WRONG_METHOD, GONE_ON = 200, "login", 403, 404, 405, "redirect"
ROLES = (
    "nobody_signed_in",
    "commune_a",
    "chief_a",
    "committee_a",
    "commune_b",
    "province",
    "steering",
    "auditor",
    "elsewhere",
    "other_province",
    "legal",
    "nobody",
)
EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "caugiay-2021.json"


@dataclass(frozen=True)
class World:
    """One decided case of commune A with its paper and a draft, two records to merge and two merged, an organisation, a plan."""

    code: str
    address: int
    twin: str
    merge: int
    pair: int
    draft_event: int
    voidable: int
    deadline: int
    paper: str
    token: str
    plan: int
    line: int
    objection: int
    organisation: int
    imported: int
    saved_list: int
    confirm: tuple[str, str]
    confirmation: int
    local_value: int
    transfer: int
    ask: int
    round: int
    row: int
    data_request: int
    period: int
    disposal: int
    figure: int
    proposal: int
    task_plan: int
    assignment: int
    task_report: int
    evidence: int
    urging: int


@pytest.fixture
def world(cast: Cast) -> World:
    for _, user in cast:
        user.set_password("mật khẩu để thử")
        user.save()
    case = decided(cast.commune_a, on=today() - timedelta(days=2))
    paper = services.issue_paper(case.events.get(kind="decide").pk, by=cast.commune_a)
    save_photo(case.person_id, picture(), taken_on=None, by=cast.commune_a, seen_version=None)
    waiting = opened(cast.commune_a)
    add(waiting, "residence_check", cast.commune_a, result="stable")
    add(waiting, "notice", cast.commune_a, signer="Khuất Duy Tường", signer_title="Trưởng Công an phường")
    plan = import_plan(read_file(EXAMPLE.name, EXAMPLE.read_bytes()), by=None).plan
    court = Organisation.objects.create(unit_id=100_001, kind="regional_court", name="Tòa án nhân dân khu vực (thử)")
    twin = make.person(cast.commune_a, "Khương Tuân")
    merge = merge_people(
        make.person(cast.commune_a, "Vũ Đức Quỳnh").pk,
        make.person(cast.commune_a, "Vũ Quỳnh").pk,
        take=frozenset(), reason="Đã đối chiếu giấy tờ.", by=cast.chief_a, request_key=uuid4(),
    )  # fmt: skip
    transfer = move_resident(
        make.person(cast.commune_a, "Lò Văn Mừng").pk,
        to=NGHIA_DO, left_on=today(), kind=ListKind.USER, by=cast.commune_a, request_key=uuid4(),
    )  # fmt: skip
    review = open_round(
        unit=CAU_GIAY, name="Rà soát thử", whom=Whom.REGISTERED, basis="Kế hoạch thử", since=today() - timedelta(days=9),
        until=today(), due_on=today(), by=cast.commune_a, request_key=uuid4(),
    )  # fmt: skip
    unsure = book().by_id(unsure_entry())
    tasks = given_out(province_plan())
    owes = owed(tasks, "NV01")
    told = tell(owes, cast.commune_a, deliverable="a", uploads=[Upload("anh.jpg", picture())])
    withdraw(told.pk, reason="Ảnh chụp nhầm chỗ khác.", by=cast.commune_a, request_key=uuid4())
    return World(
        code=case.person.code,
        address=case.person.addresses.get(kind="actual").pk,
        twin=twin.code,
        merge=merge.pk,
        pair=DuplicatePair.objects.create(one=case.person, other=twin, score=22.5, found_at=merge.at).pk,
        draft_event=waiting.events.get(kind="notice").pk,
        voidable=case.events.get(kind="decide").pk,
        deadline=case.deadlines.first().pk,
        paper=str(paper.pk),
        token=paper.token,
        plan=plan.pk,
        line=(line := AllocationRow.objects.filter(table__plan=plan, scope_commune=CAU_GIAY)[0].position),
        objection=answer_allocation(plan.pk, 0, line, by=cast.chief_a, says=Says.OBJECT, reason="Ít người", seen_version=plan.version).pk,
        organisation=court.pk,
        imported=a_checked_list(cast),
        saved_list=save_list("Quá hạn", by=cast.commune_a, params={}, columns=SHOWN, order=Order.NAME, is_shared=True).pk,
        confirm=(book().rule(unsure.rule).slug, f"{unsure.since}"),
        confirmation=confirm(cast.legal, unsure.id).pk,
        local_value=decide(cast.province)[0].pk,
        transfer=transfer.pk,
        ask=ask_about(
            [case.person_id],
            asked_for="Khương",
            purpose="residence",
            explanation="Đang xác minh.",
            commune=5977,
            by=cast.elsewhere,
            request_key=uuid4(),
        )[0].pk,
        round=review.pk,
        row=review.people.first().pk,
        data_request=asked(cast.commune_a, case.person).pk,
        period=period(cast.province).pk,
        disposal=proposed(closed_case(cast.commune_a), cast).pk,
        figure=tell_figures(
            plan.pk,
            [Telling("ST036", Decimal(6))],
            as_of=date(2021, 6, 25),
            words="Báo cáo thử",
            evidence=evidence(),
            by=cast.steering,
            request_key=uuid4(),
        )[0].pk,
        task_plan=tasks.pk,
        assignment=owes.pk,
        task_report=told.pk,
        evidence=told.evidence.get().pk,
        urging=urge(tasks.pk, [owes.pk], letter(), by=cast.steering, request_key=uuid4()).pk,
        proposal=propose(plan.pk, [Put(Side.PRAISE, "Yên Hòa", "Đạt mọi chỉ tiêu.")], by=cast.steering, request_key=uuid4())[0].pk,
    )


def outcomes(**by_role: Any) -> dict[str, Any]:
    """A row of the table: `everyone` is the outcome of all signed-in roles that are not named."""
    everyone = by_role.pop("everyone")
    visitor = by_role.pop("visitor", LOGIN)
    by_role.setdefault("legal", by_role.get("nobody", everyone))  # a legal officer may confirm law and nothing else
    row = {role: by_role.pop(role, everyone) for role in ROLES if role != "nobody_signed_in"}
    assert not by_role, f"unknown roles {by_role}"
    return {"nobody_signed_in": visitor, **row}


def case_page(*, writers_only: bool = False, method: Any = OK) -> dict[str, Any]:
    """A page of one person or case of commune A: those in scope, 404 for others, 403 for those without the right."""
    reader = FORBIDDEN if writers_only else method
    return outcomes(
        everyone=ABSENT,
        commune_a=method,
        chief_a=method,
        committee_a=reader,
        province=reader,
        auditor=reader,
        steering=FORBIDDEN,
        nobody=FORBIDDEN,
        **({"other_province": FORBIDDEN} if writers_only else {}),
    )


BOTH_SIDES = outcomes(everyone=OK, elsewhere=ABSENT, other_province=ABSENT, steering=FORBIDDEN, nobody=FORBIDDEN)
"""The receipt of a sending from commune A to commune B."""

MERGERS = outcomes(everyone=FORBIDDEN, chief_a=OK, province=OK, other_province=ABSENT)
"""Pages for merging two records of commune A: its chief and its province."""

WRITERS = ("commune_a", "chief_a", "commune_b", "elsewhere")
PLAN_READERS = ("commune_a", "chief_a", "committee_a", "commune_b", "province", "steering", "auditor")

OWED = outcomes(everyone=ABSENT, **dict.fromkeys(("commune_a", "chief_a", "committee_a", "province", "steering", "auditor"), OK))
"""One task of a plan of the province, owed by the police of commune A."""

FIGURE_TELLERS = outcomes(everyone=OK, auditor=FORBIDDEN, elsewhere=ABSENT, other_province=ABSENT, nobody=FORBIDDEN)
"""Pages on which figures of a plan are told: the wards that it names, their province, its steering office."""

IMPORTERS = outcomes(everyone=FORBIDDEN, commune_a=OK, chief_a=OK, commune_b=ABSENT, elsewhere=ABSENT)
"""Pages of a list of commune A: its officers."""

Args = Callable[[World], list[Any]]


def no_args(_world: World) -> list[Any]:
    return []


ACCESS: dict[str, tuple[Args, dict[str, Any]]] = {
    # for everybody
    "account_login": (no_args, outcomes(visitor=OK, everyone=GONE_ON)),
    "paper_verify": (lambda w: [w.token], outcomes(visitor=OK, everyone=OK)),
    "set_language": (no_args, outcomes(visitor=GONE_ON, everyone=GONE_ON)),
    # for everybody who signed in
    "help": (no_args, outcomes(everyone=OK)),
    "account": (no_args, outcomes(everyone=OK)),
    "account_logout": (no_args, outcomes(everyone=OK)),
    "account_change_password": (no_args, outcomes(everyone=OK)),
    "law_index": (no_args, outcomes(everyone=OK)),
    "law_rule": (lambda _w: ["management-decision-deadline"], outcomes(everyone=OK)),
    "law_compare": (no_args, outcomes(everyone=OK)),
    "law_forms": (no_args, outcomes(everyone=OK)),
    "law_unconfirmed": (no_args, outcomes(everyone=OK)),
    "law_second_time": (no_args, outcomes(everyone=OK)),
    "law_local": (no_args, outcomes(everyone=OK)),
    "law_local_unit": (lambda _w: [HA_NOI], outcomes(everyone=OK)),
    "unit_list": (no_args, outcomes(everyone=OK)),
    "unit_detail": (lambda _w: [CAU_GIAY], outcomes(everyone=OK)),
    "unit_options": (no_args, outcomes(everyone=OK)),
    # by right
    "home": (no_args, outcomes(everyone=OK, steering=GONE_ON, nobody=GONE_ON)),
    "law_confirm": (lambda w: [*w.confirm], outcomes(everyone=FORBIDDEN, legal=OK)),
    "law_confirmation_withdraw": (lambda w: [w.confirmation], outcomes(everyone=FORBIDDEN, legal=OK)),
    "law_local_add": (lambda _w: [HA_NOI, "support-counsellor-pay"], outcomes(everyone=FORBIDDEN, province=OK, steering=OK)),
    "law_local_withdraw": (lambda w: [w.local_value], outcomes(everyone=FORBIDDEN, province=OK, steering=OK)),
    "audit_log": (no_args, outcomes(everyone=FORBIDDEN, auditor=OK)),
    "organisation_add": (lambda _w: [CAU_GIAY], outcomes(everyone=FORBIDDEN, province=OK, steering=OK)),
    "organisation_edit": (lambda w: [w.organisation], outcomes(everyone=FORBIDDEN, province=OK, steering=OK)),
    "person_search": (no_args, outcomes(everyone=OK, steering=FORBIDDEN, nobody=FORBIDDEN)),
    "person_list": (no_args, outcomes(everyone=OK, steering=FORBIDDEN, nobody=FORBIDDEN)),
    "person_list_counts": (no_args, outcomes(everyone=OK, steering=FORBIDDEN, nobody=FORBIDDEN)),
    "saved_list_new": (no_args, outcomes(everyone=WRONG_METHOD)),
    "saved_list_edit": (lambda w: [w.saved_list], outcomes(everyone=ABSENT, commune_a=OK, steering=FORBIDDEN, nobody=FORBIDDEN)),
    "person_list_assign": (no_args, outcomes(everyone=WRONG_METHOD)),
    "person_list_print": (no_args, outcomes(everyone=WRONG_METHOD)),
    "person_register": (no_args, outcomes(everyone=WRONG_METHOD)),
    "person_check": (no_args, outcomes(everyone=WRONG_METHOD)),
    "person_asks": (no_args, outcomes(everyone=FORBIDDEN, **dict.fromkeys(WRITERS, OK))),
    "person_ask_new": (no_args, outcomes(everyone=FORBIDDEN, **dict.fromkeys(WRITERS, OK))),
    "person_ask_answer": (
        lambda w: [w.ask],
        outcomes(everyone=FORBIDDEN, **dict.fromkeys(WRITERS, ABSENT) | dict.fromkeys(("commune_a", "chief_a"), OK)),
    ),
    "event_start": (no_args, outcomes(everyone=FORBIDDEN, **dict.fromkeys(WRITERS, GONE_ON))),
    "transfer_list": (no_args, outcomes(everyone=OK, steering=FORBIDDEN, nobody=FORBIDDEN)),
    "managed_list": (no_args, outcomes(everyone=FORBIDDEN, **dict.fromkeys(WRITERS, OK))),
    "paper_list": (no_args, outcomes(everyone=OK, steering=FORBIDDEN, nobody=FORBIDDEN)),
    "number_book": (no_args, outcomes(everyone=FORBIDDEN, **dict.fromkeys(WRITERS, OK))),
    "figure_list": (no_args, outcomes(everyone=OK, nobody=FORBIDDEN)),
    "figure_rows": (lambda _w: ["PR04"], outcomes(everyone=OK, steering=FORBIDDEN, nobody=FORBIDDEN)),
    "plan_list": (no_args, outcomes(everyone=OK, nobody=FORBIDDEN)),
    "progress_list": (no_args, outcomes(everyone=OK, nobody=FORBIDDEN)),
    "cascade": (lambda w: [w.plan], outcomes(everyone=ABSENT, nobody=FORBIDDEN, **dict.fromkeys(PLAN_READERS, OK))),
    "compare_parent": (lambda w: [w.plan], outcomes(everyone=ABSENT, nobody=FORBIDDEN, **dict.fromkeys(PLAN_READERS, OK))),
    "target_split": (lambda w: [w.plan, "ST036"], outcomes(everyone=FORBIDDEN, steering=OK)),
    "allocation_answer": (lambda w: [w.plan, 0, w.line], outcomes(everyone=FORBIDDEN, chief_a=OK, committee_a=OK)),
    "objection_settle": (lambda w: [w.plan, w.objection], outcomes(everyone=FORBIDDEN, steering=OK)),
    "child_start": (lambda w: [w.plan, 0, w.line], outcomes(everyone=WRONG_METHOD)),
    "praise_list": (no_args, outcomes(everyone=OK, nobody=FORBIDDEN)),
    "praise_draw": (lambda w: [w.plan], outcomes(everyone=FORBIDDEN, steering=OK)),
    "praise_new": (lambda w: [w.plan], outcomes(everyone=FORBIDDEN, steering=OK)),
    "praise_detail": (lambda w: [w.proposal], outcomes(everyone=ABSENT, steering=OK, nobody=FORBIDDEN)),
    "compare": (no_args, outcomes(everyone=OK, nobody=FORBIDDEN)),
    "plan_new": (no_args, outcomes(everyone=FORBIDDEN, steering=OK)),
    "plan_import": (no_args, outcomes(everyone=FORBIDDEN, steering=OK)),
    "plan_template": (no_args, outcomes(everyone=FORBIDDEN, steering=OK)),
    "deadlines_of_rule": (lambda _w: ["management-decision-deadline"], outcomes(everyone=OK, steering=FORBIDDEN, nobody=FORBIDDEN)),
    "import_list": (no_args, outcomes(everyone=FORBIDDEN, **dict.fromkeys(WRITERS, OK))),
    "import_template": (no_args, outcomes(everyone=FORBIDDEN, **dict.fromkeys(WRITERS, OK))),
    # by right and scope: a checked list of commune A
    "import_detail": (lambda w: [w.imported], IMPORTERS),
    "import_columns": (lambda w: [w.imported], IMPORTERS),
    "import_progress": (lambda w: [w.imported], IMPORTERS),
    "import_copy": (lambda w: [w.imported], IMPORTERS),
    "import_undo": (
        lambda w: [w.imported],
        outcomes(everyone=FORBIDDEN, commune_a=GONE_ON, chief_a=GONE_ON, commune_b=ABSENT, elsewhere=ABSENT),
    ),
    "import_row": (lambda w: [w.imported, 4], outcomes(everyone=WRONG_METHOD)),
    "import_confirm": (lambda w: [w.imported], outcomes(everyone=WRONG_METHOD)),
    "import_save": (lambda w: [w.imported], outcomes(everyone=WRONG_METHOD)),
    "import_resume": (lambda w: [w.imported], outcomes(everyone=WRONG_METHOD)),
    "import_cancel": (lambda w: [w.imported], outcomes(everyone=WRONG_METHOD)),
    "import_close": (lambda w: [w.imported], outcomes(everyone=WRONG_METHOD)),
    # by right and scope: one person of commune A
    "person_detail": (lambda w: [w.code], case_page()),
    "person_looks": (lambda w: [w.code], case_page()),
    "person_edit": (lambda w: [w.code], case_page(writers_only=True)),
    "person_identity": (lambda w: [w.code], case_page()),
    "identity_part": (lambda w: [w.code, "giay-to"], case_page(writers_only=True)),
    "identity_row": (lambda w: [w.code, "dia-chi", w.address], case_page(writers_only=True)),
    "identity_remove": (lambda w: [w.code, "dia-chi", w.address], outcomes(everyone=WRONG_METHOD)),
    "person_photo": (lambda w: [w.code], case_page()),
    "person_health": (lambda w: [w.code], outcomes(everyone=FORBIDDEN)),
    "health_start": (no_args, outcomes(everyone=FORBIDDEN)),
    "move_new": (lambda w: [w.code], case_page(writers_only=True)),
    "transfer_detail": (lambda w: [w.transfer], BOTH_SIDES),
    "transfer_accept": (lambda w: [w.transfer], outcomes(everyone=WRONG_METHOD)),
    "transfer_contest": (lambda w: [w.transfer], outcomes(everyone=WRONG_METHOD)),
    "transfer_settle": (lambda w: [w.transfer], outcomes(everyone=WRONG_METHOD)),
    "transfer_withdraw": (lambda w: [w.transfer], outcomes(everyone=WRONG_METHOD)),
    "round_list": (no_args, outcomes(everyone=OK, steering=FORBIDDEN, nobody=FORBIDDEN)),
    "round_new": (no_args, outcomes(everyone=FORBIDDEN, **dict.fromkeys((*WRITERS, "province", "other_province"), OK))),
    "round_detail": (lambda w: [w.round], case_page()),
    "round_commune": (lambda w: [w.round, CAU_GIAY], case_page()),
    "round_confirm": (lambda w: [w.row], outcomes(everyone=WRONG_METHOD)),
    "round_close": (lambda w: [w.round], outcomes(everyone=WRONG_METHOD)),
    "round_reopen": (lambda w: [w.round], outcomes(everyone=WRONG_METHOD)),
    "merge_start": (lambda w: [w.code], MERGERS),
    "merge_people": (lambda w: [w.code, w.twin], MERGERS),
    "unmerge_people": (lambda w: [w.merge], MERGERS),
    "person_pairs": (no_args, outcomes(everyone=FORBIDDEN, chief_a=OK, province=OK, other_province=OK)),
    "person_pair": (lambda w: [w.pair], MERGERS),
    "person_pair_reopen": (lambda w: [w.pair], outcomes(everyone=WRONG_METHOD)),
    "person_number_reveal": (lambda w: [w.code], outcomes(everyone=WRONG_METHOD)),
    "event_new": (lambda w: [w.code, "presence_check"], case_page(writers_only=True)),
    "event_preview": (lambda w: [w.code, "presence_check"], outcomes(everyone=WRONG_METHOD)),
    "event_void": (lambda w: [w.voidable], case_page(writers_only=True)),
    "event_paper": (lambda w: [w.draft_event], case_page(writers_only=True)),
    "event_paper_draft": (lambda w: [w.draft_event, "pdf"], case_page(writers_only=True)),
    "deadline_count": (lambda w: [w.deadline], case_page()),
    "paper_detail": (lambda w: [w.paper], case_page()),
    "paper_pdf": (lambda w: [w.paper], case_page()),
    "paper_docx": (lambda w: [w.paper], case_page()),
    "paper_sign": (lambda w: [w.paper], outcomes(everyone=WRONG_METHOD)),
    "paper_deliver": (lambda w: [w.paper], outcomes(everyone=WRONG_METHOD)),
    "paper_void": (lambda w: [w.paper], case_page(writers_only=True)),
    # what people asked of what is held about them; retention is the province's
    "request_list": (no_args, outcomes(everyone=OK, steering=FORBIDDEN, nobody=FORBIDDEN)),
    "person_sheet": (lambda w: [w.code], case_page()),
    "person_sheet_pdf": (lambda w: [w.code], case_page()),
    "request_new": (lambda w: [w.code], case_page(writers_only=True)),
    "request_detail": (lambda w: [w.data_request], case_page()),
    "request_answer": (lambda w: [w.data_request], outcomes(everyone=WRONG_METHOD)),
    "request_receipt_pdf": (lambda w: [w.data_request], case_page()),
    "request_answer_pdf": (lambda w: [w.data_request], outcomes(everyone=ABSENT, steering=FORBIDDEN, nobody=FORBIDDEN)),
    "retention_review": (no_args, outcomes(everyone=FORBIDDEN, province=OK, other_province=OK)),
    "period_add": (no_args, outcomes(everyone=FORBIDDEN, province=OK, other_province=OK)),
    "period_withdraw": (lambda w: [w.period], outcomes(everyone=FORBIDDEN, province=OK, other_province=ABSENT)),
    "disposal_detail": (lambda w: [w.disposal], outcomes(everyone=FORBIDDEN, province=OK, other_province=ABSENT)),
    "disposal_approve": (lambda w: [w.disposal], outcomes(everyone=WRONG_METHOD)),
    "disposal_reject": (lambda w: [w.disposal], outcomes(everyone=WRONG_METHOD)),
    # by right and scope: the plan of quận Cầu Giấy, Hà Nội
    "plan_detail": (lambda w: [w.plan], outcomes(everyone=ABSENT, nobody=FORBIDDEN, **dict.fromkeys(PLAN_READERS, OK))),
    **{
        name: (lambda w: [w.plan], outcomes(everyone=ABSENT, nobody=FORBIDDEN, **dict.fromkeys(PLAN_READERS, OK)))
        for name in ("plan_progress", "plan_units", "plan_map")
    },
    "figure_history": (lambda w: [w.plan, "ST036"], outcomes(everyone=ABSENT, nobody=FORBIDDEN, **dict.fromkeys(PLAN_READERS, OK))),
    "figure_evidence": (lambda w: [w.figure], outcomes(everyone=ABSENT, nobody=FORBIDDEN, **dict.fromkeys(PLAN_READERS, OK))),
    "figure_table": (lambda w: [w.plan], FIGURE_TELLERS),
    "figure_enter": (lambda w: [w.plan, "ST036"], FIGURE_TELLERS),
    "figure_withdraw": (
        lambda w: [w.figure],
        outcomes(everyone=FORBIDDEN, steering=OK, province=OK, elsewhere=ABSENT, other_province=ABSENT),
    ),
    "plan_check": (lambda w: [w.plan], outcomes(everyone=ABSENT, nobody=FORBIDDEN, **dict.fromkeys(PLAN_READERS, OK))),
    "plan_children": (lambda w: [w.plan], outcomes(everyone=ABSENT, nobody=FORBIDDEN, **dict.fromkeys(PLAN_READERS, OK))),
    "plan_history": (lambda w: [w.plan], outcomes(everyone=ABSENT, nobody=FORBIDDEN, **dict.fromkeys(PLAN_READERS, OK))),
    "plan_download": (lambda w: [w.plan, "json"], outcomes(everyone=ABSENT, nobody=FORBIDDEN, **dict.fromkeys(PLAN_READERS, OK))),
    "plan_paper": (lambda w: [w.plan], outcomes(everyone=ABSENT, nobody=FORBIDDEN, **dict.fromkeys(PLAN_READERS, OK))),
    "plan_paper_file": (lambda w: [w.plan, "pdf"], outcomes(everyone=ABSENT, nobody=FORBIDDEN, **dict.fromkeys(PLAN_READERS, OK))),
    "plan_edit": (lambda w: [w.plan], outcomes(everyone=FORBIDDEN, steering=OK)),
    "plan_head_edit": (lambda w: [w.plan], outcomes(everyone=FORBIDDEN, steering=OK)),
    "target_new": (lambda w: [w.plan], outcomes(everyone=FORBIDDEN, steering=OK)),
    "target_edit": (lambda w: [w.plan, "ST036"], outcomes(everyone=FORBIDDEN, steering=OK)),
    "plan_task_new": (lambda w: [w.plan], outcomes(everyone=FORBIDDEN, steering=OK)),
    "plan_task_edit": (lambda w: [w.plan, "NV01"], outcomes(everyone=FORBIDDEN, steering=OK)),
    "table_edit": (lambda w: [w.plan, 1], outcomes(everyone=FORBIDDEN, steering=OK)),
    "plan_adopt": (lambda w: [w.plan], outcomes(everyone=WRONG_METHOD)),
    # tasks of a plan of the province
    "task_mine": (no_args, outcomes(everyone=OK, auditor=FORBIDDEN, nobody=FORBIDDEN)),
    "task_mine_ical": (no_args, outcomes(everyone=OK, auditor=FORBIDDEN, nobody=FORBIDDEN)),
    "task_list": (no_args, outcomes(everyone=OK, nobody=FORBIDDEN)),
    "task_detail": (lambda w: [w.assignment], OWED),
    "task_report": (lambda w: [w.assignment], outcomes(everyone=WRONG_METHOD)),
    "task_check": (lambda w: [w.assignment], outcomes(everyone=WRONG_METHOD)),
    "task_take_off": (lambda w: [w.assignment], outcomes(everyone=WRONG_METHOD)),
    "task_settle": (lambda w: [w.assignment], outcomes(everyone=WRONG_METHOD)),
    "task_withdraw": (lambda w: [w.task_report], outcomes(everyone=WRONG_METHOD)),
    "task_evidence": (lambda w: [w.evidence], OWED),
    "task_urging": (lambda w: [w.urging], OWED),
    "task_letter": (lambda w: [w.urging, "pdf"], OWED),
    "task_agencies": (lambda w: [w.task_plan], outcomes(everyone=FORBIDDEN, steering=OK)),
    "task_urge": (lambda w: [w.task_plan], outcomes(everyone=FORBIDDEN, steering=OK)),
    "task_gantt": (lambda w: [w.task_plan], outcomes(everyone=ABSENT, nobody=FORBIDDEN, **dict.fromkeys(PLAN_READERS, OK))),
    "task_calendar": (lambda w: [w.task_plan], outcomes(everyone=ABSENT, nobody=FORBIDDEN, **dict.fromkeys(PLAN_READERS, OK))),
    "task_ical": (lambda w: [w.task_plan], outcomes(everyone=ABSENT, nobody=FORBIDDEN, **dict.fromkeys(PLAN_READERS, OK))),
    "finding_fix": (lambda w: [w.plan], outcomes(everyone=WRONG_METHOD)),
}


def patterns(found: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in found:
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern.url_patterns)
        else:
            yield str(pattern.name)


def test_every_address_stands_in_the_table() -> None:
    assert set(patterns(get_resolver().url_patterns)) == set(ACCESS)


def outcome(client: Client, address: str) -> Any:
    answer = client.get(address)
    if answer.status_code == 302:
        return LOGIN if answer.url.startswith(reverse("account_login")) else GONE_ON
    return answer.status_code


@pytest.mark.parametrize("role", ROLES)
def test_each_role_gets_exactly_its_pages(role: str, world: World, cast: Cast) -> None:
    client = Client()
    wrong = {}
    for name, (args, expected) in ACCESS.items():
        if role != "nobody_signed_in":
            client.force_login(getattr(cast, role))
        got = outcome(client, reverse(name, args=args(world)))
        if got != expected[role]:
            wrong[name] = f"expected {expected[role]}, got {got}"
    assert wrong == {}


def said(answer: Any, code: str) -> str:
    """The text of a page without its tokens and the code that was asked for."""
    return re.sub(r'[A-Za-z0-9]{64}|data-now="[^"]*"|\d\d:\d\d', "", answer.content.decode().replace(code, ""))


def test_what_is_outside_scope_looks_like_what_does_not_exist(world: World, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.commune_b)
    hidden = client.get(reverse("person_detail", args=[world.code]))
    missing = client.get(reverse("person_detail", args=["HN-99-999999"]))
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert said(hidden, world.code) == said(missing, "HN-99-999999")


def test_writing_outside_scope_is_absent_too(world: World, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.commune_b)
    for name, args in (
        ("event_new", [world.code, "presence_check"]),
        ("event_void", [world.voidable]),
        ("event_paper", [world.draft_event]),
        ("paper_sign", [world.paper]),
    ):
        assert client.post(reverse(name, args=args), {}).status_code == 404, name


def test_writing_without_the_right_is_forbidden(world: World, cast: Cast) -> None:
    client = Client()
    client.force_login(cast.steering)
    papers = ("paper_sign", "paper_deliver", "paper_void")
    for name in ("person_register", "person_check", "person_number_reveal", "event_preview", "event_void", *papers):
        args = ACCESS[name][0](world)
        assert client.post(reverse(name, args=args), {}).status_code == 403, name
    client.force_login(cast.commune_a)
    client.force_login(cast.province)
    for name in ("person_list_assign", "person_list_print"):
        assert client.post(reverse(name), {"pham_vi": "tat_ca"}).status_code == 403, name
    client.force_login(cast.commune_a)
    for name in ("plan_new", "plan_import", "plan_head_edit", "plan_adopt", "target_new", "organisation_add"):
        args = ACCESS[name][0](world)
        assert client.post(reverse(name, args=args), {}).status_code == 403, name
