"""May this be reported, withdrawn, urged?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from hoanhap.kit.errors import Problem
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.kinds import Proof, TaskKind
from hoanhap.plans.rules.tasks import Deliverable, TaskDoc
from hoanhap.tasks.rules.days import PlanDays, occurrences
from hoanhap.tasks.rules.files import FileKind
from hoanhap.tasks.rules.states import Outcome, Report, standing

MOST_QUANTITY = Decimal(10) ** 9
SHORTEST_REASON = 10
"""Letters of a reason."""


@dataclass(frozen=True)
class Told:
    """What an agency wants to report."""

    outcome: Outcome
    on: date
    deliverable: str = ""
    key: date | None = None
    quantity: Decimal | None = None
    words: str = ""
    files: tuple[FileKind, ...] = ()


def report_problems(
    told: Told, task: TaskDoc, plan: PlanDays, *, issued_on: date | None, reports: Sequence[Report], today: date
) -> Iterator[Problem]:
    """Why a report cannot be taken. `reports` are those that stand; `issued_on` is the day of the plan."""
    if told.on > today:
        yield Problem("report_future", N_("Ngày %(day)s chưa đến."), N_("Chỉ báo việc đã làm."), N_("Sửa lại ngày."), field="on",
                      params={"day": _day(told.on)})  # fmt: skip
    if told.outcome in {Outcome.DECLINED, Outcome.OBJECTED}:
        yield from _refusal_problems(told, task)
        return
    part = next((item for item in task.deliverables if item.code == told.deliverable), None)
    if (task.deliverables and part is None) or (told.deliverable and part is None):
        yield Problem("report_which", N_("Chưa chọn kết quả nào đã làm."), N_("Việc này gồm nhiều kết quả, báo từng kết quả."),
                      N_("Chọn một kết quả."), field="deliverable")  # fmt: skip
        return
    one = next((one for one in occurrences(task, plan, part) if one.key == told.key), None)
    if one is None:
        yield Problem("report_time", N_("Kế hoạch không có kỳ này."), N_("Kế hoạch vừa được điều chỉnh, hoặc trang mở đã lâu."),
                      N_("Mở lại trang, chọn kỳ khác."), field="key")  # fmt: skip
        return
    start = one.span.since if told.key else min(one.span.since, issued_on or one.span.since)
    if told.on < start:
        yield Problem("report_before", N_("Ngày %(day)s trước khi việc được giao (%(start)s)."), "", N_("Sửa lại ngày."), field="on",
                      params={"day": _day(told.on), "start": _day(start)})  # fmt: skip
    item = next(i for i in standing(task, plan, reports, max(today, one.span.since)).items if i.deliverable == part and i.occurrence == one)
    if item.done_on is not None:
        yield Problem("report_twice", N_("Đã báo làm xong ngày %(day)s."), N_("Một việc, một kỳ chỉ báo xong một lần."),
                      N_("Rút báo cáo cũ nếu sai, rồi báo lại."), params={"day": _day(item.done_on)})  # fmt: skip
    yield from _quantity_problems(told, part, item.quantity or Decimal(0))
    yield from _proof_problems(told, part)


def _refusal_problems(told: Told, task: TaskDoc) -> Iterator[Problem]:
    if told.outcome is Outcome.DECLINED and task.kind is not TaskKind.REQUEST:
        yield Problem("order_declined", N_("Việc được giao không từ chối được."), N_("Chỉ việc “đề nghị” mới từ chối được."),
                      N_("Chọn “có ý kiến khác” và nêu lý do; trong khi chờ trả lời vẫn phải làm."), field="outcome")  # fmt: skip
    if told.outcome is Outcome.OBJECTED and task.kind is TaskKind.REQUEST:
        yield Problem("request_objected", N_("Việc đề nghị không cần ý kiến khác."), "", N_("Chọn “từ chối” và nêu lý do."),
                      field="outcome")  # fmt: skip
    if len(told.words.strip()) < SHORTEST_REASON:
        yield Problem("no_reason", N_("Chưa nêu lý do."), N_("Cơ quan giao việc cần biết vì sao."), N_("Ghi lý do, ít nhất mười chữ cái."),
                      field="words")  # fmt: skip


def _quantity_problems(told: Told, part: Deliverable | None, before: Decimal) -> Iterator[Problem]:
    if told.quantity is not None and not 0 <= told.quantity < MOST_QUANTITY:
        yield Problem("report_quantity", N_("Số lượng phải từ 0 đến dưới một tỷ."), "", N_("Sửa lại số."), field="quantity")
        return
    needed = part is not None and (part.quantity is not None or part.proof is Proof.FIGURE)
    if needed and told.quantity is None:
        yield Problem(
            "report_no_quantity", N_("Chưa có số lượng."), N_("Kết quả này tính bằng số."), N_("Ghi số đã làm."), field="quantity"
        )
        return
    wanted = part.quantity if part is not None else None
    if told.outcome is Outcome.DONE and wanted is not None and before + (told.quantity or 0) < wanted:
        yield Problem(
            "report_not_all",
            N_("Mới được %(sum)s trong %(wanted)s %(unit)s."),
            "",
            N_("Chọn “đã làm một phần”, hoặc sửa số."),
            field="quantity",
            params={"sum": f"{(before + (told.quantity or 0)).normalize():f}", "wanted": f"{wanted.normalize():f}", "unit": _unit(part)},
        )


def _unit(part: Deliverable | None) -> str:
    return part.unit if part is not None else ""


def _proof_problems(told: Told, part: Deliverable | None) -> Iterator[Problem]:
    if told.outcome is not Outcome.DONE or part is None:
        return
    if part.proof is Proof.PHOTO and FileKind.PHOTO not in told.files:
        yield Problem("proof_photo", N_("Chưa có ảnh."), N_("Kế hoạch đòi ảnh cho kết quả này."), N_("Chụp hoặc chọn ảnh."), field="proofs")
    if part.proof is Proof.DOCUMENT and not {FileKind.PDF, FileKind.DOCX} & set(told.files):
        yield Problem("proof_document", N_("Chưa có văn bản."), N_("Kế hoạch đòi văn bản cho kết quả này."),
                      N_("Chọn tệp .pdf hoặc .docx."), field="proofs")  # fmt: skip


def withdrawal_problems(reason: str) -> Iterator[Problem]:
    """Why a report cannot be withdrawn."""
    if len(reason.strip()) < SHORTEST_REASON:
        yield Problem("no_reason", N_("Chưa nêu lý do rút."), N_("Báo cáo vẫn lưu, người xem cần biết vì sao rút."),
                      N_("Ghi lý do, ít nhất mười chữ cái."), field="reason")  # fmt: skip


def urging_problems(*, on: date, reply_by: date, chosen: int, today: date) -> Iterator[Problem]:
    """Why a letter cannot be written."""
    if not chosen:
        yield Problem("nobody_chosen", N_("Chưa chọn việc nào để đôn đốc."), N_("Việc đã làm xong thì không đôn đốc."),
                      N_("Đánh dấu việc còn phải làm trong danh sách."))  # fmt: skip
    if on > today:
        yield Problem("letter_future", N_("Ngày %(day)s chưa đến."), "", N_("Văn bản ghi ngày hôm nay hoặc trước đó."), field="on",
                      params={"day": _day(on)})  # fmt: skip
    if reply_by < on:
        yield Problem("letter_reply", N_("Ngày phải xong (%(day)s) trước ngày văn bản."), "", N_("Chọn ngày sau ngày văn bản."),
                      field="reply_by", params={"day": _day(reply_by)})  # fmt: skip


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
