"""The officer's home: the clock wall. What is due, on whom, by when, under which article; one click opens the right form."""

from collections import Counter
from datetime import date
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
from hoanhap.desk.queries import Ground, grounds_of
from hoanhap.kit.dates import now
from hoanhap.kit.formats import citation
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.moves import queries as moves
from hoanhap.people.queries import asks_to_answer
from hoanhap.people.queries.duplicates import open_pair_count
from hoanhap.requests.queries import asking
from hoanhap.requests.views import rows as request_rows
from hoanhap.rounds import queries as rounds
from hoanhap.tasks import queries as tasks


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
    asked = asking.wall(user, moment)
    if not others:
        _add_requests(groups, asked, moment)
    counts = {
        "overdue": wall.overdue_count + len(asked.overdue),
        "today": wall.today_count + len(asked.today),
        "week": wall.week_count + len(asked.week),
        "done": wall.done_today + len(asked.done),
    }
    climbed, climbed_count = moves.to_settle(user, moment) if has_right(user, P.MOVE_SETTLE, moment.date()) else ([], 0)
    audit(Act.VIEW, by=user, subject_type="worklist", people=_shown(groups))
    return render(
        request,
        "desk/home.html",
        {
            "now": moment,
            "today": moment.date(),
            "wall": wall,
            "counts": counts,
            "own_count": counts["overdue"] + counts["today"] + counts["week"],
            "groups": [group for group in groups if group["rows"]],
            "others": others,
            "hand_overs": moves.inbox(user),
            "rounds": [one for one in rounds.rounds_of(user) if one.round.is_open][:4],
            "asks": asks_to_answer(user),
            "climbed": climbed,
            "climbed_count": climbed_count,
            "protections": [rows.wall_row(deadline, moment) for deadline in wall.protections],
            "days": _with_requests(worklist.next_days(user, moment, rows.OURS), asked),
            "pair_count": open_pair_count(user),
            "plan_tasks": tasks.own_counts(user) if has_right(user, P.TASK_REPORT, moment.date()) else None,
            "can_record": has_right(user, P.CASE_RECORD, moment.date()),
            "dock_count": counts["overdue"] + counts["today"],
            "section": "home",
        },
    )


def ground_panel(request: OfficerRequest, person: Any, moment: Any) -> dict[str, Any] | None:
    """The panel of the person page that says which list brought the person into the register (settings.PERSON_PANELS)."""
    found = grounds_of(person)
    if not found:
        return None
    laws = [(ground, rows.law_url(ground.entry.rule, ground.on) if ground.entry and ground.on else "") for ground in found]
    return {"template": "desk/ground.html", "grounds": [_ground(ground, url) for ground, url in laws]}


def ground_lines(person: Any) -> list[tuple[str, str, date | None, str]]:
    """The same for the person's own sheet (settings.SHEET_GROUNDS): text, rule, day, what is not confirmed."""
    lines = []
    for ground in grounds_of(person):
        said = gettext("Ông/bà có trong sổ vì có tên trong danh sách “%(list)s” của %(commune)s, ghi vào sổ ngày %(day)s.")
        text = said % {"list": gettext(ground.list), "commune": ground.commune, "day": f"{ground.saved_on:%d/%m/%Y}"}
        if told := _event(ground):
            text += " " + gettext("Danh sách ghi: %(event)s.") % {"event": told}
        if ground.entry is not None:
            text += " " + gettext("Căn cứ: %(article)s.") % {"article": citation(ground.entry.short_basis(rows.language()))}
            lines.append((text, ground.entry.rule, ground.on, ""))
        else:
            lines.append((text, "", None, gettext(NO_ARTICLE)))
    return lines


NO_ARTICLE = N_("chưa xác nhận điều luật của danh sách này")


def _ground(ground: Ground, url: str) -> dict[str, Any]:
    article = ground.entry.short_basis(rows.language()) if ground.entry is not None else ""
    doubt = "" if article else gettext(NO_ARTICLE)
    return {"ground": ground, "event": _event(ground), "article": article, "article_url": url, "doubt": doubt}


def _event(ground: Ground) -> str:
    """«số 12/QĐ-UBND, ngày 03/02/2024», as far as the list told it."""
    number = gettext("số %(number)s") % {"number": ground.number} if ground.number else ""
    day = gettext("ngày %(day)s") % {"day": f"{ground.on:%d/%m/%Y}"} if ground.on else ""
    return ", ".join(part for part in (number, day) if part)


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


def _shown(groups: list[dict[str, Any]]) -> list[int]:
    """The people whose names stand on the wall, for the log."""
    return [pk for group in groups for row in group["rows"] if (pk := row.get("person_id"))]


def _add_requests(groups: list[dict[str, Any]], asked: asking.RequestWall, moment: Any) -> None:
    """Put the clocks of people's requests into the groups of the wall, by their hour; the longest overdue stay first."""
    for group, clocks in zip(groups, (asked.overdue, asked.today, asked.week), strict=False):
        added = [request_rows.wall_row(clock, moment) for clock in clocks]
        group["rows"] = sorted([*group["rows"], *added], key=lambda row: row["due_at"])
        group["count"] += len(added)
    finished = groups[-1]
    finished["rows"] += [request_rows.done_row(request) for request in asked.done]
    finished["count"] += len(asked.done)


def _with_requests(days: list[tuple[date, int, int]], asked: asking.RequestWall) -> list[tuple[date, int, int]]:
    """The week with the clocks of requests; the first day also carries those overdue."""
    due = Counter(clock.due_on for clock in (*asked.today, *asked.week))
    late = len(asked.overdue)
    return [(day, count + due[day], overdue + (late if position == 0 else 0)) for position, (day, count, overdue) in enumerate(days)]


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
