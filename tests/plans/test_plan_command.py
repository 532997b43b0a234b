"""`hoanhap plan` from the command line: what it prints and how it exits."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from hoanhap.audit.models import AuditEntry
from hoanhap.plans.files import read_file, read_json, write_json
from hoanhap.plans.models import Plan
from tests.plans.conftest import EXAMPLES, example
from tests.plans.whole import whole

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hanoi_units")]

CAUGIAY = EXAMPLES / "caugiay-2021.json"


def check(path: Path, *options: str) -> tuple[int, str]:
    """Exit status and output of `hoanhap plan check`."""
    out = StringIO()
    try:
        call_command("plan", "check", str(path), *options, stdout=out, stderr=StringIO())
    except SystemExit as exit_:
        return int(str(exit_.code)), out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


def test_the_three_contradictions_of_caugiay_are_printed_with_both_figures() -> None:
    status, out = check(CAUGIAY)
    assert status == 1
    assert "TT01 · Phải làm rõ" in out
    assert "13 người (mục II)  ≠  08 người" in out
    assert "5 người chưa giao cho đơn vị nào." in out
    assert "60% (mục II)  ≠  100% (mục III.2; ghi chú biểu)" in out
    assert "2020 (tên biểu)  ≠  2021 (kỳ kế hoạch)" in out


def test_json_has_stable_codes_numbers_as_numbers_and_real_units() -> None:
    status, out = check(CAUGIAY, "--json")
    answer = json.loads(out)
    by_code = {finding["code"]: finding for finding in answer["findings"]}
    assert status == 1
    assert answer["units_checked"] is True
    details = [(figure["name"], figure["value"]) for figure in by_code["TT01"]["details"]]
    assert details == [("text", 13), ("table", 8), ("unallocated", 5)]
    assert by_code["TT01"]["figures"] == [13, 8, 5]
    assert by_code["TT02"]["figures"][:2] == [60, 100]
    assert by_code["TT04"]["figures"] == [2020, 2021]
    for finding in answer["findings"]:
        assert {"code", "severity", "where", "figures", "message", "remedy"} <= finding.keys()
        assert all(isinstance(number, int | float) for number in finding["figures"])
    assert not {"TT83", "TT84", "TT85"} & set(by_code)  # the eight wards are the eight wards of 2021


def test_an_unknown_ward_and_a_ward_left_out_are_found(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    path.write_text(CAUGIAY.read_text().replace('"name": "Nghĩa Đô"', '"name": "Nghĩa Đo Đạc"'))
    answer = json.loads(check(path, "--json")[1])
    units = {finding["code"]: finding["units"] for finding in answer["findings"] if finding["code"] in ("TT83", "TT84")}
    assert units == {"TT83": ["Phường Nghĩa Đô"], "TT84": ["Nghĩa Đo Đạc"]}


def test_a_plan_of_2026_for_the_old_wards_names_what_they_became(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    text = (
        CAUGIAY.read_text()
        .replace('"since": "2021-06-01"', '"since": "2026-06-01"')
        .replace('"until": "2021-07-01"', '"until": "2026-07-01"')
    )
    path.write_text(text.replace('"Quận Cầu Giấy"', '"Phường Cầu Giấy"'))
    answer = json.loads(check(path, "--json")[1])
    gone = {finding["units"][0]: finding for finding in answer["findings"] if finding["code"] in ("TT84", "TT85")}
    assert set(gone) >= {"Quan Hoa", "Dịch Vọng Hậu", "Mai Dịch"}


def test_nothing_to_settle_exits_with_0() -> None:
    assert check(EXAMPLES / "hanoi-2024.json")[0] == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [(b'{"format": "hoanhap-plan-1",\n "issuer": }', "Dòng 2, cột 12"), (b"", "Tệp rỗng"), (b"{}", "thiếu “format”")],
)
def test_what_is_no_plan_exits_with_2_and_the_place(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    status, out = check(path)
    assert (status, words in out) == (2, True)


def test_a_missing_file_exits_with_2(tmp_path: Path) -> None:
    assert check(tmp_path / "nowhere.json")[0] == 2


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The console command as an operator calls it."""
    env = {**os.environ, **environment}
    return subprocess.run([sys.executable, "-m", "hoanhap", *arguments], capture_output=True, text=True, env=env, check=False, timeout=120)


def test_check_works_without_a_database_and_says_that_units_were_not_checked() -> None:
    nowhere = "postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=1"
    done = run("plan", "check", str(CAUGIAY), "--json", HOANHAP_DATABASE_URL=nowhere)
    assert (done.returncode, json.loads(done.stdout)["units_checked"]) == (1, False)
    words = run("plan", "check", str(CAUGIAY), HOANHAP_DATABASE_URL=nowhere)
    assert "Chưa kiểm tên đơn vị" in words.stderr
    assert run("plan", "check", HOANHAP_DATABASE_URL=nowhere).returncode == 2
    assert run("plan", "fly", HOANHAP_DATABASE_URL=nowhere).returncode == 2


def test_the_template_is_written_empty_or_filled(tmp_path: Path) -> None:
    empty, filled = tmp_path / "mau.xlsx", tmp_path / "caugiay.xlsx"
    call_command("plan", "template", str(empty), stdout=StringIO())
    call_command("plan", "template", str(filled), "--plan", str(CAUGIAY), stdout=StringIO())
    assert empty.read_bytes()[:2] == b"PK"
    assert read_file(filled.name, filled.read_bytes()) == example("caugiay-2021")


def test_import_and_show_give_the_file_back_and_twice_changes_nothing() -> None:
    first, second, shown = StringIO(), StringIO(), StringIO()
    call_command("plan", "import", str(CAUGIAY), stdout=first)
    logged = AuditEntry.objects.count()
    call_command("plan", "import", str(CAUGIAY), stdout=second)
    call_command("plan", "show", "152/KH-UBND", stdout=shown)
    assert "đã nhập" in first.getvalue()
    assert "không có gì mới" in second.getvalue()
    assert (Plan.objects.count(), AuditEntry.objects.count()) == (1, logged)
    assert shown.getvalue().encode() == CAUGIAY.read_bytes()
    assert write_json(read_json(shown.getvalue().encode())) == CAUGIAY.read_bytes()


def test_import_for_an_unknown_user_or_show_of_an_unknown_plan_is_misuse() -> None:
    for arguments in (("import", str(CAUGIAY), "--user", "ai-do"), ("show", "999/KH-UBND")):
        with pytest.raises(CommandError) as caught:
            call_command("plan", *arguments, stdout=StringIO())
        assert caught.value.returncode == 2


def test_a_plan_is_read_out_with_its_tasks_and_blanks_stay_blanks() -> None:
    out = StringIO()
    call_command("plan", "show", str(CAUGIAY), "--text", stdout=out)
    lines = out.getvalue().splitlines()
    doc = example("caugiay-2021")
    assert lines[0] == "152/KH-UBND · UBND quận Cầu Giấy"
    for task in doc.tasks:
        assert any(line.startswith(f"  {task.code}  {task.agency}") for line in lines), task.code
    (team,) = (line for line in lines if line.startswith("  Đội CSĐTTP"))
    assert team.split().count("·") == 4
    assert sum(line.startswith(("    ST", "  ST")) for line in lines) == len(doc.targets)


def test_a_stored_plan_and_its_file_are_read_out_alike() -> None:
    call_command("plan", "import", str(CAUGIAY), stdout=StringIO())
    stored, file = StringIO(), StringIO()
    call_command("plan", "show", "152/KH-UBND", "--text", stdout=stored)
    call_command("plan", "show", str(CAUGIAY), "--text", stdout=file)
    assert stored.getvalue() == file.getvalue()


def test_every_part_of_a_plan_is_read_out(tmp_path: Path) -> None:
    path = tmp_path / "whole.json"
    path.write_bytes(write_json(whole()))
    out = StringIO()
    call_command("plan", "show", str(path), "--text", stdout=out)
    for words in (
        "998/KHLN-UBND-TAND · UBND quận Cầu Giấy, Tòa án nhân dân quận Cầu Giấy",
        "Phải lập kế hoạch riêng: UBND các phường, trước ngày 02/07/2021, gửi Công an quận, Đội Tổng hợp",
        "2021: mỗi năm 2,5%",
        "NV01  Đoàn Thanh niên Cộng sản Hồ Chí Minh quận (đề nghị)",
        "cùng Công an quận, UBND phường",
        "a) tổ chức mít tinh [1.5 buổi] · trước ngày 02/07/2021",
        "NV02  Công an quận (phối hợp): Đôn đốc các đơn vị",
        "chưa nêu hạn",
    ):
        assert words in out.getvalue(), words
