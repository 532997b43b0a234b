"""Who is meant by «UBND các phường», and how does a unit stand that must issue a plan of its own?"""

import re
from datetime import date

from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.spans import Deadline

_KINDS = ("Quận", "Huyện", "Thị xã", "Thành phố", "Thị trấn", "Phường", "Xã", "Đặc khu")
_KIND = "(?:" + "|".join(kind.lower() for kind in _KINDS) + ")"
_LIST = re.compile(
    rf"\b(?P<each>các|mỗi|toàn bộ|tất cả các)?\s*(?P<kinds>{_KIND}(?:\s*(?:,|và|-|–)\s*{_KIND})*)"
    r"\s*(?=$|[,;.(]|trực thuộc|trên địa bàn)"
)


class ChildState(Labelled):
    """Whether a plan that must be issued has been, and in time."""

    ISSUED = "issued", N_("đã ban hành")
    LATE = "late", N_("ban hành muộn")
    DRAFTED = "drafted", N_("đang dự thảo")
    WAITING = "waiting", N_("chưa ban hành")
    OVERDUE = "overdue", N_("quá hạn")


def kinds_meant(name: str) -> frozenset[str]:
    """The kinds of units that a name means one by one; empty for one named unit or agency.

    >>> sorted(kinds_meant("UBND, Ban Chỉ đạo các phường")), kinds_meant("UBND phường Dịch Vọng")
    (['Phường'], frozenset())
    >>> sorted(kinds_meant("UBND các quận, huyện, thị xã"))
    ['Huyện', 'Quận', 'Thị xã']
    """
    for match in _LIST.finditer(name.lower()):
        words = re.findall(_KIND, match["kinds"])
        if match["each"] or len(words) > 1:
            return frozenset(kind for kind in _KINDS if kind.lower() in words)
    return frozenset()


def child_state(due: Deadline | None, issued_on: date | None, *, is_issued: bool, is_drafted: bool, today: date) -> ChildState:
    """How it stands on a day. Without a day by which it is due nothing is late; the last day itself is in time."""
    if is_issued:
        return ChildState.LATE if due and issued_on and issued_on > due.last else ChildState.ISSUED
    if due and today > due.last:
        return ChildState.OVERDUE
    return ChildState.DRAFTED if is_drafted else ChildState.WAITING
