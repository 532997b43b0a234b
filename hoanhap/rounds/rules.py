"""What may a review of the lists find of somebody, and what follows from a finding (D076, D077)?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from hoanhap.kit.enums import Labelled
from hoanhap.kit.errors import Problem
from hoanhap.kit.i18n import gettext_noop as N_


class Whom(Labelled):
    """Who is reviewed."""

    MANAGED = "managed", N_("Người đang bị quản lý")
    REGISTERED = "registered", N_("Tất cả người trong sổ")
    SELECTED = "selected", N_("Những người đã chọn trong danh sách")


class Finding(Labelled):
    """What the commune found, in the order of the keys 1 to 6."""

    PRESENT = "present", N_("Có mặt")
    MOVED = "moved", N_("Đã chuyển đi")
    IN_CUSTODY = "in_custody", N_("Bị giam, giữ")
    DEAD = "dead", N_("Đã chết")
    DUPLICATE = "duplicate", N_("Trùng hồ sơ")
    NOT_FOUND = "not_found", N_("Không tìm thấy")


class StepKind(Labelled):
    """What happened to a round."""

    OPENED = "opened", N_("Mở đợt")
    CLOSED = "closed", N_("Đóng đợt")
    REOPENED = "reopened", N_("Mở lại")


@dataclass
class CommuneFigures:
    """How far a commune is: people to review, each finding, presence checks recorded, and who confirmed how many."""

    commune: int
    people: int = 0
    done: int = 0
    found: dict[str, int] = field(default_factory=lambda: dict.fromkeys((one.value for one in Finding), 0))
    checks: int = 0
    by: dict[str, int] = field(default_factory=dict)

    @property
    def percent(self) -> float:
        """Share that is confirmed, 0 to 100."""
        return 100 * self.done / self.people if self.people else 100.0

    def frozen(self) -> dict[str, object]:
        """As it is kept when the round is closed."""
        return {
            "commune": self.commune, "people": self.people, "done": self.done, "found": self.found, "checks": self.checks, "by": self.by,
        }  # fmt: skip


def thawed(kept: Iterable[Mapping[str, object]]) -> list[CommuneFigures]:
    """The figures of a closed round as they were kept."""
    return [CommuneFigures(**one) for one in kept]  # type: ignore[arg-type]


def total(figures: Iterable[CommuneFigures]) -> CommuneFigures:
    """The figures of several communes together."""
    all_ = CommuneFigures(0)
    for one in figures:
        all_.people += one.people
        all_.done += one.done
        all_.checks += one.checks
        for name, count in one.found.items():
            all_.found[name] += count
        for name, count in one.by.items():
            all_.by[name] = all_.by.get(name, 0) + count
    return all_


def round_problems(name: str, basis: str, since: date, until: date, due_on: date) -> list[Problem]:
    """Why a round cannot be opened like this; `until` is the first day after the period."""
    problems = []
    if not name.strip():
        problems.append(Problem("no_name", N_("Chưa đặt tên đợt rà soát."), remedy=N_("Ghi tên đợt."), field="name"))
    if not basis.strip():
        problems.append(
            Problem(
                "no_basis", N_("Chưa ghi văn bản tổ chức đợt rà soát."), remedy=N_("Ghi số, ngày kế hoạch hoặc công văn."), field="basis"
            )
        )
    if since >= until:
        problems.append(
            Problem("period", N_("Ngày cuối đứng trước ngày đầu của kỳ rà soát."), remedy=N_("Sửa một trong hai ngày."), field="last")
        )
    if due_on < since:
        problems.append(Problem("due_before", N_("Hạn xong trước khi kỳ bắt đầu."), remedy=N_("Sửa hạn xong."), field="due_on"))
    return problems
