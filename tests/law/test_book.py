"""Does the book answer for every day, cite as officials cite, and pin what was used?"""

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hoanhap.law.book import (
    DATA,
    IMMEDIATELY,
    BaseSalaries,
    Basis,
    Confidence,
    Confirmation,
    Document,
    Duration,
    DurationRange,
    Entry,
    FormRef,
    Frequency,
    Immediately,
    NotAPeriod,
    NotInForce,
    Paper,
    Percent,
    RemoteUnknown,
    Rule,
    Unit,
    UnknownRule,
    book,
    in_words,
    load,
    pin,
    unpin,
)
from hoanhap.law.plain import plain, revive

RULES = st.sampled_from(list(book().rules))
ENTRIES = [entry for rule in book().rules for entry in rule.entries]
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))


@given(RULES, DAYS)
def test_every_rule_answers_every_day_or_says_not_in_force(rule: Rule, day: date) -> None:
    past = [entry for entry in rule.entries if entry.since <= day]
    if past and not past[-1].repealed:
        assert book().entry(rule.key, on=day) is past[-1]
        assert book().value(rule.key, on=day) == past[-1].value
        return
    with pytest.raises(NotInForce) as refusal:
        book().entry(rule.key, on=day)
    told = str(refusal.value)
    assert rule.label_vi in told
    assert rule.key in told
    assert f"{day:%d/%m/%Y}" in told
    assert f"{refusal.value.ended or refusal.value.first:%d/%m/%Y}" in told
    assert refusal.value.ended == (past[-1].since if past else None)


@pytest.mark.parametrize("entry", [pytest.param(entry, id=entry.id) for entry in ENTRIES])
def test_a_pin_survives_json_and_says_what_the_entry_said(entry: Entry) -> None:
    pinned = unpin(json.loads(json.dumps(pin(entry))))
    assert (pinned.rule, pinned.id, pinned.since, pinned.value) == (entry.rule, entry.id, entry.since, entry.value)
    assert pinned.confidence is entry.confidence
    assert pinned.short_basis() == entry.short_basis()
    assert pinned.short_basis("en") == entry.short_basis("en")
    assert in_words(pinned.value) == in_words(entry.value)
    assert in_words(pinned.value, "en") == in_words(entry.value, "en")


def test_a_deadline_keeps_its_pin_when_the_data_change(tmp_path: Path) -> None:
    for file in DATA.glob("*.yaml"):
        text = file.read_text("utf-8")
        (tmp_path / file.name).write_text(text.replace("value: {duration: 48 hour}", "value: {duration: 72 hour}"), "utf-8")
    day = date(2026, 11, 21)
    kept = json.loads(json.dumps(pin(book().entry("management.residence_check_deadline_remote", on=day))))
    changed = load(tmp_path)
    assert changed.value("management.residence_check_deadline_remote", on=day) == Duration(72, Unit.HOUR)
    assert unpin(kept).value == Duration(48, Unit.HOUR)


@pytest.mark.parametrize("broken", [{}, {"rule": "a"}, {**pin(ENTRIES[0]), "kind": "guess"}, {**pin(ENTRIES[0]), "basis": 3}])
def test_what_is_not_a_pin_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not a pinned entry"):
        unpin(broken)


def test_the_change_of_law_is_at_midnight() -> None:
    assert book().value("management.decision_deadline", on=date(2026, 6, 30)) == Duration(3, Unit.WORKING_DAY)
    assert book().value("management.decision_deadline", on=date(2026, 7, 1)) == Duration(24, Unit.HOUR)


def test_a_repealed_rule_says_when_it_ended() -> None:
    with pytest.raises(NotInForce) as refusal:
        book().entry("management.list_notice_deadline", on=date(2026, 7, 1))
    assert refusal.value.ended == date(2026, 7, 1)
    assert "bãi bỏ từ 01/07/2026" in str(refusal.value)


@pytest.mark.parametrize("ask", [lambda: book().rule("no.rule"), lambda: book().by_id("X-1"), lambda: book().by_slug("x")])
def test_an_unknown_rule_is_refused(ask: object) -> None:
    with pytest.raises(UnknownRule):
        ask()  # type: ignore[operator]


def test_addresses_lead_back_to_their_rules() -> None:
    for rule in book().rules:
        assert book().by_slug(rule.slug) is rule


def test_citations_are_written_as_officials_write_them() -> None:
    entry = book().by_id("MGT-203")
    law, decree = entry.basis
    assert law.short() == "Điều 24 khoản 4a Luật 120/2025"
    assert law.full() == "Điều 24 khoản 4 điểm a Luật 120/2025/QH15"
    assert decree.short() == "Điều 59 NĐ 163/2026"
    assert decree.full() == "Điều 59 NĐ 163/2026/NĐ-CP"
    assert law.short("en") == "Article 24 clause 4a Law 120/2025"
    assert entry.form is not None
    assert entry.form.short() == "Mẫu 04, Phụ lục III NĐ 163/2026"
    assert Basis(law.doc, None, annex="II").short() == "Phụ lục II Luật 120/2025"
    assert Basis(law.doc, "3", annex="II").full("en") == "Article 3 Annex II Law 120/2025/QH15"
    letter = Document("1/VP", "letter", "t", "i", None, None, "Công văn 1", "Letter 1")
    assert Basis(letter, None).short() == "Công văn 1"


@pytest.mark.parametrize(
    ("value", "vi", "en"),
    [
        (Duration(3, Unit.WORKING_DAY), "03 ngày làm việc", "3 working days"),
        (Duration(24, Unit.HOUR), "24 giờ", "24 hours"),
        (Duration(1, Unit.YEAR), "01 năm", "1 year"),
        (Frequency(1, Unit.MONTH), "01 lần mỗi tháng", "1 per month"),
        (IMMEDIATELY, "ngay", "immediately"),
        (Percent(Decimal("100")), "100%", "100%"),
        (Percent(Decimal("12.50")), "12,5%", "12.5%"),
        (BaseSalaries(Decimal("0.25")), "0,25 lần mức lương cơ sở", "0.25 × base salary"),
        (True, "có", "yes"),
        (9, "9", "9"),
        (None, "đã bãi bỏ", "repealed"),
    ],
)
def test_values_in_words(value: object, vi: str, en: str) -> None:
    assert in_words(value) == vi  # type: ignore[arg-type]
    assert in_words(value, "en") == en  # type: ignore[arg-type]


def test_every_entry_can_be_shown_in_both_languages_and_cites() -> None:
    for entry in ENTRIES:
        assert entry.basis
        assert entry.says_vi.strip()
        assert entry.says_en.strip()
        assert in_words(entry.value)
        assert in_words(entry.value, "en")
        assert entry.short_basis()


def test_what_is_not_confirmed_says_why() -> None:
    unconfirmed = [entry for entry in ENTRIES if entry.confidence is Confidence.UNCONFIRMED]
    assert {"TRN-205", "EDU-107", "PAR-030", "PAR-035", "PAR-043", "PAR-007"} <= {entry.id for entry in unconfirmed}
    assert not [entry.id for entry in ENTRIES if entry.confidence is not Confidence.CONFIRMED and not entry.doubt]
    assert book().by_id("MGT-103").doubt


CLOCKS = [pytest.param(entry, id=entry.id) for entry in ENTRIES if entry.is_clock]


@pytest.mark.parametrize("entry", CLOCKS)
def test_every_clock_says_what_meets_it_and_what_happens_at_its_end(entry: Entry) -> None:
    assert entry.anchors
    if not isinstance(entry.value, Immediately):
        assert entry.expiry in book().outcomes
    if not entry.measure and entry.owner:
        assert entry.owner in book().bodies
        assert entry.stopped_by


def test_a_period_either_runs_from_a_moment_or_is_a_mere_length() -> None:
    for entry in ENTRIES:
        if isinstance(entry.value, Duration | DurationRange):
            assert bool(entry.anchors) != entry.length


def test_every_form_that_is_named_exists_in_the_list_of_forms() -> None:
    known = {entry.value for entry in ENTRIES if isinstance(entry.value, FormRef)}
    named = {entry.form for entry in ENTRIES if entry.form}
    named |= {
        paper.form
        for entry in ENTRIES
        if isinstance(entry.value, tuple)
        for paper in entry.value
        if isinstance(paper, Paper) and paper.form
    }
    assert named - known == set()


def test_the_book_is_as_large_as_the_law() -> None:
    assert len(ENTRIES) >= 704
    assert len(list(book().rules)) >= 500
    orders = [topic.order for topic in book().topics]
    assert orders == sorted(set(orders))


@pytest.mark.parametrize("entry", [pytest.param(entry, id=entry.id) for entry in ENTRIES])
def test_an_entry_becomes_plain_data_and_comes_back_whole(entry: Entry) -> None:
    written = json.dumps(plain(entry))
    again = revive(json.loads(written))
    assert again == entry
    assert json.dumps(plain(again)) == written  # words that are codes compare by their code only, so compare what is written too
    assert again.fingerprint == entry.fingerprint


@pytest.mark.parametrize(
    "broken", [["Entry", {}], ["os.system", "ls"], ["date", "yesterday"], ["doc", "1"], [], ["Duration", {"amount": 1, "x": 2}]]
)
def test_what_is_not_plain_data_of_the_book_is_refused(broken: object) -> None:
    with pytest.raises(ValueError, match="not plain data"):
        revive(broken)


def test_what_the_book_does_not_hold_has_no_plain_form() -> None:
    with pytest.raises(TypeError, match="Path"):
        plain(DATA)


# --- confirmations ----------------------------------------------------------------------------------------------------------


def confirmation(entry: Entry) -> Confirmation:
    return Confirmation("Lê Văn Bình", datetime(2026, 11, 22, 8, 0), "Công văn 12/CV", entry.fingerprint)


UNSURE = [entry for entry in ENTRIES if entry.confidence is not Confidence.CONFIRMED and entry.doubt]


@given(st.sampled_from(UNSURE))
def test_a_confirmed_entry_is_certain_and_remembers_what_it_said(entry: Entry) -> None:
    confirmed = book().with_confirmations({entry.id: confirmation(entry)}).by_id(entry.id)
    assert confirmed.confidence is Confidence.CONFIRMED
    assert confirmed.doubt is None
    assert confirmed.confirmation is not None
    assert (confirmed.confirmation.confidence, confirmed.confirmation.doubt) == (entry.confidence, entry.doubt)
    assert confirmed.confirmation.by == "Lê Văn Bình"
    assert confirmed.fingerprint == entry.fingerprint
    assert confirmed.value == entry.value


def test_confirming_touches_no_other_entry() -> None:
    entry = UNSURE[0]
    other = book().with_confirmations({entry.id: confirmation(entry)})
    assert [one.id for one in other.entries if one is not book().by_id(one.id)] == [entry.id]
    assert other.entry(entry.rule, on=entry.since).confidence is Confidence.CONFIRMED
    assert book().by_id(entry.id).confidence is not Confidence.CONFIRMED


def test_a_confirmation_of_another_text_is_ignored_and_named() -> None:
    entry = UNSURE[0]
    stale = {entry.id: replace(confirmation(entry), fingerprint="0" * 64), "GONE-001": confirmation(entry)}
    assert book().with_confirmations(stale) is book()
    assert book().stale_confirmations(stale) == (entry.id, "GONE-001")


def test_a_changed_word_changes_the_fingerprint() -> None:
    entry = book().by_id("MGT-203")
    assert replace(entry, says_en=entry.says_en + " ").fingerprint != entry.fingerprint
    assert replace(entry, value=Duration(25, Unit.HOUR)).fingerprint != entry.fingerprint


# --- remote communes --------------------------------------------------------------------------------------------------------

REMOTE = [entry for entry in ENTRIES if entry.remote]


@pytest.mark.parametrize("entry", [pytest.param(entry, id=entry.id) for entry in REMOTE])
def test_a_remote_commune_has_its_own_period_and_an_unknown_one_none(entry: Entry) -> None:
    assert book().clock_entry(entry.rule, on=entry.since, remote=False) is entry
    assert book().clock_entry(entry.rule, on=entry.since, remote=True).rule == entry.remote
    with pytest.raises(RemoteUnknown, match="vùng xa"):
        book().clock_entry(entry.rule, on=entry.since, remote=None)


def test_what_is_no_period_cannot_be_counted() -> None:
    with pytest.raises(NotAPeriod, match="MGT-202"):
        book().clock_entry("management.decision_maker", on=date(2026, 7, 1), remote=None)
    assert book().clock_entry("management.term", on=date(2026, 7, 1), remote=None).id == "MGT-201"


def test_no_word_that_the_house_style_forbids() -> None:
    texts = [text for entry in ENTRIES for text in (entry.says_vi, entry.note or "", in_words(entry.value))]
    texts += [rule.label_vi for rule in book().rules]
    for text in texts:
        assert "đối tượng" not in text.lower()
        assert "con nghiện" not in text.lower()
        assert "!" not in text


def test_several_sources_are_told_one_by_one_and_as_one_text() -> None:
    entry = book().by_id("DET-112")
    assert len(entry.sources) == 2
    assert entry.source == " ; ".join(entry.sources)
    assert replace(entry, source=None).sources == ()
    for one in ENTRIES:
        assert all(address.startswith(("https://", "http://")) and " " not in address for address in one.sources), one.id


def test_no_measure_on_a_person_runs_from_the_later_of_two_moments() -> None:
    assert [entry.id for entry in ENTRIES if entry.measure and entry.choose == "latest"] == []
