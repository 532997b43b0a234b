"""Is the compiled copy of the book used only when it is whole, current and surely ours?"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hoanhap.law import compiled
from hoanhap.law.book import DATA, LawDataError, load
from hoanhap.law.plain import plain


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A small book: the common files and two topics."""
    folder = tmp_path / "data"
    folder.mkdir()
    for name in ("documents", "names", "salary", "residence"):
        (folder / f"{name}.yaml").write_bytes((DATA / f"{name}.yaml").read_bytes())
    return folder


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only place where a copy may lie."""
    copy = tmp_path / "cache" / "book.json"
    monkeypatch.setattr(compiled, "_places", lambda: iter([copy]))
    return copy


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders of which YAML was read."""
    read: list[Path] = []

    def counting(path: Path):  # type: ignore[no-untyped-def]
        read.append(path)
        return load(path)

    monkeypatch.setattr(compiled, "load", counting)
    return read


def test_the_second_start_reads_no_yaml_and_gets_the_same_book(data: Path, place: Path, reads: list[Path]) -> None:
    first, second = compiled.opened(data), compiled.opened(data)
    assert len(reads) == 1
    assert first == second
    assert json.dumps(plain(first)) == json.dumps(plain(second))
    assert place.stat().st_mode & 0o077 == 0
    assert [file.name for file in place.parent.iterdir()] == [place.name]


@pytest.mark.parametrize("change", ["text", "file", "gone"])
def test_a_changed_file_makes_the_copy_stale(data: Path, place: Path, reads: list[Path], change: str) -> None:
    compiled.opened(data)
    salary = data / "salary.yaml"
    if change == "text":
        salary.write_text(salary.read_text("utf-8").replace("2340000", "2340001"), "utf-8")
    elif change == "file":
        (data / "testing.yaml").write_bytes((DATA / "testing.yaml").read_bytes())
    else:
        salary.unlink()
    assert compiled.opened(data) == load(data)
    assert len(reads) == 2


@pytest.mark.parametrize("damage", ["truncated", "empty", "garbage", "other object", "not utf-8", "code"])
def test_a_damaged_copy_is_written_anew(data: Path, place: Path, reads: list[Path], damage: str) -> None:
    whole = compiled.opened(data)
    text = place.read_bytes()
    key = text.partition(b"\n")[0]
    place.write_bytes(
        {
            "truncated": text[: len(text) // 2],
            "empty": b"",
            "garbage": key + b"\n{}}",
            "other object": key + b'\n["date", "2026-07-01"]',
            "not utf-8": key + b"\n\xff\xfe",
            "code": key + b'\n["os.system", "true"]',
        }[damage]
    )
    assert compiled.opened(data) == whole
    assert len(reads) == 2
    assert compiled.opened(data) == whole
    assert len(reads) == 2


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_copy_that_others_could_have_written_is_not_opened(data: Path, place: Path, reads: list[Path], mode: int) -> None:
    compiled.opened(data)
    place.chmod(mode)
    compiled.opened(data)
    assert len(reads) == 2


def test_a_copy_of_another_user_is_not_opened(data: Path, place: Path, reads: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    compiled.opened(data)
    owner = place.stat().st_uid
    if owner == 0:
        pytest.importorskip("os").chown(place, 12345, -1)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    compiled.opened(data)
    assert len(reads) == 2


def test_a_folder_that_cannot_be_written_is_no_harm(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reads: list[Path]) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    other = tmp_path / "second" / "book.json"
    monkeypatch.setattr(compiled, "_places", lambda: iter([blocked / "book.json", other]))
    compiled.opened(data)
    assert other.exists()
    compiled.opened(data)
    assert len(reads) == 1
    monkeypatch.setattr(compiled, "_places", lambda: iter([blocked / "book.json"]))
    assert compiled.opened(data) == load(data)


def test_a_broken_book_is_refused_though_an_older_copy_lies_there(data: Path, place: Path) -> None:
    compiled.opened(data)
    (data / "salary.yaml").write_text("topic: [", "utf-8")
    with pytest.raises(LawDataError, match=r"salary\.yaml"):
        compiled.opened(data)


def test_opening_the_book_needs_neither_django_nor_a_yaml_reader() -> None:
    """The second process finds the copy that the first wrote."""
    ask = "import sys; from hoanhap.law.book import book; book(); print('django' in sys.modules, 'yaml' in sys.modules)"
    outputs = [subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=True).stdout.strip() for _ in range(2)]
    assert outputs[1] == "False False"
