"""Checks on tasks, deliverables, obligations and campaign windows."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations

from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.document import PlanDoc
from hoanhap.plans.rules.facts import Facts
from hoanhap.plans.rules.kinds import Recurrence, TaskKind
from hoanhap.plans.rules.lexicon import lexicon
from hoanhap.plans.rules.reading import Place, passages, places, shingles, tokens
from hoanhap.plans.rules.referee import Finding, Fix, Severity, figure, listed, rule
from hoanhap.plans.rules.spans import Deadline
from hoanhap.plans.rules.tasks import TaskDoc
from hoanhap.plans.rules.words import Words

SHARED = 0.6
"""From which share of the shorter text's three-word runs on two texts say the same. The house's own measure."""
LONG_ENOUGH = 8
"""Fewer runs than these are a turn of phrase, not a task."""
MANY = 60
"""A run that stands in more texts than this is a formula of papers and says nothing about copying."""


@rule("TT15", N_("hai việc gần như nhau"), "I15")
def doubled_tasks(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """Near-equal bullets within one agency or across agencies, by the words they share in a row."""
    texts: list[tuple[Place, str, str]] = [(task.where, task.quote or task.text, task.code) for task in doc.tasks]
    yield from _pairs(texts, {task.code: task.agency for task in doc.tasks})
    if not doc.tasks:  # not yet split into tasks: the bullets of the text itself
        bullets = [(part.where, line.strip("-+• \t"), "") for part in doc.sections for line in part.text.splitlines()]
        yield from _pairs([item for item in bullets if item[1]], {})


def _pairs(texts: list[tuple[Place, str, str]], agencies: dict[str, str]) -> Iterator[Finding]:
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, (_where, text, _code) in enumerate(texts):
        for run in shingles(text):
            holders[run].append(at)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for held in holders.values():
        if 1 < len(held) <= MANY:
            for pair in combinations(held, 2):
                shared[pair] += 1
    for (one, two), runs in sorted(shared.items()):
        (place, text, code), (other_place, other, other_code) = texts[one], texts[two]
        shorter = min(len(shingles(text)), len(shingles(other)))
        if runs < LONG_ENOUGH or runs < SHARED * shorter:
            continue
        alike = round(100 * runs / shorter)
        bodies = tuple(dict.fromkeys(filter(None, (agencies.get(code, ""), agencies.get(other_code, "")))))
        yield Finding(
            "TT15",
            Severity.INFO,
            Words(N_("Hai việc gần như nhau: {one}, {two}"), {"one": code or place, "two": other_code or other_place}),
            Words(
                N_("{alike}% lời của việc ngắn hơn có trong việc kia: “{start}…”."),
                {"alike": alike, "start": " ".join(tokens(min(text, other, key=len))[:12])},
            ),
            Words(N_("Gộp làm một, hoặc nói rõ hai nơi làm khác nhau ở đâu: {bodies}."), {"bodies": bodies})
            if bodies
            else Words(N_("Bỏ một, hoặc nói rõ khác nhau ở đâu.")),
            where=tuple(dict.fromkeys((place, other_place))),
            figures=(figure("alike", alike, Words(N_("lời chung")), unit="%"),),
            tasks=tuple(filter(None, (code, other_code))),
        )


@rule("TT16", N_("“đề nghị” ghi thành “giao”"), "I16")
def order_or_request(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """Courts, procuracies, fronts and unions are asked, not ordered: they do not owe, and are not blamed."""
    words = lexicon()
    for task in doc.tasks:
        asked = f"{task.agency} {task.quote or task.text}".casefold().startswith("đề nghị") or task.text.casefold().startswith("đề nghị")
        outside = words.chain_of(doc.issuer) == "committee" and words.asked.match(task.agency) is not None
        if task.kind is TaskKind.ORDER and (asked or outside):
            yield Finding(
                "TT16",
                Severity.WARN,
                Words(N_("{task}: giao hay đề nghị?"), {"task": task.code}),
                Words(N_("Ghi là “giao”, nhưng văn bản viết “đề nghị” {agency}."), {"agency": task.agency})
                if asked
                else Words(
                    N_("Ghi là “giao”; {agency} không thuộc quyền giao của {issuer}."), {"agency": task.agency, "issuer": doc.issuer}
                ),
                Words(N_("Chọn “đề nghị”: việc đề nghị không tính trễ, không phê bình.")),
                where=(task.where,),
                tasks=(task.code,),
                fixes=(Fix("request", Words(N_("Ghi là đề nghị")), {"task": task.code}),),
            )


@rule("TT17", N_("đợt, tháng cao điểm không có ngày"), "I17")
def window_without_days(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """A campaign is named and nobody says from when to when."""
    if loose := [window for window in doc.windows if window.period is None]:
        names = tuple(window.name for window in loose)
        yield Finding(
            "TT17",
            Severity.WARN,
            Words(N_("{n} đợt cao điểm không có ngày"), {"n": len(loose)}),
            Words(N_("Không biết từ ngày nào đến ngày nào: {names}."), {"names": names}),
            Words(N_("Ghi ngày đầu và ngày cuối của từng đợt.")),
            where=tuple(dict.fromkeys(window.where for window in loose)),
            figures=(figure("windows", len(loose), Words(N_("đợt không có ngày"))),),
            tasks=tuple(task.code for task in doc.tasks if task.window in names),
        )
    found = [item for item in passages(doc) if lexicon().campaigns.search(item.text)]
    if found and not doc.windows:
        match = lexicon().campaigns.search(found[0].text)
        yield Finding(
            "TT17",
            Severity.WARN,
            Words(N_("“{name}” không có ngày"), {"name": match[0] if match else ""}),
            Words(N_("{n} chỗ nói đến đợt cao điểm, kế hoạch không nêu ngày."), {"n": len(found)}),
            Words(N_("Ghi đợt cao điểm với ngày đầu và ngày cuối vào kế hoạch.")),
            where=places(found),
            tasks=tuple(dict.fromkeys(item.task for item in found if item.task)),
        )


@rule("TT100", N_("hạn việc, đợt nằm ngoài kỳ"))
def task_outside(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """A task, a deliverable, an obligation or a window outside the period of the plan."""

    end = max(doc.period.last, doc.report.last) if doc.report else doc.period.last

    def outside(name: str, where: Place, last: Deadline, *tasks: str) -> Iterator[Finding]:
        """What is due after the period is in time as long as results are still collected."""
        if not doc.period.since <= last.last <= end:
            yield Finding(
                "TT100",
                Severity.WARN,
                Words(N_("{name}: hạn nằm ngoài kỳ"), {"name": name}),
                Words(
                    N_("Ngày cuối là {last}, kỳ là {since} – {end}."),
                    {"last": last.last, "since": doc.period.since, "end": doc.period.last},
                ),
                Words(N_("Sửa hạn hoặc kỳ thực hiện.")),
                where=(where,),
                tasks=tasks,
            )

    for task in doc.tasks:
        if task.due:
            yield from outside(task.code, task.where, task.due, task.code)
        for item in task.deliverables:
            if item.due:
                yield from outside(f"{task.code}.{item.code}", task.where, item.due, task.code)
    for window in doc.windows:
        if window.period is not None and not doc.period.covers(window.period):
            early = window.period.since < doc.period.since
            yield from outside(window.name, window.where, Deadline(window.period.since if early else window.period.last))


@rule("TT99", N_("hạn trước ngày ký"))
def due_before_signature(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """Something is due before the plan that orders it was signed."""
    if doc.issued_on is None:
        return
    dues: list[tuple[str, Place, Deadline | None]] = [(target.code, target.where, target.due) for target in doc.targets]
    dues += [(task.code, task.where, task.due) for task in doc.tasks]
    dues += [(f"{task.code}.{item.code}", task.where, item.due) for task in doc.tasks for item in task.deliverables]
    dues += [(item.name, item.where, item.due) for item in doc.subordinates]
    for name, where, due in dues:
        if due is not None and due.last < doc.issued_on:
            yield Finding(
                "TT99",
                Severity.MUST,
                Words(N_("{name}: hạn trước ngày ký"), {"name": name}),
                Words(N_("Hạn {last}, kế hoạch ký {issued}: không ai làm kịp."), {"last": due.last, "issued": doc.issued_on}),
                Words(N_("Sửa hạn, hoặc bỏ việc đã qua.")),
                where=(where,),
                figures=(figure("days", (doc.issued_on - due.last).days, Words(N_("hạn trước ngày ký")), unit="ngày"),),
            )


@rule("TT104", N_("nơi phải lập kế hoạch không có hạn"))
def obligation_without_day(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """Units must issue their own plan, and no day says by when: nobody can be late (catalogue D010)."""
    if open_ended := [item for item in doc.subordinates if item.due is None]:
        yield Finding(
            "TT104",
            Severity.INFO,
            Words(N_("{n} nơi phải lập kế hoạch không có hạn"), {"n": len(open_ended)}),
            Words(N_("Không biết nơi nào chậm: {names}."), {"names": tuple(item.name for item in open_ended[:6])}),
            Words(N_("Ghi ngày phải ban hành kế hoạch của mình.")),
            where=tuple(dict.fromkeys(item.where for item in open_ended)),
            figures=(figure("without_day", len(open_ended), Words(N_("nơi không có hạn"))),),
        )


def _has_day(doc: PlanDoc, task: TaskDoc) -> bool:
    window = next((window for window in doc.windows if window.name == task.window), None) if task.window else None
    return bool(
        task.due or task.period or (window and window.period) or (task.deliverables and all(item.due for item in task.deliverables))
    )


@rule("TT105", N_("việc không có hạn"))
def task_without_day(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """Tasks to be done once, and no day: «cuối năm», «theo quy định» or nothing (catalogue D050)."""
    lost = [task for task in doc.tasks if task.recurrence is Recurrence.ONCE and not _has_day(doc, task)]
    if lost:
        said = tuple(dict.fromkeys(task.due_text for task in lost if task.due_text))
        message = N_("Không nêu ngày: {tasks}.")
        if said:
            message = N_("Không nêu ngày, chỉ viết “{said}”: {tasks}.")
        yield Finding(
            "TT105",
            Severity.INFO,
            Words(N_("{n} việc không có hạn"), {"n": len(lost)}),
            Words(message, {"tasks": listed([task.code for task in lost]), "said": said}),
            Words(N_("Ghi ngày, hoặc chọn “thường xuyên trong kỳ” nếu làm suốt kỳ.")),
            where=tuple(dict.fromkeys(task.where for task in lost)),
            figures=(figure("without_day", len(lost), Words(N_("việc không có hạn"))),),
            tasks=tuple(task.code for task in lost),
        )


@rule("TT106", N_("việc không nêu cơ quan làm"))
def task_of_nobody(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """Nobody is named who does it."""
    if lost := [task for task in doc.tasks if not task.agency.strip()]:
        yield Finding(
            "TT106",
            Severity.WARN,
            Words(N_("{n} việc không nêu cơ quan làm"), {"n": len(lost)}),
            Words(N_("Không biết đôn đốc ai: {tasks}."), {"tasks": tuple(task.code for task in lost)}),
            Words(N_("Ghi cơ quan chủ trì cho từng việc.")),
            where=tuple(dict.fromkeys(task.where for task in lost)),
            tasks=tuple(task.code for task in lost),
        )


@rule("TT107", N_("sản phẩm có số mà sai đơn vị tính"))
def deliverable_unit(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """A number of nothing, or of other things than the target it serves counts."""
    for task in doc.tasks:
        served = [target for code in task.targets if (target := doc.target(code)) is not None and target.adds_up and target.things]
        for item in task.deliverables:
            if item.quantity is None:
                continue
            other = [target for target in served if item.unit and target.things.casefold() != item.unit.casefold()]
            if item.unit and not (served and len(other) == len(served)):
                continue
            message = (
                Words(
                    N_("Việc đếm {unit}, chỉ tiêu {target} đếm {things}: làm đủ việc vẫn không biết chỉ tiêu được bao nhiêu."),
                    {"unit": item.unit, "target": other[0].code, "things": other[0].things},
                )
                if item.unit
                else Words(N_("Ghi số {n} mà không ghi đếm gì."), {"n": item.quantity})
            )
            yield Finding(
                "TT107",
                Severity.WARN,
                Words(N_("{task}.{item}: đơn vị tính"), {"task": task.code, "item": item.code}),
                message,
                Words(N_("Ghi một đơn vị tính cho cả việc và chỉ tiêu.")),
                where=(task.where,),
                figures=(figure("quantity", item.quantity, task.where, unit=item.unit),),
                targets=tuple(target.code for target in other),
                tasks=(task.code,),
            )
