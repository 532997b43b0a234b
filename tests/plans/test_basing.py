"""What the law book says of each legal basis of a plan."""

from dataclasses import replace
from datetime import date

import pytest

from hoanhap.plans.rules import BasisState, LegalBasis, based
from hoanhap.plans.rules.facts import KnownLaw
from tests.plans.whole import whole

OLD = KnownLaw(
    "94/2010/NĐ-CP", "NĐ 94/2010", "decree", "Cai nghiện tại gia đình", 2010, date(2010, 11, 1), date(2022, 1, 1), ("NĐ 116/2021",)
)
LAW = KnownLaw("73/2021/QH14", "Luật PCMT 2021", "law", "Luật Phòng, chống ma túy", 2021, date(2022, 1, 1), None)
DECREE = KnownLaw("111/2013/NĐ-CP", "NĐ 111/2013", "decree", "Giáo dục tại xã", 2013, date(2013, 11, 15), date(2021, 6, 15), ())


@pytest.mark.parametrize(
    ("text", "document", "issued", "state"),
    [
        ("Nghị định số 94/2010/NĐ-CP ngày 09/9/2010", "", date(2021, 5, 31), BasisState.IN_FORCE),
        ("Nghị định số 94/2010/NĐ-CP", "", date(2022, 1, 1), BasisState.REPLACED),
        ("Nghị định số 94/2010/NĐ-CP", "", date(2021, 12, 31), BasisState.IN_FORCE),
        ("NĐ94/CP", "94/2010/NĐ-CP", date(2022, 3, 1), BasisState.REPLACED),
        ("NĐ 111/2013/NĐ-CP", "", date(2021, 5, 31), BasisState.ENDS),
        ("Luật Phòng, chống ma túy năm 2021", "", date(2021, 5, 31), BasisState.AHEAD),
        ("Luật Phòng, chống ma túy", "", date(2021, 5, 31), BasisState.SHORT),
        ("NĐ111/CP", "", date(2021, 5, 31), BasisState.SHORT),
        ("Nghị định số 1/1999/NĐ-CP", "", date(2021, 5, 31), BasisState.UNKNOWN),
        ("Chỉ thị của Thành ủy", "", date(2021, 5, 31), BasisState.UNKNOWN),
    ],
)
def test_a_basis_stands_as_the_law_book_says_on_the_day_of_issue(text: str, document: str, issued: date, state: BasisState) -> None:
    doc = replace(whole(), bases=(LegalBasis(text, "mục I", document),), issued_on=issued)
    (found,) = based(doc, (OLD, LAW, DECREE))
    assert found.state is state


def test_the_plans_of_the_founding_documents_cite_what_the_law_book_knows() -> None:
    from hoanhap.plans.services import known_laws
    from tests.plans.conftest import example

    states = {item.basis.text: item.state for item in based(example("caugiay-2021"), known_laws())}
    assert states["NĐ111/CP"] is BasisState.SHORT
    assert BasisState.UNKNOWN not in {state for text, state in states.items() if "/20" in text}
