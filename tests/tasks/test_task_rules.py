"""When is a task due, where does it stand, whom does a name mean, which files may be kept? Without a database."""

import io
import itertools
import zipfile
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from PIL import Image

from hoanhap.kit.errors import Refused
from hoanhap.plans.rules.kinds import Proof, Recurrence, TaskKind
from hoanhap.plans.rules.spans import Deadline, Span
from hoanhap.plans.rules.tasks import Deliverable, TaskDoc
from hoanhap.tasks.rules.agencies import Agency, Duty, Seat, duties_of
from hoanhap.tasks.rules.days import PlanDays, Source, occurrences
from hoanhap.tasks.rules.files import FileKind, proof_of
from hoanhap.tasks.rules.gantt import Bar, Mark, draw
from hoanhap.tasks.rules.ical import Entry, calendar_file
from hoanhap.tasks.rules.naming import Reach, agencies_named, read_agency
from hoanhap.tasks.rules.reporting import Told, report_problems
from hoanhap.tasks.rules.states import Outcome, Report, State, standing
from hoanhap.units.rules import Level
from tests.tasks.plans import task

JUNE = PlanDays(Span(date(2021, 6, 1), date(2021, 7, 1)), Deadline(date(2021, 7, 2), exclusive=True))
YEAR = PlanDays(Span(date(2026, 1, 1), date(2027, 1, 1)))


def lasts(doc: TaskDoc, plan: PlanDays) -> list[date | None]:
    return [one.last for one in occurrences(doc, plan)]


# --- days -------------------------------------------------------------------------------------------------------------------


def test_before_a_day_ends_on_the_day_before() -> None:
    (one,) = occurrences(task("a", "x", due=Deadline(date(2021, 7, 2), exclusive=True)), JUNE)
    assert (one.last, one.source, one.key) == (date(2021, 7, 1), Source.STATED, None)


@pytest.mark.parametrize(
    ("fields", "last", "source"),
    [
        ({}, None, Source.NONE),
        ({"due_text": "theo quy định"}, None, Source.NONE),
        ({"window": "Đợt 1"}, date(2021, 6, 15), Source.WINDOW),
        ({"window": "Đợt 2"}, None, Source.NONE),
        ({"period": Span(date(2021, 6, 5), date(2021, 6, 11))}, date(2021, 6, 10), Source.PERIOD),
        ({"recurrence": Recurrence.REGULAR}, date(2021, 7, 1), Source.REPORT),
    ],
)
def test_a_day_is_taken_from_where_the_plan_gives_one(fields: dict, last: date | None, source: Source) -> None:
    plan = PlanDays(JUNE.period, JUNE.report, {"Đợt 1": Span(date(2021, 6, 1), date(2021, 6, 16)), "Đợt 2": None})
    (one,) = occurrences(task("a", "x", **fields), plan)
    assert (one.last, one.source) == (last, source)


def test_regular_work_without_a_report_day_is_a_question() -> None:
    (one,) = occurrences(task("a", "x", recurrence=Recurrence.REGULAR), YEAR)
    assert one.last is None


def test_weeks_begin_on_monday_and_stay_within_the_plan() -> None:
    found = occurrences(task("a", "x", recurrence=Recurrence.WEEKLY), JUNE)
    assert [one.key for one in found] == [date(2021, 5, 31) + timedelta(days=7 * n) for n in range(5)]
    assert [one.last for one in found] == [date(2021, 6, 6), date(2021, 6, 13), date(2021, 6, 20), date(2021, 6, 27), date(2021, 6, 30)]


@pytest.mark.parametrize(
    ("rhythm", "due", "expected"),
    [
        (Recurrence.MONTHLY, date(2026, 1, 31), [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]),
        (Recurrence.QUARTERLY, date(2026, 3, 15), [date(2026, 3, 15), date(2026, 6, 15), date(2026, 9, 15), date(2026, 12, 15)]),
        (Recurrence.HALF_YEARLY, date(2026, 6, 10), [date(2026, 6, 10), date(2026, 12, 10)]),
        (Recurrence.YEARLY, date(2026, 11, 20), [date(2026, 11, 20)]),
    ],
)
def test_a_repeated_day_keeps_its_place(rhythm: Recurrence, due: date, expected: list[date]) -> None:
    found = lasts(task("a", "x", recurrence=rhythm, due=Deadline(due)), YEAR)
    assert found[: len(expected)] == expected


def test_a_rhythm_with_other_words_about_time_is_a_question_and_with_its_own_words_is_not() -> None:
    assert set(lasts(task("a", "x", recurrence=Recurrence.YEARLY, due_text="theo quy định"), YEAR)) == {None}
    assert lasts(task("a", "x", recurrence=Recurrence.YEARLY, due_text="định kỳ hàng năm"), YEAR) == [date(2026, 12, 31)]


RHYTHMS = st.sampled_from([Recurrence.WEEKLY, Recurrence.MONTHLY, Recurrence.QUARTERLY, Recurrence.HALF_YEARLY, Recurrence.YEARLY])
DAYS = st.dates(date(2015, 1, 1), date(2030, 1, 1))


@settings(deadline=None)
@given(rhythm=RHYTHMS, since=DAYS, length=st.integers(1, 1500))
def test_the_times_of_a_rhythm_cover_the_plan_once(rhythm: Recurrence, since: date, length: int) -> None:
    span = Span(since, since + timedelta(days=length))
    found = occurrences(task("a", "x", recurrence=rhythm), PlanDays(span))
    assert found[0].span.since == span.since
    assert found[-1].span.until == span.until
    assert all(one.span.until == after.span.since for one, after in itertools.pairwise(found))
    assert all(one.last == one.span.last for one in found)
    assert len({one.key for one in found}) == len(found)


@settings(deadline=None)
@given(rhythm=RHYTHMS, since=DAYS, length=st.integers(1, 1500), due=DAYS)
def test_a_stated_day_lies_within_its_time(rhythm: Recurrence, since: date, length: int, due: date) -> None:
    span = Span(since, since + timedelta(days=length))
    for one in occurrences(task("a", "x", recurrence=rhythm, due=Deadline(due)), PlanDays(span)):
        assert one.last is not None
        assert one.span.since <= one.last <= span.last


# --- states -----------------------------------------------------------------------------------------------------------------


def done(on: date, **fields: object) -> Report:
    return Report(Outcome.DONE, on, **fields)  # type: ignore[arg-type]


DUE = task("a", "x", due=Deadline(date(2026, 6, 10)))


@pytest.mark.parametrize(
    ("reports", "on", "state"),
    [
        ((), date(2026, 6, 2), State.NOT_DUE),
        ((), date(2026, 6, 3), State.SOON),
        ((), date(2026, 6, 10), State.SOON),
        ((), date(2026, 6, 11), State.OVERDUE),
        ((done(date(2026, 6, 10)),), date(2026, 7, 1), State.DONE),
        ((done(date(2026, 6, 11)),), date(2026, 7, 1), State.LATE),
        ((Report(Outcome.PARTLY, date(2026, 6, 1)),), date(2026, 6, 11), State.OVERDUE),
        ((Report(Outcome.DECLINED, date(2026, 6, 1)),), date(2026, 6, 11), State.OVERDUE),
        ((Report(Outcome.OBJECTED, date(2026, 6, 1)),), date(2026, 6, 11), State.OVERDUE),
    ],
)
def test_the_state_follows_from_reports_and_day(reports: tuple[Report, ...], on: date, state: State) -> None:
    assert standing(DUE, YEAR, reports, on).state is state


def test_only_a_request_is_closed_by_declining_and_being_done_is_stronger() -> None:
    asked = task("a", "x", kind=TaskKind.REQUEST, due=Deadline(date(2026, 6, 10)))
    declined = Report(Outcome.DECLINED, date(2026, 6, 1))
    assert standing(asked, YEAR, [declined], date(2026, 6, 11)).state is State.DECLINED
    assert standing(asked, YEAR, [declined, done(date(2026, 6, 9))], date(2026, 6, 11)).state is State.DONE
    assert standing(DUE, YEAR, [Report(Outcome.OBJECTED, date(2026, 6, 1))], date(2026, 6, 11)).is_objected


def test_numbers_add_up_to_done_on_the_day_they_reach_what_was_asked() -> None:
    part = Deliverable("a", "Băng rôn", Decimal(10), "băng rôn")
    doc = task("a", "x", due=Deadline(date(2026, 6, 10)), deliverables=(part,))
    some = Report(Outcome.PARTLY, date(2026, 6, 1), "a", None, Decimal(4))
    rest = Report(Outcome.DONE, date(2026, 6, 12), "a", None, Decimal(6))
    half = standing(doc, YEAR, [some], date(2026, 6, 13))
    assert (half.state, half.items[0].quantity, half.items[0].is_partly) == (State.OVERDUE, Decimal(4), True)
    whole = standing(doc, YEAR, [some, rest], date(2026, 6, 13))
    assert (whole.state, whole.items[0].done_on) == (State.LATE, date(2026, 6, 12))


def test_a_recurring_task_owes_what_has_begun_and_shows_the_next_time() -> None:
    monthly = task("a", "x", recurrence=Recurrence.MONTHLY)
    stand = standing(monthly, YEAR, [done(date(2026, 1, 20), key=date(2026, 1, 1))], date(2026, 3, 5))
    assert [item.state for item in stand.items] == [State.DONE, State.OVERDUE, State.NOT_DUE, State.NOT_DUE]
    assert (stand.state, stand.last) == (State.OVERDUE, date(2026, 2, 28))


@settings(deadline=None)
@given(
    on=st.dates(date(2025, 11, 1), date(2027, 3, 1)),
    told=st.lists(st.tuples(st.sampled_from(list(Outcome)), st.dates(date(2025, 12, 1), date(2027, 1, 1))), max_size=6),
    kind=st.sampled_from(list(TaskKind)),
    rhythm=st.sampled_from(list(Recurrence)),
)
def test_a_state_never_contradicts_its_items(on: date, told: list, kind: TaskKind, rhythm: Recurrence) -> None:
    doc = task("a", "x", kind=kind, recurrence=rhythm)
    reports = [Report(outcome, day) for outcome, day in told]
    stand = standing(doc, YEAR, reports, on)
    assert stand.items
    assert stand.state is min((item.state for item in stand.items), key=lambda state: state.rank)
    assert stand.state is not State.DECLINED or kind is TaskKind.REQUEST
    assert all(item.last is None or item.last >= on or item.state is not State.NOT_DUE for item in stand.items)


# --- names ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Phòng Y tế và Trung tâm Y tế quận", ("Phòng Y tế", "Trung tâm Y tế quận")),
        ("Phòng Văn hóa và Thông tin", ("Phòng Văn hóa và Thông tin",)),
        ("Phòng Lao động - Thương binh và xã hội", ("Phòng Lao động - Thương binh và xã hội",)),
        ("Đề nghị Hội Cựu Chiến binh, Hội Liên hiệp Phụ nữ quận", ("Hội Cựu Chiến binh", "Hội Liên hiệp Phụ nữ quận")),
        ("Công an quận, Công an các phường", ("Công an quận", "Công an các phường")),
        ("UBND các xã, phường, thị trấn", ("UBND các xã, phường, thị trấn",)),
        ("Các sở, ban, ngành, đoàn thể, địa phương", ("Các sở, ban, ngành, đoàn thể, địa phương",)),
        ("Các ngành; UBND, Ban Chỉ đạo các phường", ("Các ngành", "UBND các phường", "Ban Chỉ đạo các phường")),
    ],
)
def test_an_entry_is_split_where_another_agency_begins(text: str, names: tuple[str, ...]) -> None:
    assert agencies_named(text) == names


@pytest.mark.parametrize(
    ("name", "reach", "level"),
    [
        ("Công an quận", Reach.OWN, Level.DISTRICT),
        ("UBND các phường", Reach.EACH, Level.COMMUNE),
        ("Công an các xã, phường, thị trấn", Reach.EACH, Level.COMMUNE),
        ("UBND các quận, huyện, thị xã", Reach.EACH, Level.DISTRICT),
        ("Công an cấp xã", Reach.EACH, Level.COMMUNE),
        ("Các địa phương (quận, huyện, thị xã)", Reach.EACH, Level.DISTRICT),
        ("Các địa phương", Reach.EACH, None),
        ("Các sở, ban, ngành, đoàn thể, địa phương", Reach.GROUP, None),
        ("Công an phường Quan Hoa", Reach.NAMED, None),
        ("Phường Quan Hoa", Reach.NAMED, None),
        ("Tất cả các đơn vị", Reach.ALL, None),
        ("Các đơn vị trong ngành", Reach.GROUP, None),
        ("Các ngành thành viên Ban Chỉ đạo quận", Reach.GROUP, None),
        ("Hội Cựu Chiến binh", Reach.OTHER, None),
    ],
)
def test_names_are_read_as_people_mean_them(name: str, reach: Reach, level: Level | None) -> None:
    meant = read_agency(name)
    assert (meant.reach, meant.level) == (reach, level)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_name_breaks_the_reading(name: str) -> None:
    for one in agencies_named(name):
        assert read_agency(one).words == one


# --- who reports ------------------------------------------------------------------------------------------------------------


def test_an_officer_answers_for_the_agency_of_the_role_in_the_own_unit_only() -> None:
    (duty,) = duties_of([Seat("commune_officer", 166, "commune")])
    police = Agency("commune_police", 16610, 166, 100_001, is_unit=False)
    assert police.answers(duty)
    assert not Agency("people_committee", 16620, 166, 100_001, is_unit=False).answers(duty)
    assert not Agency("commune_police", 16010, 160, 100_001, is_unit=False).answers(duty)
    assert Agency("", None, 166, 100_001, is_unit=True).answers(duty)
    assert not Agency("", None, None, None, is_unit=False).answers(duty)


def test_an_entered_facility_is_known_by_itself_and_an_auditor_reports_nothing() -> None:
    (duty,) = duties_of([Seat("facility_officer", 166, "commune", 1_000_000_007, "facility")])
    assert duty == Duty(166, True, "facility", 1_000_000_007)
    assert Agency("facility", 1_000_000_007, 166, 100_001, is_unit=False).answers(duty)
    assert not Agency("facility", 1_000_000_008, 166, 100_001, is_unit=False).answers(duty)
    assert duties_of([Seat("auditor", 166, "commune")]) == ()


# --- reports ----------------------------------------------------------------------------------------------------------------


def codes(told: Told, doc: TaskDoc, *reports: Report, today: date = date(2026, 6, 20)) -> set[str]:
    return {problem.code for problem in report_problems(told, doc, YEAR, issued_on=date(2025, 12, 20), reports=reports, today=today)}


BANNER = task("a", "x", due=Deadline(date(2026, 6, 10)), deliverables=(Deliverable("a", "Băng rôn", None, "", Proof.PHOTO),))


@pytest.mark.parametrize(
    ("told", "doc", "expected"),
    [
        (Told(Outcome.DONE, date(2026, 6, 20)), DUE, set()),
        (Told(Outcome.DONE, date(2026, 6, 21)), DUE, {"report_future"}),
        (Told(Outcome.DONE, date(2025, 12, 19)), DUE, {"report_before"}),
        (Told(Outcome.DONE, date(2025, 12, 20)), DUE, set()),
        (Told(Outcome.DONE, date(2026, 6, 1), key=date(2026, 6, 1)), DUE, {"report_time"}),
        (Told(Outcome.DONE, date(2026, 6, 1), "z"), DUE, {"report_which"}),
        (Told(Outcome.DONE, date(2026, 6, 1)), BANNER, {"report_which"}),
        (Told(Outcome.DONE, date(2026, 6, 1), "a"), BANNER, {"proof_photo"}),
        (Told(Outcome.DONE, date(2026, 6, 1), "a", files=(FileKind.PDF,)), BANNER, {"proof_photo"}),
        (Told(Outcome.DONE, date(2026, 6, 1), "a", files=(FileKind.PHOTO,)), BANNER, set()),
        (Told(Outcome.PARTLY, date(2026, 6, 1), "a"), BANNER, set()),
        (Told(Outcome.DECLINED, date(2026, 6, 1), words="Không thuộc chức năng."), DUE, {"order_declined"}),
        (Told(Outcome.OBJECTED, date(2026, 6, 1), words="ngắn"), DUE, {"no_reason"}),
    ],
)
def test_what_may_be_reported(told: Told, doc: TaskDoc, expected: set[str]) -> None:
    assert codes(told, doc) == expected


def test_done_once_and_with_all_that_was_asked() -> None:
    assert codes(Told(Outcome.DONE, date(2026, 6, 20)), DUE, done(date(2026, 6, 2))) == {"report_twice"}
    doc = task("a", "x", due=Deadline(date(2026, 6, 10)), deliverables=(Deliverable("a", "Cam kết", Decimal(10), "bản"),))
    assert codes(Told(Outcome.DONE, date(2026, 6, 20), "a"), doc) == {"report_no_quantity"}
    assert codes(Told(Outcome.DONE, date(2026, 6, 20), "a", quantity=Decimal(9)), doc) == {"report_not_all"}
    assert codes(Told(Outcome.DONE, date(2026, 6, 20), "a", quantity=Decimal(-1)), doc) == {"report_quantity"}
    earlier = Report(Outcome.PARTLY, date(2026, 6, 1), "a", None, Decimal(1))
    assert codes(Told(Outcome.DONE, date(2026, 6, 20), "a", quantity=Decimal(9)), doc, earlier) == set()


# --- files ------------------------------------------------------------------------------------------------------------------


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **options)
    return out.getvalue()


def word(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in names or ("[Content_Types].xml", "word/document.xml"):
            packed.writestr(name, "x")
    return out.getvalue()


PDF = b"%PDF-1.7\n1 0 obj\nendobj\ntrailer<<>>\n%%EOF\n"


def test_a_picture_is_made_anew_without_what_the_camera_wrote() -> None:
    exif = Image.Exif()
    exif[0x010F] = "MAY-ANH-X"
    exif.get_ifd(0x8825)[1] = "N"
    sent = picture(size=(4000, 3000), exif=exif)
    assert b"MAY-ANH-X" in sent
    kept = proof_of("C:\\anh\\IMG_1.JPG", sent)
    assert (kept.kind, kept.name) == (FileKind.PHOTO, "IMG_1.jpg")
    assert b"MAY-ANH-X" not in kept.content
    with Image.open(io.BytesIO(kept.content)) as shown:
        assert shown.size == (1600, 1200)
        assert not shown.getexif()


@pytest.mark.parametrize(("name", "data", "kind"), [("a.txt", PDF, FileKind.PDF), ("a.zip", word(), FileKind.DOCX)])
def test_documents_are_known_by_their_content(name: str, data: bytes, kind: FileKind) -> None:
    kept = proof_of(name, data)
    assert (kept.kind, kept.content, kept.name) == (kind, data, f"a.{kind.ending}")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "proof_empty"),
        (b"day la mot tep van ban", "proof_kind"),
        (b"\xff\xd8\xff\xe0" + b"rac" * 50, "proof_broken"),
        (picture() + b"\0" * (15 * 1024 * 1024), "proof_too_big"),
        (PDF[:-6], "proof_broken"),
        (PDF + b" " * (10 * 1024 * 1024), "proof_too_big"),
        (PDF.replace(b"<<>>", b"<</Encrypt 3 0 R>>"), "proof_locked"),
        (word("[Content_Types].xml", "xl/workbook.xml"), "proof_kind"),
        (word("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "proof_program"),
        (word()[:40], "proof_broken"),
        (b"MZ\x90\x00 chuong trinh", "proof_kind"),
    ],
)
def test_other_files_are_refused_with_what_to_do(data: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        proof_of("anh.jpg", data)
    (problem,) = refused.value.problems
    assert problem.code == code
    assert problem.remedy
    assert problem.field == "proofs"


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_no_file_breaks_the_reading(data: bytes) -> None:
    try:
        kept = proof_of("x", data)
    except Refused:
        return
    assert kept.content


# --- drawing and calendar ---------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(
    since=DAYS,
    bars=st.lists(st.tuples(st.integers(0, 900), st.integers(1, 900), st.integers(-30, 1200)), min_size=1, max_size=20),
    today=DAYS,
)
def test_everything_drawn_lies_within_the_drawing(since: date, bars: list[tuple[int, int, int]], today: date) -> None:
    rows = []
    for start, length, due in bars:
        first = since + timedelta(days=start)
        rows.append(Bar("NV", Span(first, first + timedelta(days=length)), (Mark(first + timedelta(days=max(due, 0)), "ok"),), 0.5))
    drawing = draw(rows, today=today)
    assert len(drawing.bars) == len(rows)
    for bar in drawing.bars:
        assert drawing.left <= bar.x
        assert bar.x + bar.width <= drawing.width
        assert bar.done <= bar.width
        assert all(drawing.left <= spot.x <= drawing.width for spot in bar.spots)
    assert all(drawing.left <= step.x <= drawing.width for step in drawing.steps)


def test_the_calendar_file_is_read_back_by_the_library() -> None:
    from hoanhap.kit.dates import now

    made = calendar_file(
        "152/KH-UBND", [Entry("viec-1-", date(2021, 7, 1), "Hạn: Báo cáo; kết quả, tháng 6", "Một\nhai", is_done=False)], made_at=now()
    )
    event = Calendar.from_ical(made).walk("VEVENT")[0]
    assert event.decoded("dtstart") == date(2021, 7, 1)
    assert event.decoded("dtend") == date(2021, 7, 2)
    assert str(event["summary"]) == "Hạn: Báo cáo; kết quả, tháng 6"
    assert str(event["uid"]) == "viec-1-@hoa-nhap"
