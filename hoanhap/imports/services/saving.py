"""How do the rows of a checked list become people, and only those the officer wants?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import batched
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.db.models import Q

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import assert_right
from hoanhap.audit import services as audit
from hoanhap.audit.rules import Action
from hoanhap.cases.services.bulk import Opening, open_cases
from hoanhap.imports.models import Import, ImportRow
from hoanhap.imports.rules import DUPLICATES, MEASURES, Choice, ImportState, ListKind, Reason, Verdict, Weight
from hoanhap.imports.services.checking import registration_of
from hoanhap.imports.services.queue import defer
from hoanhap.imports.services.twins import find_twins
from hoanhap.imports.services.uploading import locked
from hoanhap.kit.dates import now
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people import services as people
from hoanhap.people.models import Person
from hoanhap.people.rules import Registration
from hoanhap.people.services.bulk import Newcomer, fillable, register_people

CHUNK = 2_000
"""Rows of one transaction. Each marks its rows as saved, so that a job that was killed goes on where it stopped."""

READY = Q(verdict=Verdict.GOOD.value) | (
    Q(verdict=Verdict.DOUBTFUL.value) & Q(choice__in=[Choice.AS_IS.value, Choice.OTHER.value, Choice.FILL.value])
)
"""Rows that are saved when the officer says so; bad ones, open questions and skipped rows stay behind."""


@transaction.atomic
def decide(import_id: int, number: int, *, choice: Choice, why: str = "", by: User) -> ImportRow:
    """Note the officer's decision about a doubtful row.

    Raises Import.DoesNotExist, ImportRow.DoesNotExist; Refused: the row is not doubtful, it is another person without a reason, there is
    nobody whose blanks it could fill, a number that belongs to somebody.
    """
    source = locked(import_id, by, ImportState.CHECKED, ImportState.SAVED)
    row = ImportRow.objects.select_for_update().get(source=source, number=number, person=None)
    if problem := _objection(row, choice, why):
        raise Refused([problem])
    row.choice, row.why = choice.value, why.strip()[:300]
    row.save(update_fields=["choice", "why"])
    return row


def _objection(row: ImportRow, choice: Choice, why: str) -> Problem | None:
    codes = {reason["code"] for reason in row.reasons}
    if row.verdict != Verdict.DOUBTFUL:
        return Problem("not_doubtful", N_("Dòng này không chờ quyết định."), remedy=N_("Tải lại trang."))
    if choice in {Choice.AS_IS, Choice.OTHER} and "same_number" in codes:
        return Problem(
            "same_number", N_("Số định danh này đã có trong hồ sơ."), N_("Mỗi số chỉ của một người."),
            N_("Chọn điền ô trống hoặc bỏ qua; số ghi nhầm thì sửa trong tệp."), field="choice",
        )  # fmt: skip
    if choice is Choice.AS_IS and DUPLICATES & codes:
        return Problem(
            "who_is_it", N_("Còn câu hỏi có phải cùng một người không."), remedy=N_("Chọn cùng một người, hoặc người khác và nêu lý do."),
            field="choice",
        )  # fmt: skip
    if choice is Choice.OTHER and len(why.strip()) < 3:
        return Problem(
            "no_reason", N_("Chưa nêu vì sao là người khác."), N_("Người xem sau phải hiểu quyết định này."),
            N_("Ghi ngắn gọn, ví dụ: khác ngày sinh, đã đối chiếu căn cước."), field="why",
        )  # fmt: skip
    if choice is Choice.FILL and not row.matches:
        return Problem(
            "nobody_to_fill", N_("Không có hồ sơ nào trong phạm vi của bạn để điền."), remedy=N_("Chọn cách khác."), field="choice"
        )
    return None


@transaction.atomic
def confirm_all(import_id: int, *, code: str, by: User) -> int:
    """Confirm every undecided row whose only doubts are of this kind (a number that disagrees or lost its zeros); how many.

    Questions whether two are one human are never answered in bulk.
    """
    source = locked(import_id, by, ImportState.CHECKED, ImportState.SAVED)
    rows = []
    for row in ImportRow.objects.select_for_update().filter(source=source, verdict=Verdict.DOUBTFUL.value, choice="", person=None):
        doubts = {reason["code"] for reason in row.reasons if reason["weight"] == Weight.DOUBT}
        if doubts == {code} and not doubts & DUPLICATES:
            row.choice = Choice.AS_IS.value
            rows.append(row)
    ImportRow.objects.bulk_update(rows, ["choice"], batch_size=500)
    return len(rows)


@transaction.atomic
def start_saving(import_id: int, *, by: User) -> Import:
    """Let the good and the decided rows be saved in the background. Raises Refused when there is none."""
    source = locked(import_id, by, ImportState.CHECKED, ImportState.SAVED)
    assert_right(by, P.PERSON_IMPORT, commune=source.commune_id, province=source.province_id)
    ready = source.rows.filter(READY, person=None).count()
    if not ready:
        raise Refused(
            [Problem("nothing_to_save", N_("Không có dòng nào để lưu."), remedy=N_("Sửa tệp theo lý do rồi tải tệp đã sửa lên."))]
        )
    source.state, source.saved_by, source.done, source.total, source.moved_at = ImportState.SAVING.value, by, 0, ready, now()
    source.save(update_fields=["state", "saved_by", "done", "total", "moved_at"])
    defer("imports.save", source.pk)
    return source


def save(import_id: int) -> None:
    """Make people of the rows that are ready, chunk by chunk; a second run, or one after a crash, adds nobody twice."""
    source = Import.objects.select_related("saved_by").get(pk=import_id)
    by = source.saved_by
    if source.state != ImportState.SAVING or by is None:
        return
    tried = 0
    while True:
        with transaction.atomic():
            if Import.objects.select_for_update().get(pk=import_id).state != ImportState.SAVING:
                return
            rows = list(
                ImportRow.objects.select_for_update().filter(READY, source=source, person=None, number__gt=tried).order_by("number")[:CHUNK]
            )
            if rows:
                _save_chunk(source, rows, by)
                tried = rows[-1].number
            saved = ImportRow.objects.filter(source=source).exclude(person=None).count()
            Import.objects.filter(pk=import_id).update(done=min(saved, source.total), moved_at=now())
            if not rows:
                Import.objects.filter(pk=import_id).update(state=ImportState.SAVED.value, saved_at=now(), total=saved, done=saved)
                audit.record(Action.IMPORT, by=by, subject_type="import", subject_id=import_id, detail={"step": "save", "people": saved})
                return


def key_of(source: int, number: int, what: str = "person") -> UUID:
    """The key of one saving: the same row of the same import is saved once."""
    return uuid5(NAMESPACE_URL, f"hoanhap:import:{source}:{number}:{what}")


def _save_chunk(source: Import, rows: Sequence[ImportRow], by: User) -> None:
    """One transaction: the register is asked again, because it may have changed since the check."""
    rows = _still_new(source, rows, by)
    fresh = [row for row in rows if row.choice != Choice.FILL]
    measure = MEASURES.get(ListKind(source.kind))
    made = register_people(
        [
            Newcomer(
                _answered(row),
                key_of(source.pk, row.number),
                (measure, row.data["place"], row.ground_on) if measure else None,
            )
            for row in fresh
        ],
        by=by,
        source=source.pk,
    )
    openings = []
    for row, person in zip(fresh, made, strict=True):
        row.person = person
        if told := [(event["kind"], date.fromisoformat(event["on"]), event["data"]) for event in row.data["events"]]:
            keys = [key_of(source.pk, row.number, f"event {place}") for place in range(len(told))]
            openings.append(Opening(person, told, keys))
    cases = open_cases(openings, by=by, source=source.pk)
    for row in fresh:
        row.case_id = cases.get(row.person_id or 0)
    filled = [row for row in rows if row.choice == Choice.FILL]
    for row in filled:
        _fill(row, by)
    moment = now()
    for row in rows:
        row.became_at = moment
    for some in batched(rows, CHUNK):
        ImportRow.objects.bulk_update(some, ["person", "case_id", "filled", "verdict", "reasons", "choice", "became_at"])


COMPARED = "Đã đối chiếu giấy tờ khi nhập danh sách."
"""What stands as the reason of a doubtful number that the officer confirmed."""


def _answered(row: ImportRow) -> Registration:
    """The row with the officer's answers: why it is another person, why a doubtful number is right."""
    data = registration_of(row.data)
    return replace(data, not_duplicate_reason=row.why, number_reason=COMPARED if row.choice else "")


def _still_new(source: Import, rows: Sequence[ImportRow], by: User) -> list[ImportRow]:
    """Rows that the register has no new objection to; the others are marked and stay behind."""
    asked = {row.number: registration_of(row.data).traits for row in rows if row.choice != Choice.FILL}
    ours = set(ImportRow.objects.filter(source=source).exclude(person=None).values_list("person", flat=True))
    twins, _ = find_twins(asked)
    kept, late = [], []
    for row in rows:
        found = twins.get(row.number)
        if found is None or (found.by_number is None and (row.choice == Choice.OTHER or not set(found.likely) - set(row.matches) - ours)):
            kept.append(row)
            continue
        row.verdict, row.choice = Verdict.DOUBTFUL.value if found.by_number is None else Verdict.BAD.value, ""
        row.reasons = [*row.reasons, _meanwhile(is_number=found.by_number is not None).plain()]
        late.append(row)
    ImportRow.objects.bulk_update(late, ["verdict", "choice", "reasons"])
    return kept


def _meanwhile(*, is_number: bool) -> Reason:
    if is_number:
        return Reason(
            Problem(
                "number_used", N_("Số định danh này vừa có trong một hồ sơ khác."), N_("Hồ sơ thay đổi sau khi kiểm tra."),
                N_("Tìm người này trong hồ sơ, đối chiếu giấy tờ."), field="id_number",
            )
        )  # fmt: skip
    return Reason(
        Problem(
            "likely_duplicate", N_("Vừa có hồ sơ giống người này."), N_("Hồ sơ thay đổi sau khi kiểm tra."),
            N_("Quyết định: bỏ qua, hoặc người khác và vì sao."),
        ),
        Weight.DOUBT,
    )  # fmt: skip


def _fill(row: ImportRow, by: User) -> None:
    """Fill the blanks of the registered person whom the row means; what stands there already is not touched."""
    person = Person.objects.visible_to(by, P.PERSON_REGISTER).select_for_update(of=("self",)).get(pk=row.matches[0])
    changes = fillable(person, registration_of(row.data))
    if changes:
        people.update_person(person.pk, changes, by=by, number_confirmed=True)
    row.person = person
    row.filled = {name: value.isoformat() if isinstance(value, date) else value for name, value in changes.items()}
