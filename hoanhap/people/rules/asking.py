"""What does an officer ask of the unit that holds somebody's file, and how often?"""

from datetime import date, timedelta

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_

ASKS_A_DAY = 10
"""How often an officer may ask in a day (of Viet Nam): asking is for work on a person, not curiosity. This program's own limit."""

MOST_AT_ONCE = 3
"""When more people fit what was typed, nobody is asked: the officer narrows the search first."""

OPEN_DAYS = 7
"""A file that was opened may be read on so many days, the day of the answer included. This program's own limit."""


class AskPurpose(Labelled):
    """What the answer is needed for."""

    REGISTER = "register", N_("sắp đăng ký người này, cần biết đã có hồ sơ chưa")
    RESIDENCE = "residence", N_("xác minh nơi cư trú")
    TEST = "test", N_("vừa xét nghiệm dương tính tại địa bàn")
    MOVE = "move", N_("người này chuyển đến, chưa nhận được hồ sơ")
    OTHER = "other", N_("việc khác, nêu ở ô giải thích")


class AskState(Labelled):
    """What became of an ask."""

    WAITING = "waiting", N_("chờ trả lời")
    OPENED = "opened", N_("đã mở cho xem")
    DECLINED = "declined", N_("không mở")


def open_until(on: date) -> date:
    """The first day on which a file that was opened on a day is closed again."""
    return on + timedelta(days=OPEN_DAYS)
