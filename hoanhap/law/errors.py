"""What does the law book refuse, and how does it say what is wrong, why, and what to do?

Every refusal is a `LawError`. There is no default day, no default value and no guess behind any of them.
"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hoanhap.law.book import Rule


class LawError(Exception):
    """Anything the law book refuses."""


class LawDataError(LawError):
    """A file of the book is wrong. Says where (file and line) and what to do."""

    def __init__(self, file: str, line: int, problem: str, remedy: str) -> None:
        self.file = file
        self.line = line
        self.problem = problem
        self.remedy = remedy
        super().__init__(f"{file}:{line}: {problem}. {remedy}")


class UnknownRule(LawError):
    """No such rule, entry or code in the book."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"Sổ luật không có mục “{key}”. Xem các mục ở trang Sổ luật.")


class NotInForce(LawError):
    """The rule had no entry, or was repealed, on that day. `first` is the day of its first entry, `ended` that of its repeal."""

    def __init__(self, rule: "Rule", day: date) -> None:
        self.rule = rule
        self.day = day
        self.first = rule.entries[0].since
        held = rule.at(day)
        self.ended = held.since if held is not None else None
        why = f"Mục này có từ {self.first:%d/%m/%Y}" if self.ended is None else f"Mục này đã bị bãi bỏ từ {self.ended:%d/%m/%Y}"
        super().__init__(
            f"Ngày {day:%d/%m/%Y} chưa có hoặc không còn quy định “{rule.label_vi}” ({rule.key}). {why}. "
            "Kiểm tra lại ngày của sự kiện; hệ thống không lấy số mặc định."
        )


class NotAPeriod(LawError):
    """The rule holds no period that runs from a moment, or no length was chosen where the law gives a range."""

    def __init__(self, rule: str, entry_id: str, words: str, *, needs_length: bool = False) -> None:
        self.rule = rule
        self.entry_id = entry_id
        remedy = "Ghi thời hạn mà quyết định đã chọn." if needs_length else "Xem nội dung của mục; không tính hạn từ mục này."
        super().__init__(f"Mục {rule} ({entry_id}) không phải là một thời hạn tính được: {words}. {remedy}")


class RemoteUnknown(LawError):
    """The law has another period for remote communes and nobody said whether this commune is one."""

    def __init__(self, rule: str, remote_rule: str) -> None:
        self.rule = rule
        self.remote_rule = remote_rule
        super().__init__(
            f"Chưa rõ xã này có phải vùng xa, đi lại khó khăn hay không, nên chưa biết tính theo {rule} hay {remote_rule}. "
            "Cơ quan cấp tỉnh ghi xã vùng xa theo quyết định của tỉnh (Sổ luật, Mức của địa phương), rồi tính lại."
        )


class TimeMissing(LawError):
    """A period in hours was asked for from a day without its time."""

    def __init__(self, rule: str, day: date) -> None:
        self.rule = rule
        self.day = day
        super().__init__(
            f"Thời hạn {rule} tính bằng giờ, nhưng mốc ngày {day:%d/%m/%Y} chưa có giờ. "
            f"Ghi thêm giờ của sự kiện, ví dụ {day:%d/%m/%Y} 23:30."
        )


class ConditionUnknown(LawError):
    """Time passed under a condition, or an event happened, of which the entry does not say how it counts."""

    def __init__(self, rule: str, code: str, known: Sequence[str]) -> None:
        self.rule = rule
        self.code = code
        named = ", ".join(known) or "không nêu gì"
        super().__init__(
            f"Mục {rule} không nói “{code}” có làm dừng hay tính lại thời hạn không (mục nêu: {named}). "
            "Kiểm tra lại sự kiện đã ghi hoặc bổ sung mục trong sổ luật."
        )


class StillPaused(LawError):
    """The period stands still and nobody knows yet until when."""

    def __init__(self, rule: str, condition: str, since: date) -> None:
        self.rule = rule
        self.condition = condition
        self.since = since
        super().__init__(
            f"Thời hạn {rule} đang dừng từ {since:%d/%m/%Y} ({condition}), chưa biết ngày tính tiếp. Ghi ngày chấm dứt rồi tính lại."
        )
