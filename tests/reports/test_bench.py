"""Does the bench read forms, count percentiles and keep its report in order?"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from hoanhap.reports.bench import law, lists, loading, operations
from hoanhap.reports.bench.client import fields_of, percentile, round_of
from hoanhap.reports.management.commands import bench

FORM = """<form><input type="hidden" name="csrfmiddlewaretoken" value="abc"><input type="radio" name="result" value="present">
<input type="radio" name="result" value="absent" checked><select name="sample"><option value="urine">Nước tiểu</option>
<option value="blood" selected>Máu</option></select><textarea name="note">một
hai</textarea><input name="on" value="22/11/2026"><input type="checkbox" name="remote"></form>"""


def test_a_form_is_sent_as_a_browser_would_send_it() -> None:
    assert fields_of(FORM) == {
        "csrfmiddlewaretoken": "abc", "result": "absent", "sample": "blood", "note": "một\nhai", "on": "22/11/2026",
    }  # fmt: skip


@pytest.mark.parametrize(("share", "value"), [(0.5, 10), (0.95, 19), (1.0, 20), (0.01, 1)])
def test_percentiles_are_values_that_occurred(share: float, value: float) -> None:
    assert percentile([float(number) for number in range(1, 21)], share) == value


def test_every_client_does_its_share() -> None:
    seen: list[tuple[int, int]] = []

    def step(client: int, number: int) -> float:
        seen.append((client, number))
        return client + number / 10

    taken = round_of(step, clients=4, samples=10)
    assert sorted(seen) == [(client, number) for client in range(4) for number in range(3)]
    assert taken == sorted(taken)


def line(name: str, p95: float) -> dict[str, Any]:
    return {"name": name, "clients": 1, "samples": 60, "whole": [0.010, p95], "floor": [0.001, 0.002], "cpu": 0.008, "budget": 40}


def written(output: Path, people: int, p95: float, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(operations, "counts", lambda: (people, 10 * people))
    monkeypatch.setattr(loading, "server_version", lambda: "18.6")
    facts = {"people": people, "load_seconds": 20.0, "copy_seconds": 5.0, "output": str(output), "command": "hoanhap bench"}
    facts["selection"] = (3000, 0.8, 2.5)
    facts["list"] = lists.report(lists.Measured(5000, 2.0, 1.8, 0.4, 1.2, 0.05, 500, 490, 20, Counter(likely=20)))
    bench._write(json.loads(json.dumps(facts)), [line("Việc hôm nay", p95)], 0.1)
    return output.read_text(encoding="utf-8")


def test_a_report_keeps_the_other_size_and_says_what_was_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "bench.md"
    written(output, 17_000, 0.030, monkeypatch)
    written(output, 300_000, 0.050, monkeypatch)
    text = written(output, 17_000, 0.020, monkeypatch)
    assert [part for part in text.splitlines() if part.startswith("## ")] == ["## 17 000 people", "## 300 000 people"]
    assert "| Việc hôm nay | 1 | 60 | 10 | 20 | 40 | 8.0 | 1.0 | 2.0 | 10 × |" in text
    assert "**40, missed**" in text
    assert "loaded in 20.0 s (budget 25 s); COPY alone 5.0 s: 4.0 ×" in text


def test_the_section_about_the_law_stands_once_and_says_what_was_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    output = tmp_path / "bench.md"
    written(output, 17_000, 0.030, monkeypatch)
    slow, fast = law.Line("Tính một hạn", 20.0, 0.05), law.Line("Tính một hạn", 5.0, 0.05)
    assert (slow.per_second, fast.per_second) == (50_000, 200_000)
    monkeypatch.setattr(law, "cold_command", lambda: ([100.0, 310.0], [15.0, 16.0]))
    for lines in ([slow], [fast, slow]):
        monkeypatch.setattr(law, "clocks", lambda lines=lines: lines)
        bench._write_law({"output": str(output)}, law.report(), 0.1)
    text = output.read_text(encoding="utf-8")
    assert [part for part in text.splitlines() if part.startswith("## ")] == ["## 17 000 people", "## Law"]
    assert "| Tính một hạn | 5.00 | 200 000 | 100 000 | 0.050 | 100 × |" in text
    assert "| Tính một hạn | 20.00 | 50 000 | **100 000, missed** | 0.050 | 400 × |" in text
    assert "100 ms (p95 310 ms; budget **300 ms, missed**)" in text


def test_clocks_of_every_unit_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(law, "CALLS", 50)
    monkeypatch.setattr(law, "ROUNDS", 1)
    lines = law.clocks()
    assert len(lines) == 6
    assert all(line.whole > line.floor > 0 for line in lines)


@pytest.mark.django_db
def test_an_empty_register_counts_nothing() -> None:
    assert operations.counts() == (0, 0)


@pytest.mark.parametrize("arguments", [{"clients": "x"}, {"clients": "0"}, {"clients": "99"}, {"people": 10}])
def test_the_bench_refuses_what_it_cannot_measure(arguments: dict[str, Any]) -> None:
    with pytest.raises(CommandError):
        call_command("bench", **arguments)
