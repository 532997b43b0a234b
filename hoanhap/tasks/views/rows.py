"""How is a task written on a page: its state in words, its day, what is asked for?"""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from hoanhap.kit.dates import today
from hoanhap.kit.formats import day, number
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.kinds import Proof, Recurrence, TaskKind
from hoanhap.tasks import queries
from hoanhap.tasks.rules.states import Item, Outcome, State

GROUPS = (
    (State.OVERDUE, N_("Quá hạn")),
    (State.SOON, N_("Sắp đến hạn")),
    (State.UNCLEAR, N_("Chưa rõ hạn")),
    (State.NOT_DUE, N_("Chưa đến hạn")),
    (State.LATE, N_("Đã làm muộn")),
    (State.DONE, N_("Đã làm")),
    (State.DECLINED, N_("Đã từ chối")),
)


def state_chip(state: State) -> dict[str, str]:
    """A state for kit/state.html and kit/say.html."""
    return {"text": gettext(state.label), "tone": queries.TONES[state], "icon": queries.ICONS[state]}


def days_left(last: date | None, state: State) -> str:
    """«quá 22 ngày», «còn 3 ngày», «hết hôm nay»; nothing where no day is given or nothing is owed."""
    if last is None or not state.is_open:
        return ""
    left = (last - today()).days
    if left < 0:
        return ngettext("quá %(count)s ngày", "quá %(count)s ngày", -left) % {"count": number(-left)}
    if left == 0:
        return gettext("hết hôm nay")
    return ngettext("còn %(count)s ngày", "còn %(count)s ngày", left) % {"count": number(left)}


def item_label(item: Item, recurrence: Recurrence) -> str:
    """One thing asked for, in a few words: the deliverable and its time."""
    parts = [item.deliverable.text] if item.deliverable else []
    if item.occurrence.key is not None:
        parts.append(time_label(item, recurrence))
    return ", ".join(parts) or gettext("cả việc")


def time_label(item: Item, recurrence: Recurrence) -> str:
    """Which week, month, … of a recurring task."""
    key = item.occurrence.key
    if key is None:
        return ""
    match recurrence:
        case Recurrence.MONTHLY:
            return gettext("tháng %(month)s/%(year)s") % {"month": key.month, "year": key.year}
        case Recurrence.QUARTERLY:
            return gettext("quý %(quarter)s/%(year)s") % {"quarter": (key.month + 2) // 3, "year": key.year}
        case Recurrence.HALF_YEARLY:
            half = gettext("6 tháng đầu năm %(year)s") if key.month == 1 else gettext("6 tháng cuối năm %(year)s")
            return half % {"year": key.year}
        case Recurrence.YEARLY:
            return gettext("năm %(year)s") % {"year": key.year}
    return gettext("tuần từ %(day)s") % {"day": day(key)}


def item_row(item: Item, task: Any) -> dict[str, Any]:
    """One thing asked for, as the table of a task shows it."""
    part = item.deliverable
    return {
        "key": queries.item_key(item),
        "label": item_label(item, task.recurrence),
        "last": item.last,
        "left": days_left(item.last, item.state),
        "off": queries.day_off(item.last) if item.last else "",
        "source": gettext(item.occurrence.source.label),
        "state": state_chip(item.state),
        "is_open": item.state.is_open,
        "done_on": item.done_on,
        "is_partly": item.is_partly,
        "quantity": _of(item),
        "proof": gettext(part.proof.label) if part and part.proof is not Proof.NONE else "",
        "needs_photo": part is not None and part.proof is Proof.PHOTO,
        "is_quick": is_quick(item),
    }


def _of(item: Item) -> str:
    """«3 của 8 băng rôn»."""
    part = item.deliverable
    if part is None or part.quantity is None:
        return plain(item.quantity) if item.quantity is not None else ""
    done = plain(item.quantity) if item.quantity is not None else "0"
    return gettext("%(done)s của %(wanted)s %(unit)s") % {"done": done, "wanted": plain(part.quantity), "unit": part.unit}


def plain(value: Decimal) -> str:
    """A number without the zeros that the database adds behind the comma."""
    return number(Decimal(f"{value.normalize():f}"))


def is_quick(item: Item) -> bool:
    """Whether one tap can report it: it asks for no number and no document, at most for a picture."""
    part = item.deliverable
    return part is None or (part.quantity is None and part.proof in {Proof.NONE, Proof.PHOTO})


def owed_row(one: queries.Owed) -> dict[str, Any]:
    """One task of one agency, as the lists show it."""
    first = next(iter(one.stand.open_items), None)
    missed = one.stand.overdue
    return {
        "pk": one.row.pk,
        "request_key": uuid4(),
        "url": reverse("task_detail", args=[one.row.pk]),
        "name": one.row.name,
        "words": one.row.words,
        "is_question": one.row.is_question,
        "code": one.task.code,
        "text": one.task.text,
        "kind": gettext(one.task.kind.label),
        "is_request": one.task.kind is TaskKind.REQUEST,
        "plan": one.plan,
        "window": one.task.window,
        "state": state_chip(one.state),
        "tone": queries.TONES[one.state],
        "is_open": one.state.is_open,
        "last": one.stand.last,
        "left": days_left(one.stand.last, one.state),
        "off": queries.day_off(one.stand.last) if one.stand.last and one.state.is_open else "",
        "due_text": one.task.due_text,
        "missed": len(missed) if len(missed) > 1 else 0,
        "open_count": len(one.stand.open_items),
        "first": item_row(first, one.task) if first else None,
        "recurrence": gettext(one.task.recurrence.label) if one.task.recurrence is not Recurrence.ONCE else "",
        "is_objected": one.stand.is_objected,
        "urged": one.urged,
        "done_on": max((item.done_on for item in one.stand.items if item.done_on), default=None),
    }


def groups(owed: list[queries.Owed]) -> list[dict[str, Any]]:
    """The tasks under their states, the most pressing first; empty states are left out."""
    found = []
    for state, title in GROUPS:
        rows = [owed_row(one) for one in owed if one.state is state]
        if rows:
            found.append(
                {"id": state.value, "tone": queries.TONES[state], "icon": queries.ICONS[state], "title": gettext(title), "rows": rows}
            )
    return found


def outcomes_for(kind: TaskKind) -> tuple[Outcome, ...]:
    """What may be reported: a request may be declined, an order objected to."""
    return (Outcome.DONE, Outcome.PARTLY, Outcome.DECLINED if kind is TaskKind.REQUEST else Outcome.OBJECTED)
