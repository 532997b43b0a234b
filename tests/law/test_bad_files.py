"""Is every broken file of the book refused with its file, its line and a remedy?

Each file in `bad/` says in its first three lines what must be found: the line, the problem, the remedy.
"""

import shutil
from pathlib import Path

import pytest

from hoanhap.law.book import DATA, LawDataError, load

BAD = sorted((Path(__file__).parent / "bad").glob("*.yaml"))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    shutil.copytree(DATA, tmp_path / "data")
    return tmp_path / "data"


@pytest.mark.parametrize("file", [pytest.param(file, id=file.stem) for file in BAD])
def test_a_broken_file_is_refused_with_line_and_remedy(file: Path, data: Path) -> None:
    line, problem, remedy = (text.split(":", 1)[1].strip() for text in file.read_text("utf-8").splitlines()[:3])
    name = f"zz_{file.name}"  # read last, so that it clashes with the good files and not they with it
    shutil.copy(file, data / name)
    with pytest.raises(LawDataError) as refusal:
        load(data)
    assert refusal.value.file == name
    assert refusal.value.line == int(line)
    assert problem in refusal.value.problem
    assert remedy in refusal.value.remedy
    assert str(refusal.value).startswith(f"{name}:{line}: ")


def test_there_are_many_kinds_of_broken_files() -> None:
    assert len(BAD) >= 90


def test_the_folder_without_a_broken_file_loads(data: Path) -> None:
    assert load(data).by_id("MGT-203").rule == "management.decision_deadline"


@pytest.mark.parametrize("name", ["documents.yaml", "names.yaml"])
def test_a_missing_common_file_is_named(data: Path, name: str) -> None:
    (data / name).unlink()
    with pytest.raises(LawDataError, match=f"{name}:1: the file is missing"):
        load(data)


def test_an_empty_file_is_named(data: Path) -> None:
    (data / "management.yaml").write_text("", "utf-8")
    with pytest.raises(LawDataError, match=r"management\.yaml:1: the file is empty"):
        load(data)


def test_a_file_that_is_not_utf8_is_named(data: Path) -> None:
    (data / "management.yaml").write_bytes("topic: quản lý".encode("utf-16"))
    with pytest.raises(LawDataError, match=r"management\.yaml:1: the file is not UTF-8"):
        load(data)


def test_a_folder_without_topics_is_refused(data: Path) -> None:
    for file in data.glob("*.yaml"):
        if file.name not in {"documents.yaml", "names.yaml"}:
            file.unlink()
    with pytest.raises(LawDataError, match="no rule file"):
        load(data)


def test_a_document_in_force_before_its_date_is_refused(data: Path) -> None:
    text = (data / "documents.yaml").read_text("utf-8")
    (data / "documents.yaml").write_text(text.replace("date: 2026-05-15", "date: 2026-07-15", 1), "utf-8")
    with pytest.raises(LawDataError, match="before its own date"):
        load(data)
