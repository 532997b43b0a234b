"""What is good, doubtful or wrong in an uploaded list? Judged row by row by the rules, and whole by whom the rows mean."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import connection, transaction

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import scope_of
from hoanhap.audit import services as audit
from hoanhap.audit.rules import Action
from hoanhap.cases.services.bulk import FirstSteps
from hoanhap.imports.models import Import, ImportRow
from hoanhap.imports.rules import (
    Cell,
    Field,
    ImportState,
    ListKind,
    Reason,
    RowRead,
    Setting,
    Weight,
    is_outside_table,
    permanent_text,
    place_text,
    read_row,
    verdict_of,
)
from hoanhap.imports.services.places import find_places
from hoanhap.imports.services.twins import Known, Twins, find_twins
from hoanhap.imports.services.uploading import sheet_of
from hoanhap.kit.dates import now, today
from hoanhap.kit.errors import Problem
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.rules import Match, Registration, Strength
from hoanhap.units.models import Unit

STEP = 2_000
"""Rows between two signs of life."""

type Rows = Sequence[tuple[int, Sequence[Cell]]]
"""Number of the row in the sheet, counted from 1, and its cells."""


def check(import_id: int) -> None:
    """Judge every row of an import that waits for it, and keep the result; a second run begins anew and changes nothing else.

    Runs in the background for the officer who started it, with that officer's scope. An import that is no longer being checked (it was
    cancelled meanwhile) is left alone.
    """
    source = Import.objects.select_related("uploaded_by").get(pk=import_id)
    if source.state != ImportState.CHECKING:
        return
    by = source.uploaded_by
    rows, columns, outside = rows_of(source)
    Import.objects.filter(pk=import_id).update(total=len(rows), outside=outside)

    def alive(done: int) -> None:
        Import.objects.filter(pk=import_id).update(done=done, moved_at=now())

    judged = judge(source, rows, columns, by=by, alive=alive)
    with transaction.atomic():
        source = Import.objects.select_for_update().get(pk=import_id)
        if source.state != ImportState.CHECKING:
            return
        source.rows.all().delete()
        _copy(import_id, judged)
        source.state, source.done, source.moved_at = ImportState.CHECKED.value, len(judged), now()
        source.save(update_fields=["state", "done", "moved_at"])
        counts = {verdict: sum(row["verdict"] == verdict for row in judged) for verdict in ("good", "doubtful", "bad")}
        audit.record(
            Action.IMPORT, by=by, subject_type="import", subject_id=import_id, detail={"step": "check", "rows": len(judged), **counts}
        )


def rows_of(source: Import) -> tuple[Rows, dict[Field, int], int]:
    """The rows of the kept file that hold somebody, what each column holds, and how many other rows say something.

    Raises Refused when the file was deleted.
    """
    sheet = sheet_of(source)
    assert sheet.table is not None
    columns = {Field(name): place for name, place in source.columns.items()}
    every = [(number + 1, row) for number, row in enumerate(sheet.grid) if number >= sheet.table.first_row]
    rows = [(number, row) for number, row in every if not is_outside_table(row, columns)]
    outside = sum(any(cell not in ("", None) for cell in row) for _, row in every) - len(rows)
    return rows, columns, max(outside, 0)


def judge(
    source: Import, rows: Rows, columns: dict[Field, int], *, by: User, alive: Callable[[int], None] = lambda _done: None
) -> list[dict[str, Any]]:
    """The stored form of every row: what it says, verdict, reasons, whom it may be. Writes nothing."""
    places = find_places(
        (text for _, row in rows for text in (place_text(row, columns), permanent_text(row, columns))), by=by, commune=source.commune_id
    )
    setting = Setting(ListKind(source.kind), columns, source.commune_id, today(), places, source.ground_on, source.ground_number)
    read: dict[int, RowRead] = {}
    steps = FirstSteps()
    for place, (number, row) in enumerate(rows):
        found = read_row(row, setting)
        against = tuple(_against(found, setting.kind, steps))
        read[number] = replace(found, reasons=(*found.reasons, *against)) if against else found
        if place % STEP == STEP - 1:
            alive(place // 2)
    of_commune = dict(Unit.objects.filter(pk__in={found.registration.commune_id for found in read.values()}).values_list("pk", "province"))
    traits = {
        number: replace(found.registration.traits, province_id=of_commune.get(found.registration.commune_id))
        for number, found in read.items()
    }
    twins, where = find_twins(traits, alive=lambda done: alive((len(rows) + done) // 2))
    outside = _provinces(where)
    scope = scope_of(by, today(), P.PERSON_REGISTER)
    return [
        _stored(number, found, twins[number], lambda known: scope.covers(commune=known.commune, province=known.province), where, outside)
        for number, found in read.items()
    ]


def _against(found: RowRead, kind: ListKind, steps: FirstSteps) -> Iterable[Reason]:
    """What the order of steps of the law says against the events of the row, if it tells any."""
    if not found.drafts or any(reason.weight is Weight.BAD for reason in found.reasons):
        return
    data = found.registration
    told = [(draft.kind, draft.on, draft.data) for draft in found.drafts]
    for problem in steps.problems(told, commune=data.commune_id, sex=data.sex, birth_date=data.birth_date):
        if kind is ListKind.TESTED:
            yield Reason(problem)
        else:
            yield Reason(
                replace(problem, code="no_case", what=N_("Chưa mở được thủ tục quản lý từ tệp này."), why=problem.remedy or problem.what,
                        remedy=N_("Người này vẫn vào hồ sơ theo quyết định; mở thủ tục ở trang người này."), params={}),
                Weight.NOTE,
            )  # fmt: skip
            return


def _provinces(where: dict[int, Known]) -> dict[int, str]:
    return dict(Unit.objects.filter(pk__in={known.province for known in where.values()}).values_list("pk", "name"))


def _stored(
    number: int, found: RowRead, twins: Twins, covers: Callable[[Known], bool], where: dict[int, Known], provinces: dict[int, str]
) -> dict[str, Any]:
    reasons = list(found.reasons)
    if twins.by_number is not None and twins.by_number in where:
        known = where[twins.by_number]
        reasons.append(_same_number() if covers(known) else _number_elsewhere(provinces[known.province]))
    inside = [person for person in twins.likely if covers(where[person])]
    if inside:
        reasons.append(_likely(len(inside), twins.likely[inside[0]]))
    elif twins.likely and twins.by_number is None:
        reasons.append(_likely_elsewhere(provinces[where[next(iter(twins.likely))].province]))
    if twins.in_file is not None:
        reasons.append(_in_file(twins.in_file, twins.alike_in_file))
    first = [twins.by_number] if twins.by_number is not None and covers(where[twins.by_number]) else []
    verdict = verdict_of(reasons)
    has_case = bool(found.drafts) and not any(reason.problem.code == "no_case" for reason in reasons)
    return {
        "number": number,
        "data": data_of(found, with_case=has_case),
        "verdict": verdict.value,
        "reasons": [reason.plain() for reason in reasons],
        "matches": [*first, *(person for person in inside if person not in first)],
        "ground_on": found.ground_on,
        "ground_number": found.ground_number,
    }


def data_of(found: RowRead, *, with_case: bool) -> dict[str, Any]:
    """A row as it is stored until it is saved."""
    data = found.registration
    kept = {name: value for name, value in vars(data).items() if value not in ("", None, False)}
    if data.birth_date is not None:
        kept["birth_date"] = data.birth_date.isoformat()
    told = [{"kind": draft.kind, "on": draft.on.isoformat(), "data": dict(draft.data)} for draft in found.drafts] if with_case else []
    return {"person": kept, "events": told, "place": found.ground_place}


def registration_of(data: dict[str, Any]) -> Registration:
    """The stored row as people.services takes it."""
    kept = dict(data["person"])
    if "birth_date" in kept:
        kept["birth_date"] = date.fromisoformat(kept["birth_date"])
    return Registration(kept.pop("full_name", ""), kept.pop("commune_id"), **kept)


def _copy(import_id: int, judged: Sequence[dict[str, Any]]) -> None:
    table = ImportRow._meta.db_table
    with (
        connection.cursor() as cursor,
        cursor.copy(
            f"copy {table} (source_id, number, data, verdict, reasons, matches, choice, why, filled, ground_on, ground_number) from stdin"
        ) as copy,
    ):
        for row in judged:
            plain = [json.dumps(row[name], ensure_ascii=False, default=str) for name in ("data", "reasons", "matches")]
            copy.write_row(
                (
                    import_id, row["number"], plain[0], row["verdict"], plain[1], plain[2], "", "", "{}",
                    row["ground_on"], row["ground_number"],
                )
            )  # fmt: skip


def _same_number() -> Reason:
    return Reason(
        Problem(
            "same_number", N_("Số định danh này đã có trong hồ sơ."), N_("Mỗi số chỉ của một người."),
            N_("Quyết định: điền ô trống vào hồ sơ đã có, hoặc bỏ qua dòng này."), field="id_number",
        ),
        Weight.DOUBT,
    )  # fmt: skip


def _number_elsewhere(province: str) -> Reason:
    return Reason(
        Problem(
            "number_elsewhere", N_("Số định danh này đã có trong một hồ sơ ở %(place)s."), N_("Mỗi số chỉ của một người."),
            N_("Đối chiếu lại số; nếu đúng, liên hệ Công an cấp tỉnh nơi đó."), field="id_number", params={"place": province},
        )
    )  # fmt: skip


def _likely(count: int, match: Match) -> Reason:
    """The likeliest is no more than possible: then no more is said."""
    what = (
        N_("Có thể đã có hồ sơ của người này (%(count)s hồ sơ giống).")
        if match.strength is Strength.POSSIBLE
        else N_("Rất có thể đã có hồ sơ của người này (%(count)s hồ sơ giống).")
    )
    why, told = _alike(match)
    return Reason(
        Problem(
            "likely_duplicate", what, why, N_("Quyết định: cùng một người, hay người khác và vì sao."), params={"count": count, **told}
        ),
        Weight.DOUBT,
    )


def _alike(match: Match) -> tuple[str, dict[str, str]]:
    """In what two are alike: the weightiest agreements, as message ids."""
    found = match.reasons()[:2]
    if len(found) < 2:
        return N_("Giống nhau: %(first)s."), {"first": found[0] if found else ""}
    return N_("Giống nhau: %(first)s; %(second)s."), {"first": found[0], "second": found[1]}


def _likely_elsewhere(province: str) -> Reason:
    return Reason(
        Problem(
            "likely_duplicate_elsewhere", N_("Một người giống như vậy đã có hồ sơ ở %(place)s."), N_("Một người chỉ có một hồ sơ."),
            N_("Đối chiếu với người này; nếu là người khác thì nêu lý do."), params={"place": province},
        ),
        Weight.DOUBT,
    )  # fmt: skip


def _in_file(row: int, match: Match | None) -> Reason:
    """An earlier row of the file: as alike as `match` tells, or (None) of the same number."""
    if match is None:
        return Reason(
            Problem(
                "number_twice_in_file", N_("Số định danh trùng với dòng %(row)s của tệp."), N_("Mỗi số chỉ của một người."),
                N_("Xóa dòng thừa, hoặc sửa số theo giấy tờ."), field="id_number", params={"row": row},
            )
        )  # fmt: skip
    what = N_("Giống dòng %(row)s của tệp.") if match.strength is Strength.POSSIBLE else N_("Rất giống dòng %(row)s của tệp.")
    why, told = _alike(match)
    return Reason(
        Problem("duplicate_in_file", what, why, N_("Bỏ qua dòng này, hoặc nêu vì sao là người khác."), params={"row": row, **told}),
        Weight.DOUBT,
    )
