"""How is a plan read out on a terminal: head, targets, tasks with their deliverables, tables, one thing a line?"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from hoanhap.plans.rules import AllocationTable, Deadline, PlanDoc, Recurrence, TargetDoc, TaskDoc


def in_words(doc: PlanDoc) -> Iterator[str]:
    """The lines of a plan for people. Nothing is shortened except the tables, which keep their cells as printed."""
    yield f"{doc.reference or _('chưa có số')} · {', '.join((doc.issuer, *doc.co_issuers))}"
    yield doc.title
    period = f"{doc.period.since:%d/%m/%Y} – {doc.period.last:%d/%m/%Y}"
    issued = f"{doc.issued_on:%d/%m/%Y}" if doc.issued_on else _("không nêu")
    issued = _("ban hành %(day)s") % {"day": issued}
    yield " · ".join((_(doc.kind.label), _("kỳ %(period)s") % {"period": period}, issued, _(doc.status.label)))
    for label, lines in (
        (_("Văn bản trên"), doc.parents),
        (_("Căn cứ"), tuple(basis.text for basis in doc.bases)),
        (_("Điều kiện chung"), doc.constraints),
        (_("Báo cáo"), (_due(doc.report),) if doc.report else ()),
        (_("Phải lập kế hoạch riêng"), tuple(item.name + (f", {_due(item.due)}" if item.due else "") for item in doc.subordinates)),
        (_("Đợt cao điểm"), tuple(window.name for window in doc.windows)),
    ):
        yield from (f"{label}: {line}" for line in lines)
    yield from _titled(_("CHỈ TIÊU"), [line for target in doc.targets for line in _target(target)])
    yield from _titled(_("NHIỆM VỤ"), [line for task in doc.tasks for line in _task(task)])
    for table in doc.tables:
        yield from _titled(_("BIỂU: %(title)s") % {"title": table.title}, list(_table(table)))


def _titled(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield ""
        yield title
        yield from lines


def _due(due: Deadline) -> str:
    day = f"{due.on:%d/%m/%Y}"
    text = _("trước ngày %(day)s") % {"day": day} if due.exclusive else _("hạn %(day)s") % {"day": day}
    return text + (", " + _("gửi %(to)s") % {"to": due.to} if due.to else "")


def _target(target: TargetDoc) -> Iterator[str]:
    indent = "    " if target.parent else "  "
    amount = target.assigned or _("không có số")
    yield f"{indent}{target.code}  {target.text}: {_(target.comparator.label)} {amount}".rstrip()
    more = [
        _(target.level.label) if target.level.value == "strived" else "",
        _("trong số %(population)s") % {"population": target.population} if target.population else "",
        target.owner,
        target.indicator or target.measure_name,
        target.where,
    ]
    yield f"{indent}      {' · '.join(filter(None, more))}"
    for milestone in target.milestones:
        yield f"{indent}      {milestone.year}: {milestone.printed or milestone.value}"


def _task(task: TaskDoc) -> Iterator[str]:
    yield f"  {task.code}  {task.agency} ({_(task.kind.label)}): {task.text}"
    rhythm = _(task.recurrence.label) if task.recurrence is not Recurrence.ONCE else ""
    when = _due(task.due) if task.due else task.due_text or rhythm or _("chưa nêu hạn")
    more = [
        task.where,
        when,
        rhythm if task.due else "",
        task.window,
        _("cùng %(who)s") % {"who": ", ".join(task.coordinating)} if task.coordinating else "",
    ]
    yield f"        {' · '.join(filter(None, more))}"
    for item in task.deliverables:
        amount = f" [{item.quantity.normalize():f} {item.unit}]" if item.quantity is not None else ""
        yield f"        {item.code}) {item.text}{amount}" + (f" · {_due(item.due)}" if item.due else "")


def _table(table: AllocationTable) -> Iterator[str]:
    rows = [("", *(column.label for column in table.columns)), *((row.name, *row.cells) for row in table.rows)]
    if table.totals:
        rows.append((table.totals_label, *table.totals))
    names = max(len(row[0]) for row in rows)
    for at, label in enumerate(rows[0][1:], start=1):
        yield f"  ({at}) {label}"
    yield "  " + " " * names + "".join(f"{f'({at})':>8}" for at in range(1, len(rows[0])))
    for row in rows[1:]:
        yield f"  {row[0]:<{names}}" + "".join(f"{text or '·':>8}" for text in row[1:])
