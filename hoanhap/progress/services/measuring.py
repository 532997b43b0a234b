"""Which targets do the records answer, so that nobody types their figure in?"""

from collections.abc import Iterable

from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules import Kind, Span, TargetDoc
from hoanhap.reports.measures import MEASURES, reason_not_measured, records_begin

MEASURED = frozenset({Kind.PERCENT, Kind.COUNT, Kind.ZERO, Kind.CHANGE, Kind.RANGE})
"""Kinds of targets that a count of people can answer."""


def why_not_counted(target: TargetDoc, plan_period: Span) -> str:
    """Why the records never answer a target, whatever place and day; empty when they do."""
    reason = reason_not_measured(target.indicator)
    if reason is not None:
        return reason
    measure = MEASURES[target.indicator]
    if target.kind not in MEASURED or (target.value is None and target.kind is not Kind.CHANGE):
        return N_("chỉ tiêu không nêu mức đo được")
    if (target.kind is Kind.PERCENT) != measure.is_share and target.kind is not Kind.CHANGE:
        return N_("chỉ tiêu và chỉ số không cùng cách đếm")
    if target.aspect or target.groups:
        return N_("hồ sơ chưa tách được nhóm mà chỉ tiêu nêu")
    if (target.period or plan_period).until <= records_begin():
        return N_("kỳ này trước 01/01/2022, khi chưa có biện pháp quản lý người sử dụng trái phép")
    return ""


def counted(targets: Iterable[TargetDoc], plan_period: Span) -> frozenset[str]:
    """Codes of the targets that the records answer."""
    return frozenset(target.code for target in targets if not why_not_counted(target, plan_period))
