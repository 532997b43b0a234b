"""The officer's home: the clock wall. What is due, on whom, by when, under which article; one click opens the right form."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, has_right
from hoanhap.audit.rules import Action as Act
from hoanhap.audit.services import record as audit
from hoanhap.cases.queries import worklist
from hoanhap.cases.views import rows
from hoanhap.kit.dates import now
from hoanhap.moves import queries as moves
from hoanhap.rounds import queries as rounds


def home(request: OfficerRequest) -> HttpResponse:
    """The clock wall of those who work on people; others begin where their work is: plans, or the law book."""
    moment = now()
    user = request.user
    if not has_right(user, P.CASE_VIEW, moment.date()):
        if has_right(user, P.HEALTH_VIEW, moment.date()):
            return redirect("health_start")
        return redirect("plan_list" if has_right(user, P.PLAN_VIEW, moment.date()) else "law_index")
    others = request.GET.get("viec") == "don-vi-khac"
    wall = worklist.wall(user, moment, rows.OURS)
    groups = [_others_group(worklist.of_others(user, moment, rows.OURS), moment)] if others else _own_groups(wall, moment)
    climbed, climbed_count = moves.to_settle(user, moment) if has_right(user, P.MOVE_SETTLE, moment.date()) else ([], 0)
    audit(Act.VIEW, by=user, subject_type="worklist")
    return render(
        request,
        "desk/home.html",
        {
            "now": moment,
            "today": moment.date(),
            "wall": wall,
            "own_count": wall.overdue_count + wall.today_count + wall.week_count,
            "groups": [group for group in groups if group["rows"]],
            "others": others,
            "hand_overs": moves.inbox(user),
            "rounds": [one for one in rounds.rounds_of(user) if one.round.is_open][:4],
            "climbed": climbed,
            "climbed_count": climbed_count,
            "protections": [rows.wall_row(deadline, moment) for deadline in wall.protections],
            "days": worklist.next_days(user, moment, rows.OURS),
            "can_record": has_right(user, P.CASE_RECORD, moment.date()),
            "dock_count": wall.overdue_count + wall.today_count,
            "section": "home",
        },
    )


def help(request: OfficerRequest) -> HttpResponse:
    """Keys, and how the pages are meant."""
    return render(request, "desk/help.html", {"section": "home"})


def _own_groups(wall: worklist.Wall, moment: Any) -> list[dict[str, Any]]:
    groups = [
        _group("qua-han", "danger", "alert-circle", gettext("Quá hạn"), wall.overdue, wall.overdue_count, moment),
        _group("hom-nay", "warn", "hourglass-high", gettext("Đến hạn hôm nay"), wall.today, wall.today_count, moment),
        _group("tuan-nay", "plain", "calendar-week", gettext("Trong tuần này"), wall.week, wall.week_count, moment),
    ]
    finished = _group("da-xong", "ok", "circle-check", gettext("Đã xong hôm nay"), wall.done, wall.done_today, moment)
    for row in finished["rows"]:
        row.update(tone="ok", left=gettext("đã ghi"), fuse=None, verb=gettext("Xem"), verb_url=row["person_url"], done=True)
    return [*groups, finished]


def _others_group(deadlines: list[worklist.DeadlineView], moment: Any) -> dict[str, Any]:
    group = _group(
        "don-vi-khac", "plain", "building-community", gettext("Việc của đơn vị khác trên người của tôi"), deadlines, len(deadlines), moment
    )
    group["rows"] = [rows.wall_row(deadline, moment, ours=False) for deadline in deadlines]
    return group


def _group(key: str, tone: str, icon: str, title: str, deadlines: list[worklist.DeadlineView], count: int, moment: Any) -> dict[str, Any]:
    return {
        "id": key,
        "tone": tone,
        "icon": icon,
        "title": title,
        "count": count,
        "rows": [rows.wall_row(deadline, moment) for deadline in deadlines],
    }
