"""Where a paper stands after its events, and what may be recorded next."""

from datetime import date

import pytest

from hoanhap.documents.rules import PaperState, history, may_continue, may_deliver, may_sign, may_void, not_future

D20, D21, D22 = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22)
SIGNED = ("signed", D20, "")
TO_PERSON = ("delivered", D21, "Sơn")
TO_TEAM = ("delivered", D22, "Tổ quản lý")


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ([], PaperState.NUMBERED),
        ([SIGNED], PaperState.SIGNED),
        ([SIGNED, TO_PERSON], PaperState.SIGNED),
        ([SIGNED, TO_PERSON, TO_TEAM], PaperState.DELIVERED),
        ([SIGNED, ("voided", D22, "")], PaperState.VOIDED),
        ([SIGNED, TO_PERSON, ("replaced", D22, "")], PaperState.REPLACED),
        ([("voided", D20, ""), SIGNED], PaperState.VOIDED),
    ],
)
def test_state_follows_from_the_events(events: list[tuple[str, date, str]], state: PaperState) -> None:
    assert history(["Sơn", "Tổ quản lý"], events).state is state


def test_a_recipient_outside_the_list_is_kept() -> None:
    past = history(["Sơn"], [SIGNED, ("delivered", D21, "Trường học")])
    assert [(delivery.recipient, delivery.on) for delivery in past.deliveries] == [("Sơn", None), ("Trường học", D21)]
    assert past.undelivered == ("Sơn",)


def test_a_paper_for_nobody_is_done_when_signed() -> None:
    assert history([], [SIGNED]).state is PaperState.DELIVERED


def test_a_paper_is_signed_once_and_not_before_it_has_a_number() -> None:
    assert may_sign(history([], []), on=D20, issued_on=D20) is None
    assert (problem := may_sign(history([], []), on=D20, issued_on=D21)) is not None
    assert problem.code == "paper.before_issue"
    assert (problem := may_sign(history([], [SIGNED]), on=D21, issued_on=D20)) is not None
    assert problem.code == "paper.signed_twice"


@pytest.mark.parametrize(
    ("events", "recipient", "on", "code"),
    [
        ([], "Sơn", D20, "paper.unsigned"),
        ([("signed", D21, "")], "Sơn", D20, "paper.unsigned"),
        ([SIGNED], "  ", D21, "paper.no_recipient"),
        ([SIGNED, TO_PERSON], "Sơn", D22, "paper.delivered_twice"),
        ([SIGNED, ("voided", D21, "")], "Sơn", D22, "paper.ended"),
        ([SIGNED], "Sơn", D21, None),
    ],
)
def test_delivery_comes_after_the_signature_once_to_each(
    events: list[tuple[str, date, str]], recipient: str, on: date, code: str | None
) -> None:
    problem = may_deliver(history(["Sơn"], events), recipient, on=on, issued_on=D20)
    assert (problem.code if problem else None) == code


def test_a_paper_is_voided_once_and_with_a_reason() -> None:
    assert (problem := may_void(history([], []), " ngắn ")) is not None
    assert problem.code == "paper.no_reason"
    assert may_void(history([], []), "ghi nhầm họ tên của người này") is None
    assert (problem := may_void(history([], [("voided", D21, "")]), "ghi nhầm họ tên lần nữa")) is not None
    assert problem.code == "paper.ended"


def test_what_has_not_come_is_not_recorded() -> None:
    assert not_future(D20, today=D20) is None
    assert (problem := not_future(D21, today=D20)) is not None
    assert "21/11/2026" in str(problem)


@pytest.mark.parametrize(
    ("series", "last", "code"), [("QĐ-CAP", 117, None), ("QĐ-CAP", 11, "paper.number_used"), ("qd/cap", 117, "paper.series")]
)
def test_a_number_book_goes_on_upwards_only(series: str, last: int, code: str | None) -> None:
    problem = may_continue(series, year=2026, last_number=last, reached=12)
    assert (problem.code if problem else None) == code
