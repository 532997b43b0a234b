"""Does the command line answer as the book does, fast, without Django, with exit codes and fields that a script can use?"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from hoanhap.law import command
from hoanhap.law.book import Book, RemoteUnknown
from hoanhap.rulebook.rules import REMOTE
from tests.cast import CAU_GIAY, Cast
from tests.rulebook.test_rulebook_services import decide

PLAN = ["plan", "check", str(Path(__file__).parents[2] / "examples" / "caugiay-2021.json")]
FIELDS = {"rule_id", "value", "unit", "from", "basis", "confidence"}


def ask(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    """The JSON answer of the command as it is typed."""
    assert command.main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


# --- value -------------------------------------------------------------------------------------------------------------------


def test_a_value_by_key_and_by_identifier(capsys: pytest.CaptureFixture[str]) -> None:
    by_key = ask(capsys, "value", "management.decision_deadline", "--on", "2026-11-21")
    by_id = ask(capsys, "value", "MGT-103", "--on", "21/11/2026")
    assert (by_key.pop("asked"), by_id.pop("asked")) == ("management.decision_deadline", "MGT-103")
    assert by_key == by_id
    assert set(by_key) >= FIELDS
    assert (by_key["rule_id"], by_key["value"], by_key["unit"], by_key["from"]) == ("MGT-203", 24, "hour", "2026-07-01")
    assert (by_key["basis"][0]["doc"], by_key["basis"][0]["article"], by_key["confidence"]) == ("120/2025/QH15", "24", "confirmed")


def test_an_identifier_answers_for_its_rule_and_says_which_entry_spoke(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["value", "MGT-103", "--on", "2026-11-21"]) == 0
    assert "Hỏi MGT-103: ngày đó mục này theo MGT-203." in capsys.readouterr().out
    assert command.main(["value", "MGT-203", "--on", "2026-11-21"]) == 0
    assert "Hỏi" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("rule", "on", "value", "unit"),
    [
        ("PAR-012", "2026-06-30", 2340000, "VND per month"),
        ("PAR-013", "2026-07-01", 2530000, "VND per month"),
        ("PAR-003", "2026-07-01", ["2026-07-01", None], "date"),
        ("PAR-005", "2025-03-01", "2025-03-01", "date"),
        ("MGT-208", "2026-07-01", 1, "month"),
        ("TRN-205", "2026-07-01", "continue_under_police", None),
        ("TRN-208", "2026-07-01", None, None),
    ],
)
def test_values_are_numbers_days_and_codes(capsys: pytest.CaptureFixture[str], rule: str, on: str, value: object, unit: str | None) -> None:
    answer = ask(capsys, "value", rule, "--on", on)
    assert (answer["value"], answer["unit"]) == (value, unit)


def test_every_entry_of_the_book_can_be_asked_for_in_json(capsys: pytest.CaptureFixture[str]) -> None:
    from hoanhap.law.book import book

    for entry in book().entries:
        if not entry.repealed:
            answer = ask(capsys, "value", entry.id, "--on", entry.since.isoformat())
            assert (answer["rule_id"], answer["from"]) == (entry.id, entry.since.isoformat())


# --- clock -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "start", "day", "time"),
    [
        ("MGT-203", "2026-11-20T23:30", "2026-11-21", "23:30"),
        ("MGT-203", "20/11/2026 23:30", "2026-11-21", "23:30"),
        ("MGT-203", "2026-11-20T24:00", "2026-11-21", None),
        ("MGT-103", "2026-02-12", "2026-02-24", None),
        ("management.term", "2025-11-22", "2026-11-22", None),
        ("testing.send_positive_result", "2026-11-20 10:00", "2026-11-20", "10:00"),
    ],
)
def test_a_clock(capsys: pytest.CaptureFixture[str], rule: str, start: str, day: str, time: str | None) -> None:
    answer = ask(capsys, "clock", rule, "--from", start)
    assert set(answer) >= FIELDS | {"due", "steps"}
    assert answer["due"] == {"day": day, "time": time}
    assert answer["steps"][-1]["day"] == day


def test_the_steps_tell_which_days_count(capsys: pytest.CaptureFixture[str]) -> None:
    """Three working days from Thursday 2026-02-12 over Tết: the 13th, then the 23rd and 24th."""
    steps = ask(capsys, "clock", "MGT-103", "--from", "2026-02-12")["steps"]
    assert [step["day"] for step in steps if step["counted"]] == ["2026-02-13", "2026-02-23", "2026-02-24"]
    assert (steps[0]["day"], steps[0]["number"]) == ("2026-02-12", 0)


def test_a_measure_that_ends_on_a_rest_day_has_two_readings(capsys: pytest.CaptureFixture[str]) -> None:
    """2027-05-08 is a Saturday (PAR-035 is not confirmed): due is the shorter reading."""
    answer = ask(capsys, "clock", "management.term", "--from", "2026-05-08")
    assert (answer["due"]["day"], answer["longer"]["day"]) == ("2027-05-08", "2027-05-10")
    assert ask(capsys, "clock", "management.term", "--from", "2026-05-11")["longer"] is None


def test_text_says_the_sentence_and_the_article(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["clock", "MGT-103", "--from", "2026-02-12"]) == 0
    text = capsys.readouterr().out
    assert "Hạn: hết ngày 24/02/2026" in text
    assert "Điều 42 khoản 1 NĐ 105/2021" in text


class Communes:
    """A register of three communes: one remote, one not, one of which nobody said."""

    def commune(self, place: str, on: date) -> int:
        if place not in {"xa", "gần", "chưa rõ"}:
            raise command.Refusal("UnknownPlace", f"không có {place}", command.MISUSE)
        return ["xa", "gần", "chưa rõ"].index(place)

    def is_remote(self, commune: int, on: date) -> bool:
        if commune == 2:
            raise RemoteUnknown("management.residence_check_deadline", "management.residence_check_deadline_remote")
        return commune == 0

    def impact(self, law: Book) -> command.Answer:
        raise AssertionError


@pytest.mark.parametrize(
    ("place", "code", "rule_id"), [("xa", 0, "MGT-205"), ("gần", 0, "MGT-204"), ("chưa rõ", 3, "RemoteUnknown"), ("đâu", 2, "UnknownPlace")]
)
def test_a_remote_commune_has_its_own_period(capsys: pytest.CaptureFixture[str], place: str, code: int, rule_id: str) -> None:
    words = ["clock", "MGT-204", "--from", "2026-11-20T08:00", "--place", place, "--json"]
    assert command.needs_database(words)
    assert command.main(words, Communes()) == code
    answer = json.loads(capsys.readouterr().out)
    assert answer.get("rule_id", answer.get("reason")) == rule_id


@pytest.mark.django_db
def test_the_mark_of_a_real_commune_decides(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    """Cầu Giấy is marked not remote from 1 November 2026; of Nghĩa Đô nobody said anything; “Cầu” is no commune."""
    decide(cast.province, REMOTE, CAU_GIAY, value=False, since=date(2026, 11, 1))

    def clock(place: str, on: str = "2026-11-20T08:00") -> tuple[int, Any]:
        try:
            call_command("law", "clock", "MGT-204", "--from", on, "--place", place, "--json")
            code = 0
        except SystemExit as leaving:
            code = int(str(leaving.code))
        answer = json.loads(capsys.readouterr().out)
        return code, answer.get("rule_id", answer.get("reason"))

    assert clock("Phường Cầu Giấy, Hà Nội") == (0, "MGT-204")
    assert clock("Phường Cầu Giấy, Hà Nội", "2026-10-31T08:00") == (3, "RemoteUnknown")
    assert clock("Phường Nghĩa Đô, Hà Nội") == (3, "RemoteUnknown")
    assert clock("Phường Cầu, Hà Nội") == (2, "UnknownPlace")
    decide(cast.province, REMOTE, CAU_GIAY, value=True, since=date(2026, 11, 15))
    assert clock("Cầu Giấy, Hà Nội") == (0, "MGT-205")


# --- diff and unconfirmed ----------------------------------------------------------------------------------------------------


def test_what_differs_between_two_days(capsys: pytest.CaptureFixture[str]) -> None:
    answer = {row["rule"]: row for row in ask(capsys, "diff", "2026-06-30", "2026-07-01")}
    decision = answer["management.decision_deadline"]
    assert (decision["before"]["rule_id"], decision["after"]["rule_id"]) == ("MGT-103", "MGT-203")
    assert answer["management.suspension"]["before"] is None
    assert answer["management.list_notice_deadline"]["after"] is None
    assert "calendar.hours" not in answer
    assert ask(capsys, "diff", "2026-08-01", "2026-08-01") == []


def test_the_unconfirmed_are_listed_with_their_reason(capsys: pytest.CaptureFixture[str]) -> None:
    answer = ask(capsys, "unconfirmed")
    assert {"TRN-205", "PAR-035", "PAR-053", "EDU-107", "MGT-103"} <= {entry["rule_id"] for entry in answer}
    assert all(entry["doubt"] for entry in answer)
    assert not [entry for entry in answer if entry["rule_id"] == "MGT-203"]


# --- refusals ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "code", "reason", "message"),
    [
        (["value", "management.suspension", "--on", "2026-06-30"], 3, "NotInForce", "Mục này có từ 01/07/2026"),
        (["clock", "MGT-113", "--from", "2026-07-01"], 3, "NotInForce", "bãi bỏ từ 01/07/2026"),
        (["clock", "MGT-103", "--from", "1999-01-01"], 3, "NotInForce", "Mục này có từ 01/01/2022"),
        (["clock", "MGT-108", "--from", "2025-01-01"], 2, "NotAPeriod", "không phải là một thời hạn"),
        (["value", "no.rule", "--on", "2026-06-30"], 2, "UnknownRule", "Sổ luật không có mục"),
        (["value", "XXX-1", "--on", "2026-06-30"], 2, "UnknownRule", "Sổ luật không có mục"),
        (["clock", "management.team", "--from", "2026-08-01"], 2, "NotAPeriod", "không phải là một thời hạn"),
        (["clock", "MGT-203", "--from", "2026-11-20"], 2, "TimeMissing", "chưa có giờ"),
    ],
)
def test_refusals_have_a_name_and_an_exit_code(
    capsys: pytest.CaptureFixture[str], words: list[str], code: int, reason: str, message: str
) -> None:
    assert command.main(words) == code
    told = capsys.readouterr()
    assert told.err.startswith(f"{reason}: ")
    assert message in told.err
    assert told.out == ""
    assert command.main([*words, "--json"]) == code
    assert json.loads(capsys.readouterr().out)["reason"] == reason


def test_a_year_without_a_calendar_is_no_answer(capsys: pytest.CaptureFixture[str]) -> None:
    """Working days of 2062 are known to nobody."""
    words = ["clock", _working_day_rule(), "--from", "2062-03-01"]
    assert command.main(words) == 3
    assert "CalendarUnknown: " in capsys.readouterr().err


def _working_day_rule() -> str:
    """A rule in working days that is in force in 2062."""
    from hoanhap.law.book import Duration, Unit, book

    for rule in book().rules:
        entry = rule.at(date(2062, 3, 1))
        if entry is not None and entry.is_clock and isinstance(entry.value, Duration) and entry.value.unit is Unit.WORKING_DAY:
            return rule.key
    raise AssertionError("no rule in working days")


@pytest.mark.parametrize(
    "words",
    [
        ["value", "MGT-203"],
        ["value", "MGT-203", "--on", "31/02/2026"],
        ["value", "MGT-203", "--on", "h"],
        ["value", "MGT-203", "--on", "21/11"],
        ["clock", "MGT-203"],
        ["clock", "MGT-203", "--from", "2026-11-20T25:00"],
        ["diff", "2026-11-20"],
        ["diff", "2026-11-20", "hôm nay"],
        [],
        ["guess"],
    ],
)
def test_there_is_no_default_day(words: list[str]) -> None:
    with pytest.raises(SystemExit) as leaving:
        command.main(words)
    assert leaving.value.code == 2


def test_the_management_command_answers_too(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("law", "value", "MGT-203", "--on", "2026-11-21", "--json")
    assert json.loads(capsys.readouterr().out)["rule_id"] == "MGT-203"
    with pytest.raises(SystemExit) as leaving:
        call_command("law", "value", "management.suspension", "--on", "2026-06-30")
    assert leaving.value.code == 3


# --- as a process ------------------------------------------------------------------------------------------------------------


def run(words: Sequence[str], **options: Any) -> subprocess.CompletedProcess[str]:
    """`hoanhap …` in a process of its own that could not reach a database."""
    environment = os.environ | {"HOANHAP_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    return subprocess.run(
        [sys.executable, "-m", "hoanhap", *words], env=environment, capture_output=True, text=True, check=False, **options
    )


def test_without_django_and_without_a_database() -> None:
    check = "import sys; from hoanhap.config import cli; sys.argv = ['hoanhap', 'law', 'value', 'MGT-203', '--on', '2026-11-21']\n"
    check += "try: cli.main()\nexcept SystemExit as leaving: code = leaving.code\n"
    check += "assert code == 0; assert not [name for name in sys.modules if name.partition('.')[0] in {'django', 'psycopg', 'yaml'}]"
    run_once = run(["law", "value", "MGT-203", "--on", "2026-11-21"])  # leaves a compiled copy of the book
    assert (run_once.returncode, run_once.stderr) == (0, "")
    done = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("words", [["law", "unconfirmed"], ["law", "diff", "2021-12-31", "2026-07-01"], PLAN])
def test_a_reader_who_leaves_early_sees_no_traceback(words: list[str]) -> None:
    """`hoanhap … | true`: the pipe is closed before the first line is written."""
    environment = os.environ | {"HOANHAP_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "hoanhap", *words], env=environment, stdout=writing, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(writing)
    assert done.stderr == ""
    assert done.returncode == 141
