"""What does one row of a list say, and what is wrong with it on its own?"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from typing import Any

from hoanhap.imports.rules.cells import Bad, Cell, is_marked, read_day, read_id_number, read_sex, split_address, text_of
from hoanhap.imports.rules.codes import BY_DECISION, GROUND_WORDS, ListKind, Verdict
from hoanhap.imports.rules.columns import Field
from hoanhap.kit.enums import Labelled
from hoanhap.kit.errors import Problem
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.rules import (
    BirthPrecision,
    Registration,
    Sex,
    Substance,
    check_id_number,
    checked,
    ethnic_code,
    name_key,
    substance_called,
)


class Weight(Labelled):
    """How much a reason counts."""

    BAD = "bad", N_("sai")
    DOUBT = "doubt", N_("cần xem")
    NOTE = "note", N_("lưu ý")


@dataclass(frozen=True)
class Reason:
    """Why a row is as it is judged."""

    problem: Problem
    weight: Weight = Weight.BAD

    def plain(self) -> dict[str, Any]:
        """For storage."""
        kept = {name: value for name, value in vars(self.problem).items() if value}
        return {**kept, "weight": self.weight.value}


def reason_of(plain: Mapping[str, Any]) -> Reason:
    """A stored reason."""
    return Reason(Problem(**{name: value for name, value in plain.items() if name != "weight"}), Weight(plain["weight"]))


@dataclass(frozen=True)
class PlaceFound:
    """What the name of a commune in a list means today."""

    commune_id: int | None
    is_within: bool
    """Whether the officer may register people there."""
    was: str = ""
    """The former unit that was named, when it is another one today."""
    now: str = ""


@dataclass(frozen=True)
class Setting:
    """What holds for every row of a list."""

    kind: ListKind
    columns: Mapping[Field, int]
    commune_id: int
    """The commune of rows that name none."""
    today: date
    places: Mapping[str, PlaceFound] = field(default_factory=dict)
    ground_on: date | None = None
    """The day of the event for rows that have none of their own."""
    ground_number: str = ""


@dataclass(frozen=True)
class Draft:
    """An event of a management case, as a row tells it."""

    kind: str
    on: date
    data: Mapping[str, Any]


@dataclass(frozen=True)
class RowRead:
    """A row as the register would take it."""

    registration: Registration
    reasons: tuple[Reason, ...]
    drafts: tuple[Draft, ...] = ()
    ground_on: date | None = None
    ground_number: str = ""
    ground_place: str = ""


def verdict_of(reasons: Sequence[Reason]) -> Verdict:
    """The worst reason decides."""
    weights = {reason.weight for reason in reasons}
    return Verdict.BAD if Weight.BAD in weights else Verdict.DOUBTFUL if Weight.DOUBT in weights else Verdict.GOOD


def is_outside_table(row: Sequence[Cell], columns: Mapping[Field, int]) -> bool:
    """Whether a row holds nobody: empty, the head of a group, a sum, a place for signatures."""
    naming = (Field.FULL_NAME, Field.GIVEN_NAME, Field.FAMILY_NAME, Field.ID_NUMBER, Field.BIRTH, Field.BIRTH_MALE, Field.BIRTH_FEMALE)
    return not any(_text(row, columns, named) for named in naming)


def place_text(row: Sequence[Cell], columns: Mapping[Field, int]) -> str:
    """The commune of a row with district and province as the list names them; empty when it names none."""
    if commune := _text(row, columns, Field.COMMUNE):
        return ", ".join(part for part in (commune, _text(row, columns, Field.DISTRICT), _text(row, columns, Field.PROVINCE)) if part)
    return split_address(_text(row, columns, Field.ADDRESS))[1]


def permanent_text(row: Sequence[Cell], columns: Mapping[Field, int]) -> str:
    """The commune of the permanent residence."""
    return split_address(_text(row, columns, Field.PERMANENT))[1]


def read_row(row: Sequence[Cell], setting: Setting) -> RowRead:
    """Read a row and judge it by itself (people.rules.checked, and what only lists do wrong). Duplicates and procedures come later."""
    columns, today = setting.columns, setting.today
    reasons: list[Reason] = []

    def text(named: Field, limit: int = 120) -> str:
        found = _text(row, columns, named)
        if len(found) > limit and named not in {Field.FULL_NAME, Field.FAMILY_NAME, Field.GIVEN_NAME}:
            reasons.append(Reason(_long(named, limit), Weight.NOTE))
        return found[:limit] if named is not Field.FULL_NAME else found[:400]

    def day(named: Field, *, is_birth: bool = False) -> tuple[date | None, str]:
        if (cell := _cell(row, columns, named)) is None:
            return None, BirthPrecision.UNKNOWN.value
        try:
            return read_day(cell, today=today, is_birth=is_birth)
        except Bad as bad:
            reasons.append(Reason(_unreadable(bad, named)))
            return None, BirthPrecision.UNKNOWN.value

    def event_day(named: Field) -> date | None:
        found, precision = day(named)
        if found is not None and precision != BirthPrecision.DAY:
            reasons.append(Reason(_needs_day(named, _text(row, columns, named))))
            return None
        if found is not None and found > today:
            reasons.append(Reason(_future(named, found)))
            return None
        return found

    name = " ".join(part for part in (text(Field.FULL_NAME), text(Field.FAMILY_NAME), text(Field.GIVEN_NAME)) if part)
    sex = _sex(row, columns, reasons)
    born, precision = day(Field.BIRTH, is_birth=True)
    for named, of_sex in ((Field.BIRTH_MALE, Sex.MALE), (Field.BIRTH_FEMALE, Sex.FEMALE)):
        if born is None and _text(row, columns, named):
            born, precision = day(named, is_birth=True)
            sex = of_sex.value if sex == Sex.UNKNOWN else sex
    number = read_id_number(_cell(row, columns, Field.ID_NUMBER))
    if number.is_lost:
        reasons.append(Reason(_lost(number.typed), Weight.DOUBT))
    elif number.restored:
        reasons.append(Reason(_restored(number.typed, number.number), Weight.DOUBT))
    commune_id, line, notes = _place(row, setting)
    reasons += notes
    permanent = permanent_text(row, columns)
    permanent_found = setting.places.get(permanent) if permanent else None
    if _text(row, columns, Field.PERMANENT) and (permanent_found is None or permanent_found.commune_id is None):
        reasons.append(Reason(_permanent_unknown(), Weight.NOTE))
    ethnicity = _ethnic_code(_text(row, columns, Field.ETHNICITY))
    if _text(row, columns, Field.ETHNICITY) and not ethnicity:
        reasons.append(Reason(_ethnicity_unknown(_text(row, columns, Field.ETHNICITY)), Weight.NOTE))
    registration = Registration(
        name,
        commune_id,
        sex=sex,
        birth_date=born,
        birth_precision=precision,
        id_number=number.number,
        number_confirmed=True,
        address_line=line[:200],
        permanent_unit_id=permanent_found.commune_id if permanent_found else None,
        permanent_line=split_address(_text(row, columns, Field.PERMANENT))[0][:200] if permanent_found else "",
        other_name=text(Field.OTHER_NAME, 400),
        ethnicity=ethnicity,
        occupation=text(Field.OCCUPATION),
        contact_name=text(Field.CONTACT_NAME),
        contact_phone=text(Field.CONTACT_PHONE, 20),
    )
    registration, problems = checked(registration, today=today)
    reasons += [Reason(problem) for problem in problems]
    if not registration.full_name:
        registration = replace(registration, full_name=name[:120])  # a refused name is shown as it stands in the list
    check = check_id_number(registration.id_number, sex=sex, birth_date=born, today=today)
    reasons += [Reason(problem, Weight.DOUBT) for problem in check.doubts]
    if sex == Sex.UNKNOWN and check.sex is not None and not check.doubts:
        registration = replace(registration, sex=check.sex.value)
    if born is None and not registration.id_number and not any(reason.problem.field == "birth" for reason in reasons):
        reasons.append(Reason(_nameless()))
    ground = _ground(row, setting, event_day, text, reasons)
    if born is not None and ground.ground_on is not None and ground.ground_on < born:
        reasons.append(Reason(_before_birth()))
    return RowRead(registration, tuple(reasons), ground.drafts, ground.ground_on, ground.ground_number, ground.ground_place)


_ethnic_code = lru_cache(maxsize=256)(ethnic_code)


def _cell(row: Sequence[Cell], columns: Mapping[Field, int], named: Field) -> Cell:
    place = columns.get(named, -1)
    return row[place] if 0 <= place < len(row) else None


def _text(row: Sequence[Cell], columns: Mapping[Field, int], named: Field) -> str:
    cell = _cell(row, columns, named)
    return "" if cell is None else text_of(cell)


def _sex(row: Sequence[Cell], columns: Mapping[Field, int], reasons: list[Reason]) -> str:
    try:
        found = read_sex(_cell(row, columns, Field.SEX))
    except Bad as bad:
        reasons.append(Reason(_unreadable(bad, Field.SEX)))
        found = Sex.UNKNOWN.value
    if Field.FEMALE_MARK in columns and Field.SEX not in columns:
        return Sex.FEMALE.value if is_marked(_cell(row, columns, Field.FEMALE_MARK)) else Sex.MALE.value
    return found


def _place(row: Sequence[Cell], setting: Setting) -> tuple[int, str, list[Reason]]:
    """Commune of today and the rest of the address."""
    line = _text(row, setting.columns, Field.ADDRESS)
    named = place_text(row, setting.columns)
    if not named:
        return setting.commune_id, line, []
    if Field.COMMUNE not in setting.columns or not _text(row, setting.columns, Field.COMMUNE):
        line = split_address(line)[0]
    found = setting.places.get(named, PlaceFound(None, is_within=False))
    if found.commune_id is None:
        return setting.commune_id, line, [Reason(_place_unknown(named))]
    if not found.is_within:
        return found.commune_id, line, [Reason(_place_outside(named, found.now))]
    return found.commune_id, line, [Reason(_place_was(found), Weight.NOTE)] if found.was else []


def _ground(row: Sequence[Cell], setting: Setting, event_day: Any, text: Any, reasons: list[Reason]) -> RowRead:
    """The event by which the person enters, and the events of a management case where the list tells them."""
    kind, columns = setting.kind, setting.columns
    result = event_day(Field.RESULT_ON)
    decided = event_day(Field.DECIDED_ON)
    number = text(Field.DECISION_NUMBER, 60) or setting.ground_number
    on = result if kind is ListKind.TESTED else decided
    on = on or setting.ground_on
    named = Field.RESULT_ON if kind is ListKind.TESTED else Field.DECIDED_ON
    if on is None and not any(reason.problem.field == named for reason in reasons):
        reasons.append(Reason(_no_ground(kind)))
    if kind in BY_DECISION and not number:
        reasons.append(Reason(_no_number(kind)))
    drafts: list[Draft] = []
    first = on if kind is ListKind.TESTED else result
    if kind in {ListKind.TESTED, ListKind.MANAGED} and first is not None:
        test: dict[str, Any] = {"substances": read_substances(_text(row, columns, Field.SUBSTANCE))}
        if detected := event_day(Field.DETECTED_ON):
            test["detected_on"] = detected.isoformat()
        drafts.append(Draft("positive_test", first, test))
        if checked_on := event_day(Field.RESIDENCE_ON):
            drafts.append(Draft("residence_check", checked_on, {"result": "stable"}))
        if told_on := event_day(Field.NOTICE_ON):
            drafts.append(Draft("notice", told_on, {}))
        if kind is ListKind.MANAGED and on is not None:
            drafts.append(Draft("decide", on, {"number": number}))
    return RowRead(Registration("", 0), (), tuple(drafts), on, number, text(Field.MEASURE_PLACE, 200))


_SUBSTANCES = (
    (Substance.METHAMPHETAMINE, r"methamphetamin|^meth?$"),
    (Substance.MDMA, r"mdma"),
    (Substance.OPIATE, r"heroin|morphin|opi(at|oid)"),
    (Substance.KETAMINE, r"ketamin"),
    (Substance.CANNABIS, r"can sa|\bthc\b"),
    (Substance.AMPHETAMINE, r"(?<!meth)amphetamin"),
)
"""Chemical names; street names are the register's list (people.rules.substance_called)."""


def read_substances(text: str) -> list[str]:
    """Codes of the substance groups that a cell names; what is none of them is «other»."""
    return list(_substances(text))


@lru_cache(maxsize=1_024)
def _substances(text: str) -> tuple[str, ...]:
    key = name_key(text)
    if not key:
        return ()
    found = {substance.value for substance, pattern in _SUBSTANCES if re.search(pattern, key)}
    for part in re.split(r"[,;+/]| và ", text):
        if (called := substance_called(part)) is not None:
            found.add(called.substance.value)
    return tuple(sorted(found)) or (Substance.OTHER.value,)


# --- what is said -------------------------------------------------------------------------------------------------------------


def _unreadable(bad: Bad, named: Field) -> Problem:
    return Problem("cell_unreadable", bad.message, remedy=N_("Sửa ô này trong tệp."), field=named.value, params={"typed": bad.typed[:60]})


def _needs_day(named: Field, typed: str) -> Problem:
    return Problem(
        "day_incomplete", N_("“%(typed)s” chưa đủ ngày, tháng, năm của sự kiện."), N_("Thời hạn tính từ đúng ngày đó."),
        N_("Ghi đủ ngày theo giấy tờ."), field=named.value, params={"typed": typed[:60]},
    )  # fmt: skip


def _future(named: Field, found: date) -> Problem:
    return Problem(
        "day_in_future", N_("Ngày %(day)s ở tương lai."), N_("Chỉ nhập việc đã xảy ra."), N_("Sửa ngày theo giấy tờ."),
        field=named.value, params={"day": f"{found:%d/%m/%Y}"},
    )  # fmt: skip


def _lost(typed: str) -> Problem:
    return Problem(
        "number_lost", N_("Số định danh trong tệp là %(typed)s: bảng tính đã làm mất chữ số."), N_("Không tìm lại được từ tệp này."),
        N_("Ghi lại số dưới dạng văn bản; hoặc nhập không có số."), field="id_number", params={"typed": typed[:30]},
    )  # fmt: skip


def _restored(typed: str, number: str) -> Problem:
    return Problem(
        "number_zero_restored", N_("Số định danh trong tệp là %(typed)s, thiếu số 0 ở đầu; đọc là %(number)s."),
        N_("Bảng tính bỏ số 0 ở đầu khi ô là số."), N_("Đối chiếu với giấy tờ rồi xác nhận."),
        field="id_number", params={"typed": typed[:30], "number": number},
    )  # fmt: skip


def _long(named: Field, limit: int) -> Problem:
    return Problem(
        "text_cut", N_("“%(column)s” dài quá %(limit)s ký tự, phần sau không nhập."), field=named.value,
        params={"column": named.label, "limit": limit},
    )  # fmt: skip


def _place_unknown(named: str) -> Problem:
    return Problem(
        "place_unknown", N_("Không rõ “%(place)s” là xã, phường nào."), N_("Tên này không có, hoặc có ở nhiều nơi."),
        N_("Ghi đủ xã, huyện (nếu trước 01/07/2025), tỉnh; hoặc để trống để lấy đơn vị nhận danh sách."),
        field="commune", params={"place": named[:120]},
    )  # fmt: skip


def _place_outside(named: str, now: str) -> Problem:
    return Problem(
        "commune_outside_scope", N_("Nơi ở “%(place)s” (nay là %(now)s) nằm ngoài phạm vi của bạn."),
        N_("Đơn vị nơi người này ở mới được đăng ký."), N_("Chuyển dòng này cho đơn vị đó."),
        field="commune", params={"place": named[:120], "now": now},
    )  # fmt: skip


def _place_was(found: PlaceFound) -> Problem:
    return Problem(
        "place_renamed", N_("%(was)s nay là %(now)s."), N_("Đơn vị hành chính đã sắp xếp lại."), field="commune",
        params={"was": found.was, "now": found.now},
    )  # fmt: skip


def _permanent_unknown() -> Problem:
    return Problem(
        "permanent_unknown", N_("Nơi thường trú chưa nhận ra xã, phường nên không nhập."), remedy=N_("Bổ sung ở trang người này."),
        field="permanent",
    )  # fmt: skip


def _ethnicity_unknown(typed: str) -> Problem:
    return Problem(
        "ethnicity_unknown", N_("“%(typed)s” không có trong danh mục 54 dân tộc nên không nhập."), field="ethnicity",
        params={"typed": typed[:40]},
    )  # fmt: skip


def _nameless() -> Problem:
    return Problem(
        "too_little", N_("Chỉ có họ tên, không có ngày sinh và số định danh."), N_("Không đủ để biết là ai, và để so trùng."),
        N_("Ghi ít nhất năm sinh hoặc số định danh."), field="birth",
    )  # fmt: skip


def _before_birth() -> Problem:
    return Problem("before_birth", N_("Ngày của sự kiện trước ngày sinh."), remedy=N_("Đối chiếu cả hai ngày với giấy tờ."), field="birth")


def _no_ground(kind: ListKind) -> Problem:
    return Problem(
        "no_ground", N_("Thiếu %(ground)s."), N_("Một người chỉ vào hồ sơ qua sự kiện mà luật nêu."),
        N_("Ghi ngày theo giấy tờ, hoặc nêu căn cứ chung cho cả danh sách."), params={"ground": GROUND_WORDS[kind]},
    )  # fmt: skip


def _no_number(kind: ListKind) -> Problem:
    return Problem(
        "no_decision_number", N_("Thiếu số quyết định."), N_("Một người vào danh sách này theo quyết định có số và ngày."),
        N_("Ghi số quyết định, hoặc nêu căn cứ chung cho cả danh sách."), field=Field.DECISION_NUMBER.value,
    )  # fmt: skip
