"""Green, amber or red? One rule for all targets, and the page prints it."""

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules import Kind, TargetDoc
from hoanhap.progress.rules.attainment import Attainment, lower_is_better
from hoanhap.progress.rules.pace import Forecast, Pace

BEHIND = 3
"""Without a forecast, a target is slow from three quarters of the time gone, and hard to reach below."""


class Light(Labelled):
    """How a target stands. Colour never alone: the word and a shape say the same."""

    MET = "met", N_("đạt")
    ON_WAY = "on_way", N_("theo kịp")
    SLOW = "slow", N_("chậm")
    HARD = "hard", N_("khó đạt")
    MISSED = "missed", N_("không đạt")
    UNKNOWN = "unknown", N_("chưa đo được")

    @property
    def tone(self) -> str:
        """The tone of the design."""
        return {"met": "ok", "on_way": "info", "slow": "warn", "hard": "danger", "missed": "danger"}.get(self.value, "plain")

    @property
    def icon(self) -> str:
        """The shape that says the same without colour."""
        icons = {"met": "check", "on_way": "arrow-right", "slow": "hourglass-high", "hard": "alert-circle", "missed": "x"}
        return icons.get(self.value, "circle-dashed")


RULE = (
    (Light.MET, N_("đã đạt mức được giao; chỉ tiêu “không quá”, “không để xảy ra” và tỷ lệ thì tính đến nay.")),
    (Light.ON_WAY, N_("cả khoảng dự báo cuối kỳ đạt mức giao; khi chưa dự báo được: phần đã làm không ít hơn phần thời gian đã qua.")),
    (
        Light.SLOW,
        N_("khoảng dự báo có cả đạt và không đạt; khi chưa dự báo được: phần đã làm từ ba phần tư phần thời gian đã qua trở lên."),
    ),
    (Light.HARD, N_("cả khoảng dự báo không đạt mức giao; khi chưa dự báo được: phần đã làm dưới ba phần tư phần thời gian đã qua.")),
    (Light.MISSED, N_("hết kỳ mà chưa đạt, hoặc việc “không để xảy ra” đã xảy ra.")),
    (Light.UNKNOWN, N_("chưa có số, hoặc kế hoạch thiếu mức, mốc gốc, mẫu số để so.")),
)
"""What each light means, in the order of the page."""


def light(target: TargetDoc, found: Attainment | None, step: Pace, forecast: Forecast) -> Light:
    """The light of a target."""
    if found is None or found.met is None:
        return Light.UNKNOWN
    over = step.days >= step.all_days
    ceiling = lower_is_better(target)
    if target.kind is Kind.ZERO or over:
        return Light.MET if found.met else Light.MISSED
    if forecast.known and target.kind in {Kind.COUNT, Kind.PERCENT, Kind.RANGE}:
        return _by_forecast(target, found, forecast, ceiling=ceiling)
    if found.met:
        return Light.MET
    if ceiling:
        return Light.MISSED if target.kind is Kind.COUNT else Light.HARD
    if found.done is None:
        return Light.SLOW
    wanted = step.gone if target.kind in {Kind.COUNT, Kind.PER_UNIT} else 1  # a percentage does not grow with time
    if found.done >= wanted:
        return Light.ON_WAY
    return Light.SLOW if found.done * 4 >= wanted * BEHIND else Light.HARD


def _by_forecast(target: TargetDoc, found: Attainment, forecast: Forecast, *, ceiling: bool) -> Light:
    low, high, goal = forecast.low, forecast.high, found.goal
    assert low is not None and high is not None and goal is not None  # noqa: PT018  known, and `met` was judged against a goal
    top = found.goal_high
    if found.met and not ceiling and (top is None or target.kind is not Kind.COUNT):
        return Light.MET  # a count never shrinks, a percentage is judged to date
    if ceiling:
        if target.kind is Kind.COUNT and not found.met:
            return Light.MISSED
        good, bad = high <= goal, low > goal
    elif top is not None:
        good, bad = goal <= low and high <= top, high < goal or low > top
    else:
        good, bad = low >= goal, high < goal
    if good:
        return Light.MET if found.met else Light.ON_WAY
    return Light.HARD if bad else Light.SLOW
