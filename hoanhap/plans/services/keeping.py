"""What in a plan must stay, because records hang on it by code or by printed name?

Targets keep records by code; figures told and answers of units keep theirs by the name of the row. Records are only added, never moved.
"""

from collections.abc import Callable, Collection, Iterator

from django.db.models import Model
from django.utils.translation import gettext as _

from hoanhap.kit.errors import Problem, Refused
from hoanhap.plans.models import AllocationAnswer, Plan
from hoanhap.plans.rules import PlanDoc
from hoanhap.plans.rules.answers import Given, RowKey, Standing, given_to, key_of, standing

type Recorded = Callable[[Plan], Collection[str]]

_TARGETS: list[Recorded] = []
_UNITS: list[Recorded] = []


def keep_recorded(codes: Recorded) -> None:
    """Let an app above say, once at start, of which targets of a plan it has records by code: those keep their code."""
    _TARGETS.append(codes)


def keep_units(names: Recorded) -> None:
    """Let an app above say, once at start, of which units of a plan it has records by printed name: their rows keep their name."""
    _UNITS.append(names)


def standing_of(answers: list[AllocationAnswer], given: Given) -> Standing:
    """How it stands with a unit after its stored answers, oldest first."""
    return standing([row.answer for row in answers], given)


def keep_all(plan: Plan, before: PlanDoc, after: PlanDoc) -> None:
    """Raises Refused when a change takes out or renames a target or a row on whose code or name records hang."""
    codes = {code for of in _TARGETS for code in of(plan)} - {target.code for target in after.targets}
    problems = [kept(code) for code in sorted(codes)]
    if (was := _rows(before)) != (now := _rows(after)):
        problems += [*_figures_lost(plan, was, now), *_answers_lost(plan, before, was - now)]
    if problems:
        raise Refused(problems)


def kept(record: Model | str) -> Problem:
    """Why a target or task cannot be taken out: something recorded points at it."""
    what = _("Không bỏ được: đã có ghi nhận gắn với mục này (%(record)s).") % {"record": record}
    return Problem("plan_part_kept", what, remedy=_("Giữ lại mục này với mã cũ; ghi “bãi bỏ” và lý do vào ghi chú của mục."))


def _rows(doc: PlanDoc) -> set[RowKey]:
    return {key_of(row) for table in doc.tables for row in table.rows}


def _figures_lost(plan: Plan, was: set[RowKey], now: set[RowKey]) -> Iterator[Problem]:
    """Units with figures that the tables no longer name; before the first table the units of the area had their titles as names."""
    known, named = {name for name, _code in was}, {name for name, _code in now}
    told = {name for of in _UNITS for name in of(plan)} - {""}
    for name in sorted((told & known if known else told) - named):
        what = _("Không đổi tên hoặc bỏ được “%(unit)s” trong biểu: đã có số liệu nhập theo tên này.") % {"unit": name}
        yield Problem("plan_unit_told", what, remedy=_("Giữ tên cũ; cần thì thêm dòng mới. Muốn đổi, rút các số đã nhập trước."))


def _answers_lost(plan: Plan, before: PlanDoc, lost: set[RowKey]) -> Iterator[Problem]:
    """Rows with an answer that still holds for what they are given."""
    answers: dict[RowKey, list[AllocationAnswer]] = {}
    for row in plan.answers.all():
        answers.setdefault((row.row_name, row.row_code), []).append(row)
    for key in sorted(lost & answers.keys()):
        if standing_of(answers[key], given_to(before, key)) is not Standing.CHANGED:
            what = _("Không đổi tên hoặc bỏ được “%(unit)s” trong biểu: đơn vị đã trả lời về số được giao.") % {"unit": key[0]}
            remedy = _("Giữ dòng cũ; cần thì thêm dòng mới. Muốn bỏ, để trống các số giao của dòng cũ và lưu, rồi bỏ dòng.")
            yield Problem("plan_unit_answered", what, remedy=remedy)
