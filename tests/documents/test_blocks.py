"""Papers as data: what goes in comes out, cleaned, and every change shows in the hash."""

import dataclasses
import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoanhap.cases.papers import FORMS
from hoanhap.documents.rendering.blocks import (
    Addressee,
    Closing,
    Document,
    Entry,
    Fields,
    Heading,
    NationHeading,
    Paragraph,
    Signature,
    Table,
    Title,
    clean,
)
from hoanhap.documents.rendering.layout import MEASURES, text_width
from hoanhap.documents.rendering.wording import long_day, number_text, place_line
from tests.documents.samples import CONTEXTS, document

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("key", FORMS)
def test_the_text_of_every_form_is_the_reviewed_one(key: str) -> None:
    """tests/documents/golden holds every form's blocks; a change of wording must be looked at (see docs/guides/papers.md)."""
    reviewed = json.loads((GOLDEN / f"{key}.json").read_text("utf-8"))
    assert document(key).to_data() == reviewed


@pytest.mark.parametrize("key", FORMS)
def test_frozen_data_gives_the_same_paper_again(key: str) -> None:
    issued = document(key).numbered(7, CONTEXTS[key].on)
    again = Document.from_data(json.loads(json.dumps(issued.to_data())))
    assert again == issued
    assert again.sha256() == issued.sha256()


def test_every_change_of_a_paper_changes_its_hash() -> None:
    issued = document("c.04").numbered(118, date(2026, 11, 23))
    changed = {
        issued.numbered(119, date(2026, 11, 23)).sha256(),
        issued.numbered(118, date(2026, 11, 24)).sha256(),
        dataclasses.replace(issued, deliver_to=(*issued.deliver_to, "Ai đó")).sha256(),
        dataclasses.replace(issued, demonstration=False).sha256(),
    }
    for index, block in enumerate(issued.blocks):
        if isinstance(block, Paragraph):
            other = dataclasses.replace(block, text=block.text + " ")
            assert (
                dataclasses.replace(issued, blocks=(*issued.blocks[:index], other, *issued.blocks[index + 1 :])).sha256() == issued.sha256()
            )
            other = dataclasses.replace(block, text=block.text.replace("người", "ngườI", 1) + "!")
            changed.add(dataclasses.replace(issued, blocks=(*issued.blocks[:index], other, *issued.blocks[index + 1 :])).sha256())
    assert issued.sha256() not in changed
    assert len(changed) == 4 + sum(isinstance(block, Paragraph) for block in issued.blocks)


def test_two_ways_to_type_a_letter_are_one_paper() -> None:
    composed, decomposed = "Nguy\u1ec5n", "Nguye\u0302\u0303n"
    assert Paragraph(composed) == Paragraph(decomposed)


def test_marks_that_could_show_another_name_are_dropped() -> None:
    assert clean("Nam \u202e0123\u202c\u200f\u2066 \ufeffx\u0000\u0007") == "Nam 0123 x"
    assert clean("một\n hai\t\tba\r\nbốn") == "một hai ba bốn"
    assert clean("phường\u00a0Cầu\u00a0Giấy") == "phường\u00a0Cầu\u00a0Giấy", "no-break spaces hold a name together"


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(label=st.text(max_size=20), value=st.none() | st.text(max_size=60), cell=st.none() | st.text(max_size=20))
def test_any_text_survives_freezing(label: str, value: str | None, cell: str | None) -> None:
    paper = Document(
        "c.04",
        Heading("A", "B", symbol="QĐ-CAP", number=1, on=date(2026, 2, 3)),
        (
            Title("QĐ", label),
            Addressee((label,)),
            Fields((Entry(label, value),)),
            Table((), ((cell,),)),
            Closing((), Signature((label,), value)),
        ),
    )
    assert Document.from_data(json.loads(paper.canonical())) == paper


@pytest.mark.parametrize(
    "data",
    [
        {"schema": 2, "kind": "document"},
        {"schema": 1, "kind": "paragraph", "text": "x"},
        {"schema": 1, "kind": "document", "form": "c.04", "heading": {"kind": "script"}, "blocks": []},
        {
            "schema": 1,
            "kind": "document",
            "form": "c.04",
            "heading": {"kind": "heading", "issuer": "A", "place": "B", "more": 1},
            "blocks": [],
        },
    ],
)
def test_unknown_frozen_data_is_refused(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"frozen|kind|unexpected"):
        Document.from_data(data)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 2, 3), "ngày 03 tháng 02 năm 2026"),
        (date(2026, 3, 9), "ngày 09 tháng 3 năm 2026"),
        (date(2026, 11, 23), "ngày 23 tháng 11 năm 2026"),
        (None, "ngày …… tháng …… năm ………"),
    ],
)
def test_days_are_written_as_the_decree_wants(day: date | None, words: str) -> None:
    assert long_day(day) == words


def test_numbers_below_ten_take_a_zero() -> None:
    assert [number_text(number, "QĐ-CAP") for number in (8, 118, None)] == ["08/QĐ-CAP", "118/QĐ-CAP", "…………/QĐ-CAP"]


def test_a_statement_has_a_single_heading_and_may_lack_a_place() -> None:
    assert place_line(NationHeading()) == ""
    assert place_line(NationHeading("Hà Nội", date(2026, 12, 1))) == "Hà Nội, ngày 01 tháng 12 năm 2026"


@pytest.mark.parametrize("name", MEASURES)
def test_every_size_lies_in_the_range_of_decree_30(name: str) -> None:
    measure = MEASURES[name]
    assert measure.low <= measure.value <= measure.high
    assert measure.rule.startswith("FMT-")


def test_the_text_is_as_wide_as_the_margins_leave() -> None:
    assert (text_width(landscape=False), text_width(landscape=True)) == (165, 252)
