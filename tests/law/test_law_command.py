"""Does the command line answer as the book does, with exit codes a script can use?"""

import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command


def ask(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    call_command("law", *words, "--json")
    return json.loads(capsys.readouterr().out)


def test_a_value_by_key_and_by_identifier(capsys: pytest.CaptureFixture[str]) -> None:
    by_key = ask(capsys, "value", "management.decision_deadline", "--on", "2026-11-21")
    by_id = ask(capsys, "value", "MGT-103", "--on", "21/11/2026")
    assert by_key == by_id
    assert (by_key["id"], by_key["value"], by_key["unit"]) == ("MGT-203", 24, "hour")
    assert by_key["basis"][0] == {"doc": "120/2025/QH15", "article": "24", "clause": "4", "point": "a"}


@pytest.mark.parametrize(
    ("rule", "start", "day", "time"),
    [
        ("MGT-203", "2026-11-20T23:30", "2026-11-21", "23:30"),
        ("MGT-203", "20/11/2026 23:30", "2026-11-21", "23:30"),
        ("MGT-203", "2026-11-20", "2026-11-21", None),
        ("MGT-103", "2026-02-12", "2026-02-24", None),
        ("management.term", "2025-11-22", "2026-11-22", None),
        ("testing.send_positive_result", "2026-11-20 10:00", "2026-11-20", "10:00"),
    ],
)
def test_a_clock(capsys: pytest.CaptureFixture[str], rule: str, start: str, day: str, time: str | None) -> None:
    answer = ask(capsys, "clock", rule, "--from", start)
    assert answer["due"] == {"day": day, "time": time}
    assert answer["steps"][-1]["day"] == day


def test_the_unconfirmed_are_listed_with_their_reason(capsys: pytest.CaptureFixture[str]) -> None:
    answer = ask(capsys, "unconfirmed")
    assert {"TRN-205", "PAR-035", "PAR-053", "EDU-107", "MGT-103"} <= {entry["id"] for entry in answer}
    assert all(entry["doubt"] for entry in answer)
    assert not [entry for entry in answer if entry["id"] == "MGT-203"]


def test_text_says_the_sentence_and_the_article(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("law", "clock", "MGT-103", "--from", "2026-02-12")
    text = capsys.readouterr().out
    assert "Hạn: hết ngày 24/02/2026" in text
    assert "Điều 42 khoản 1 NĐ 105/2021" in text


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["value", "management.suspension", "--on", "2026-06-30"], 3, "Mục này có từ 01/07/2026"),
        (["clock", "MGT-113", "--from", "2026-07-01"], 3, "bãi bỏ từ 01/07/2026"),
        (["clock", "MGT-103", "--from", "1999-01-01"], 3, "Mục này có từ 01/01/2022"),
        (["value", "no.rule", "--on", "2026-06-30"], 2, "Sổ luật không có mục"),
        (["value", "XXX-1", "--on", "2026-06-30"], 2, "Sổ luật không có mục"),
        (["clock", "management.team", "--from", "2026-08-01"], 2, "không phải là thời hạn"),
    ],
)
def test_refusals_have_their_exit_codes(capsys: pytest.CaptureFixture[str], words: list[str], code: int, message: str) -> None:
    with pytest.raises(SystemExit) as leaving:
        call_command("law", *words)
    assert leaving.value.code == code
    told = capsys.readouterr()
    assert message in told.err
    assert told.out == ""


@pytest.mark.parametrize("words", [["value", "MGT-203"], ["value", "MGT-203", "--on", "31/02/2026"], ["clock", "MGT-203"], []])
def test_there_is_no_default_day(words: list[str]) -> None:
    with pytest.raises(CommandError):
        call_command("law", *words)
