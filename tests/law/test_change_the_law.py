"""Does a change of law become a change of data, as docs/guides/change-the-law.md says? Tried with a made-up amendment.

In a copy of the book, the made-up decree 999/2026 gives 48 hours for the decision instead of 24 and 9 months for the term
instead of a year, from 2026-07-02.
"""

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from hoanhap.cases.models import Case, CaseEvent, Deadline
from hoanhap.cases.queries.impact import Moved, moved_deadlines, open_cases
from hoanhap.cases.rules import MANAGEMENT, DeadlineState, replay
from hoanhap.cases.services import loading
from hoanhap.kit.dates import today
from hoanhap.law.book import DATA, Book, Duration, LawDataError, Unit, book, load
from hoanhap.law.clocks import Calendar, calendar
from tests.cases.test_services import add, decided, opened
from tests.cast import Cast

EVE, FIRST = date(2026, 7, 1), date(2026, 7, 2)
DOCUMENT = """
  999/2026/NĐ-CP:
    kind: decree
    title: Nghị định sửa đổi (giả định)
    issuer: Chính phủ
    date: 2026-06-20
    from: 2026-07-02
    short_vi: NĐ 999/2026
    short_en: Decree 999/2026
    source: https://example.vn/999
"""
DECISION = """
      - id: MGT-203/2026a
        from: 2026-07-02
        published: 2026-06-20
        basis:
          - {doc: 999/2026/NĐ-CP, article: "1", clause: "1"}
        value: {duration: 48 hour}
        anchors: [received_at, notice_received]
        stopped_by: [decision_signed]
        expiry: overdue
        owner: commune_police_chief
        applies_to: [illegal_user]
        says_vi: Trưởng Công an cấp xã ra quyết định trong {value}, kể từ khi nhận kết quả dương tính hoặc thông báo.
        says_en: The commune police chief decides within {value} of receiving the positive result or the notice.
        confidence: confirmed
        source: https://example.vn/999
"""
TERM = """
      - id: MGT-202/2026a
        from: 2026-07-02
        published: 2026-06-20
        basis:
          - {doc: 999/2026/NĐ-CP, article: "1", clause: "2"}
        value: {duration: 9 month}
        anchors: [decision_signed]
        expiry: measure_ends
        measure: true
        applies_to: [managed_person]
        says_vi: Thời hạn quản lý là {value}, kể từ ngày ra quyết định.
        says_en: The term of management is {value} from the day of the decision.
        confidence: confirmed
        source: https://example.vn/999
"""


def amend(folder: Path, rule: str, entry: str) -> None:
    """Write an entry behind the last one of a rule, as an editor would."""
    for file in folder.glob("*.yaml"):
        lines = file.read_text("utf-8").splitlines()
        if f"  {rule}:" not in lines:
            continue
        start = lines.index(f"  {rule}:")
        following = (number for number in range(start + 1, len(lines)) if lines[number][:3].strip() and not lines[number].startswith("   "))
        end = next(following, len(lines))
        while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
            end -= 1
        file.write_text("\n".join([*lines[:end], *entry.strip("\n").splitlines(), "", *lines[end:]]) + "\n", "utf-8")
        return
    raise AssertionError(rule)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the book's folder with the made-up decree."""
    copy = tmp_path / "data"
    shutil.copytree(DATA, copy)
    documents = copy / "documents.yaml"
    text = documents.read_text("utf-8")
    assert text.count("\ndocuments:\n") == 1
    documents.write_text(text.replace("\ndocuments:\n", f"\ndocuments:{DOCUMENT}"), "utf-8")
    return copy


@pytest.fixture
def amended(folder: Path) -> Book:
    """The book with both changes."""
    amend(folder, "management.decision_deadline", DECISION)
    amend(folder, "management.term", TERM)
    return load(folder)


def test_both_sides_of_the_first_day(amended: Book) -> None:
    assert amended.value("management.decision_deadline", on=EVE) == Duration(24, Unit.HOUR)
    assert amended.value("management.decision_deadline", on=FIRST) == Duration(48, Unit.HOUR)
    assert amended.value("management.term", on=EVE) == Duration(1, Unit.YEAR)
    assert amended.entry("management.term", on=FIRST).short_basis() == "Điều 1 khoản 2 NĐ 999/2026"


def test_nothing_else_of_the_book_changed(amended: Book) -> None:
    changed = {rule.key for rule in amended.rules if rule.entries != book().rule(rule.key).entries}
    assert changed == {"management.decision_deadline", "management.term"}


def test_an_amendment_without_its_document_does_not_load(folder: Path) -> None:
    amend(folder, "management.term", TERM.replace("999/2026", "998/2026"))
    with pytest.raises(LawDataError) as refused:
        load(folder)
    assert refused.value.file == "management.yaml"
    assert "998/2026/NĐ-CP" in refused.value.problem


# --- what runs keeps its law; impact says what would move --------------------------------------------------------------------


def moved(law: Book) -> dict[tuple[int, str], Moved]:
    """What would move, by case and clock, the checks of whole months apart."""
    found = list(moved_deadlines(law, open_cases()))
    keyed = {(one.case, one.clock): one for one in found if one.clock != "presence_check"}
    assert len(keyed) == len([one for one in found if one.clock != "presence_check"])
    return keyed


@pytest.mark.django_db
def test_pinned_deadlines_stay_and_the_impact_is_exactly_what_would_move(cast: Cast, amended: Book) -> None:
    waiting = opened(cast.commune_a)
    managed = decided(cast.chief_a)
    stored = list(Deadline.objects.order_by("pk").values())
    for case in (waiting, managed):
        events, facts = loading.events_of(case), loading.facts_of(case.person, loading.events_of(case), case)
        line = replay(MANAGEMENT, events, facts, amended, Calendar.from_book(amended), pins=loading.pins_of(case))
        kept = {row.key: (row.due.day, row.due.time) for row in line.deadlines if row.state is DeadlineState.OPEN}
        assert kept == {row.key: (row.due_on, row.due_time) for row in case.deadlines.filter(state="open")}

    found = moved(amended)
    assert set(found) == {(waiting.pk, "decision"), (managed.pk, "term_end")}
    decision, term = found[waiting.pk, "decision"], found[managed.pk, "term_end"]
    assert decision.old is not None
    assert decision.new is not None
    assert term.old is not None
    assert term.new is not None
    assert (decision.old.entry, decision.new.entry) == ("MGT-203", "MGT-203/2026a")
    assert decision.new.due.instant() - decision.old.due.instant() == timedelta(hours=24)
    assert (term.new.entry, term.old.due.day) == ("MGT-202/2026a", managed.term_end)
    assert term.new.due.day < term.old.due.day
    assert decision.unit.endswith("Phường Cầu Giấy")
    assert list(Deadline.objects.order_by("pk").values()) == stored


@pytest.mark.django_db
def test_a_shorter_term_needs_fewer_monthly_checks(cast: Cast, amended: Book) -> None:
    managed = decided(cast.chief_a)
    gone = [one for one in moved_deadlines(amended, [managed.pk]) if one.clock == "presence_check" and one.new is None]
    assert len(gone) in {3, 4}  # a year without its last three months; the month of the new end is checked until that day


@pytest.mark.django_db
def test_the_book_itself_moves_nothing(cast: Cast) -> None:
    opened(cast.commune_a)
    decided(cast.chief_a)
    assert list(moved_deadlines(book(), open_cases())) == []


@pytest.mark.django_db
def test_a_law_of_the_future_moves_nothing_that_runs(cast: Cast, folder: Path) -> None:
    """The day of the anchor selects the entry: what began before the first day stays, whether pinned or counted anew."""
    opened(cast.commune_a)
    decided(cast.chief_a)
    next_year = f"{today().year + 1}-01-01"
    amend(folder, "management.decision_deadline", DECISION.replace("from: 2026-07-02", f"from: {next_year}"))
    amend(folder, "management.term", TERM.replace("from: 2026-07-02", f"from: {next_year}"))
    assert list(moved_deadlines(load(folder), open_cases())) == []


@pytest.mark.django_db
def test_a_new_event_keeps_what_was_pinned_and_counts_the_rest_by_the_new_law(
    cast: Cast, amended: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A running case under the released amendment: the decision that was due keeps 24 hours, the term decided now is 9 months."""
    from hoanhap.cases.services import events

    case = opened(cast.chief_a)
    due = case.deadlines.get(clock="decision").due_at
    for module in (events, loading):
        for name, value in (("book", amended), ("current_book", amended), ("current_calendar", calendar())):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, lambda value=value: value)
    add(case, "residence_check", cast.chief_a, result="stable")
    assert case.deadlines.get(clock="decision").due_at == due
    add(case, "notice", cast.chief_a)
    add(case, "decide", cast.chief_a, signer="A", signer_title="B")
    stored = Case.objects.get(pk=case.pk)
    assert stored.deadlines.get(clock="term_end").pin["id"] == "MGT-202/2026a"
    assert stored.term_end is not None
    assert (stored.term_end - today()).days in range(272, 278)


@pytest.mark.django_db
def test_the_command_lists_them_and_changes_nothing(cast: Cast, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = opened(cast.commune_a)
    amend(folder, "management.decision_deadline", DECISION)
    before = (list(Deadline.objects.values()), CaseEvent.objects.count())
    call_command("law", "impact", "--data", str(folder), "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["cases"], told["totals"]) == (1, {"management.decision_deadline": 1})
    (row,) = told["moved"]
    assert set(row) == {"case", "unit", "clock", "rule", "old", "new"}
    assert (row["case"], row["old"]["rule_id"], row["new"]["rule_id"]) == (case.pk, "MGT-203", "MGT-203/2026a")
    call_command("law", "impact", "--data", str(folder))
    text = capsys.readouterr().out
    assert "management.decision_deadline: 1 hạn" in text
    assert "Không có gì bị đổi." in text
    assert case.person.full_name not in text
    assert (list(Deadline.objects.values()), CaseEvent.objects.count()) == before


@pytest.mark.django_db
@pytest.mark.parametrize(("data", "reason"), [("nowhere", "NoFolder"), ("broken", "LawDataError")])
def test_impact_of_a_folder_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str], data: str, reason: str) -> None:
    (tmp_path / "broken").mkdir()
    with pytest.raises(SystemExit) as leaving:
        call_command("law", "impact", "--data", str(tmp_path / data))
    assert leaving.value.code == 2
    assert capsys.readouterr().err.startswith(f"{reason}: ")
