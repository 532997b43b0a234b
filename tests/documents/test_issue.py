"""Numbers, freezing, files, append-only rows, scope."""

import hashlib
import io
import threading
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pypdf
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from hoanhap.audit.models import AuditEntry
from hoanhap.cases.papers import FORMS
from hoanhap.documents import queries, services
from hoanhap.documents.models import NumberBook, Paper, PaperEvent, PaperFile
from hoanhap.documents.rules import Format, PaperState
from hoanhap.kit.dates import today
from hoanhap.kit.errors import Refused
from tests.documents.conftest import ISSUED, Ward, ward
from tests.documents.samples import document, paper_2026

type Issue = Callable[..., Paper]


def state_of(paper: Paper) -> PaperState:
    """Where the paper stands now."""
    return Paper.objects.get(pk=paper.pk).history.state


def codes(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    """The codes of a refusal."""
    return [problem.code for problem in refusal.value.problems]


def test_an_issued_paper_is_numbered_frozen_rendered_and_logged(issue: Issue, cau_giay: Ward) -> None:
    paper = issue()
    assert (paper.number, paper.symbol, paper.series) == (1, "01/QĐ-CAP", "QĐ-CAP")
    assert paper.sha256 == services.document_of(paper).sha256()
    assert paper.organisation_name.replace("\u00a0", " ") == cau_giay.organisation.name
    files = {file.format: file for file in PaperFile.objects.filter(paper=paper)}
    assert set(files) == {"pdf", "docx"}
    for file in files.values():
        assert hashlib.sha256(bytes(file.content)).hexdigest() == file.sha256
    text = pypdf.PdfReader(io.BytesIO(bytes(files["pdf"].content))).pages[0].extract_text()
    assert "Số: 01/QĐ-CAP" in text
    assert "ngày 20 tháng 11 năm 2026" in " ".join(text.split())
    logged = AuditEntry.objects.get(action="issue", subject_type="paper")
    assert (logged.subject_id, logged.person_id, logged.detail["number"]) == (str(paper.pk), 77, 1)


def test_numbers_follow_each_other_per_year_and_series(issue: Issue) -> None:
    first, second = issue(request_key="a"), issue(request_key="b")
    notice = issue("c.02", request_key="c")
    last_year = issue("b.07", request_key="d", on=date(2025, 3, 5))
    assert [first.symbol, second.symbol, notice.symbol] == ["01/QĐ-CAP", "02/QĐ-CAP", "01/TB-CAP"]
    assert (last_year.symbol, last_year.year) == ("01/QĐ-UBND", 2025)


def test_the_same_request_issues_one_paper(issue: Issue) -> None:
    assert issue(request_key="same").pk == issue(request_key="same").pk
    assert Paper.objects.count() == 1
    assert NumberBook.objects.get().last_number == 1


def test_a_failed_issue_leaves_no_gap(issue: Issue, cau_giay: Ward) -> None:
    issue(request_key="a")
    unprintable = FORMS["c.04"].compose(paper_2026(team=("漢字",)))
    with pytest.raises(Refused) as refusal:
        services.issue(
            FORMS["c.04"],
            unprintable,
            organisation=cau_giay.organisation,
            on=ISSUED,
            by=cau_giay.officer,
            place=cau_giay.place,
            request_key="b",
        )
    assert codes(refusal) == ["paper.unprintable"]
    assert issue(request_key="c").number == 2


def test_a_paper_of_tomorrow_is_refused(issue: Issue) -> None:
    with pytest.raises(Refused) as refusal:
        issue(on=today() + timedelta(days=1))
    assert codes(refusal) == ["paper.future"]


def test_an_officer_issues_for_the_own_commune_only(issue: Issue, cau_giay: Ward, hoan_kiem: Ward) -> None:
    with pytest.raises(PermissionDenied):
        issue(where=Ward(cau_giay.organisation, hoan_kiem.officer, cau_giay.place))
    assert NumberBook.objects.count() == 0


def test_the_paper_keeps_what_was_frozen(issue: Issue) -> None:
    paper = Paper.objects.get(pk=issue().pk)
    assert services.document_of(paper) == document("c.04").numbered(1, ISSUED)
    paper.data["blocks"][0]["subject"] = "khác"
    with pytest.raises(ValueError, match="disagree"):
        services.document_of(paper)


@pytest.mark.parametrize("statement", ["update documents_paper set title = 'x'", "delete from documents_paper"])
@pytest.mark.db_owner
@pytest.mark.django_db
def test_the_database_itself_refuses_changes_even_by_the_owner(statement: str, hanoi_units: None) -> None:
    home = ward("Cầu Giấy", "nguoi-thu")
    services.issue(
        FORMS["c.04"], document("c.04"), organisation=home.organisation, on=ISSUED, by=home.officer, place=home.place, request_key="x"
    )
    for table in ("documents_paper", "documents_paperfile"):
        with pytest.raises(DatabaseError, match="only added"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.replace("documents_paper", table).replace("title", "sha256"))


def test_every_append_only_model_says_so() -> None:
    assert all(model.append_only for model in (Paper, PaperFile, PaperEvent))
    assert not hasattr(NumberBook, "append_only")


def test_a_number_cannot_be_given_twice(issue: Issue) -> None:
    paper = issue()
    twin = services.build_paper(
        FORMS["c.04"],
        document("c.04"),
        organisation=paper.organisation,
        number=paper.number,
        on=ISSUED,
        by=paper.issued_by,
        place=services.Place(paper.commune_id, paper.province_id),
        request_key="twin",
    )
    with pytest.raises(IntegrityError, match="one_paper_per_number"), transaction.atomic():
        twin.save(force_insert=True)


def test_sign_deliver_and_close(issue: Issue, cau_giay: Ward) -> None:
    paper, officer = issue(), cau_giay.officer
    with pytest.raises(Refused) as refusal:
        services.record_delivery(paper.pk, ["Bế Hoàng Sơn"], on=ISSUED, by=officer)
    assert codes(refusal) == ["paper.unsigned"]
    services.sign(paper.pk, on=ISSUED, by=officer)
    assert state_of(paper) is PaperState.SIGNED
    services.record_delivery(paper.pk, list(paper.history.undelivered), on=ISSUED, by=officer)
    assert state_of(paper) is PaperState.DELIVERED
    with pytest.raises(Refused) as refusal:
        services.sign(paper.pk, on=ISSUED, by=officer)
    assert codes(refusal) == ["paper.signed_twice"]


def test_a_delivery_to_several_is_all_or_none(issue: Issue, cau_giay: Ward) -> None:
    paper, officer = issue(), cau_giay.officer
    services.sign(paper.pk, on=ISSUED, by=officer)
    services.record_delivery(paper.pk, ["Tổ quản lý"], on=ISSUED, by=officer)
    with pytest.raises(Refused):
        services.record_delivery(paper.pk, ["Bế Hoàng Sơn", "Tổ quản lý"], on=ISSUED, by=officer)
    assert PaperEvent.objects.filter(kind="delivered").count() == 1


def test_a_void_paper_keeps_its_number(issue: Issue, cau_giay: Ward) -> None:
    paper = issue(request_key="a")
    services.void_paper(paper.pk, on=ISSUED, by=cau_giay.officer, reason="ghi nhầm họ tên của người này")
    assert state_of(paper) is PaperState.VOIDED
    assert issue(request_key="b").number == 2
    with pytest.raises(Refused) as refusal:
        services.sign(paper.pk, on=ISSUED, by=cau_giay.officer)
    assert codes(refusal) == ["paper.ended"]


def test_a_replaced_paper_names_its_replacement(issue: Issue, cau_giay: Ward) -> None:
    old, new = issue(request_key="a"), issue(request_key="b")
    with pytest.raises(Refused):
        services.replace_paper(old.pk, with_paper=old, on=ISSUED, by=cau_giay.officer)
    services.replace_paper(old.pk, with_paper=new, on=ISSUED, by=cau_giay.officer, reason="sửa họ tên")
    assert state_of(old) is PaperState.REPLACED
    assert queries.public_check(old.token).replacement_symbol == new.symbol


def test_the_books_of_an_agency_go_on_from_the_paper_book(issue: Issue, cau_giay: Ward) -> None:
    def go_on(last: int, series: str = "QĐ-CAP") -> NumberBook:
        return services.continue_book(
            cau_giay.organisation, year=2026, series=series, last_number=last, by=cau_giay.officer, place=cau_giay.place
        )

    go_on(117)
    assert issue().symbol == "118/QĐ-CAP"
    with pytest.raises(Refused) as refusal:
        go_on(100)
    assert codes(refusal) == ["paper.number_used"]
    with pytest.raises(Refused) as refusal:
        go_on(3, "QD CAP")
    assert codes(refusal) == ["paper.series"]


def test_scope_and_hand_over(issue: Issue, cau_giay: Ward, hoan_kiem: Ward) -> None:
    paper = issue()
    assert list(Paper.objects.visible_to(hoan_kiem.officer)) == []
    assert list(Paper.objects.open_to(hoan_kiem.officer)) == []
    with pytest.raises(Paper.DoesNotExist):
        services.sign(paper.pk, on=ISSUED, by=hoan_kiem.officer)
    services.lend_paper(paper.pk, to=hoan_kiem.place, by=cau_giay.officer)
    assert list(Paper.objects.open_to(hoan_kiem.officer)) == [paper]
    assert list(Paper.objects.visible_to(hoan_kiem.officer)) == [], "a lent paper can be opened, it is not in the list"
    with pytest.raises(Paper.DoesNotExist):
        services.sign(paper.pk, on=ISSUED, by=hoan_kiem.officer)


def test_a_paper_loaded_in_bulk_gets_its_file_when_asked(issue: Issue, cau_giay: Ward) -> None:
    paper = services.build_paper(
        FORMS["c.04"],
        document("c.04"),
        organisation=cau_giay.organisation,
        number=5,
        on=ISSUED,
        by=cau_giay.officer,
        place=cau_giay.place,
        request_key="bulk",
    )
    paper.save(force_insert=True)
    first = services.file_of(paper, Format.PDF, by=cau_giay.officer)
    assert first[:5] == b"%PDF-"
    assert services.file_of(paper, Format.PDF, by=cau_giay.officer) == first
    assert PaperFile.objects.filter(paper=paper).count() == 1
    assert AuditEntry.objects.filter(action="download", subject_id=str(paper.pk)).count() == 2


@pytest.fixture
def committed_ward(hanoi_units: None, django_db_blocker: Any) -> Iterator[Ward]:
    """A ward that other connections see; everything is taken away afterwards (as the owner, with triggers off)."""
    with django_db_blocker.unblock():
        yield ward("Cầu Giấy", "dong-thoi")
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("set local session_replication_role = replica")
            for table in (
                "documents_paperfile",
                "documents_paper",
                "documents_numberbook",
                "audit_auditentry",
                "accounts_grant",
                "accounts_user",
            ):
                cursor.execute(f"delete from {table}")


def test_two_officers_at_once_get_two_numbers_without_a_gap(committed_ward: Ward) -> None:
    home, errors = committed_ward, []
    barrier = threading.Barrier(4)

    def work(index: int) -> None:
        try:
            barrier.wait(timeout=20)
            for turn in range(3):
                services.issue(
                    FORMS["c.04"],
                    document("c.04"),
                    organisation=home.organisation,
                    on=ISSUED,
                    by=home.officer,
                    place=home.place,
                    request_key=f"{index}-{turn // 2}",  # the first key is sent twice
                )
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(index,)) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert errors == []
    assert sorted(number or 0 for number in Paper.objects.values_list("number", flat=True)) == list(range(1, 9))
    assert NumberBook.objects.get().last_number == 8
