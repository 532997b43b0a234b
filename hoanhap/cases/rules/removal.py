"""When does a person leave a list of the commune, and why did they leave it?

Managed users: Law 120/2025 Điều 27 with decree 163/2026 Điều 63 (MGT-216, MGT-219); before 2026-07-01 decree 105/2021 Điều 48 (MGT-112) and
the grounds to stop of law 73/2021 Điều 23 khoản 5 (MGT-111). Addicted persons: law 73/2021 Điều 43 khoản 3 (LST-101), law 120/2025 Điều 48
khoản 3 (LST-201): these name events only, so there is no day to compute.
"""

from dataclasses import dataclass
from datetime import date

from hoanhap.cases.rules.states import CLOSED, State, StopGround
from hoanhap.kit.enums import Labelled
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.law.book import Book, Entry
from hoanhap.law.values import Value


class CommuneList(Labelled):
    """The lists that the commune keeps and this version can say something about."""

    MANAGED = "managed", N_("Danh sách người bị quản lý")
    ADDICTED = "addicted", N_("Danh sách người nghiện ma túy")


class Stage(Labelled):
    """Where the removal from a list stands."""

    UNKNOWN = "unknown", N_("chưa có ngày")
    """Nothing sets a day yet: no decision, or the law names events only."""
    PLANNED = "planned", N_("dự kiến đưa ra")
    DUE = "due", N_("đã quá ngày phải đưa ra")
    LEFT = "left", N_("đã đưa ra")


@dataclass(frozen=True)
class Closing:
    """The event that closed a case: its kind, its legal day, the ground of a stop."""

    kind: str
    on: date
    ground: str = ""


@dataclass(frozen=True)
class Removal:
    """A person's place on a list. `on` is the last day on it (planned) or the day of the event that ended it; by the shorter reading."""

    list: CommuneList
    stage: Stage
    on: date | None
    why: str
    """Message id: what sets or set the day."""
    rule: str = ""
    """Key of the rule of the book; empty where no rule in force speaks."""
    article: str = ""
    """Short citations, Vietnamese."""
    events: Value | None = None
    """The cases in which the law takes a person off the list, where it names them instead of a day."""


WHY = {
    "end": N_("hết thời hạn quản lý, có quyết định chấm dứt"),
    "determination_result": N_("được xác định là người nghiện ma túy"),
    "": N_("thủ tục đã đóng"),
}
NO_DECISION = N_("chưa có quyết định quản lý")
END_OF_TERM = N_("hết thời hạn quản lý mà không sử dụng lại")
BY_EVENT = N_("không tính trước được ngày; đưa ra khi có một trường hợp luật nêu")


def managed_removal(state: str, term_end: date | None, closing: Closing | None, law: Book, today: date) -> Removal:
    """The place on the list of managed users of a case in `state` whose measure has the last day `term_end` (None: none is running)."""
    if state in CLOSED and closing is not None:
        why = StopGround(closing.ground).label if closing.ground in StopGround else WHY.get(closing.kind, WHY[""])
        first = "management.end_when_term_expires" if closing.kind == "end" else "management.stop_grounds"
        rule, article = _law(law, closing.on, first, "management.list_removal")
        return Removal(CommuneList.MANAGED, Stage.LEFT, closing.on, why, rule, article)
    if term_end is None:
        return Removal(CommuneList.MANAGED, Stage.UNKNOWN, None, NO_DECISION)
    rule, article = _law(law, term_end, "management.end_when_term_expires", "management.list_removal")
    stage = Stage.PLANNED if today <= term_end else Stage.DUE
    return Removal(CommuneList.MANAGED, stage, term_end, END_OF_TERM, rule, article)


def is_found_addicted(state: str, closing: Closing | None) -> bool:
    """Whether the case ended because the person was found to be addicted: they then stand on the list of addicted persons."""
    return state == State.REFERRED or (closing is not None and closing.ground == StopGround.ADDICTED)


def addicted_removal(law: Book, today: date) -> Removal:
    """The place on the list of addicted persons: the law names events, none of which can be foreseen."""
    rule, article = _law(law, today, "lists.removal_addicted")
    entry = law.rule(rule).at(today) if rule else None
    return Removal(CommuneList.ADDICTED, Stage.UNKNOWN, None, BY_EVENT, rule, article, entry.value if entry is not None else None)


def _law(law: Book, on: date, *rules: str) -> tuple[str, str]:
    """The first rule in force on the day, and the citations of all of them, each once."""
    found: list[Entry] = [entry for rule in rules if (entry := law.rule(rule).at(on)) is not None and not entry.repealed]
    return (found[0].rule if found else "", "; ".join(dict.fromkeys(entry.short_basis() for entry in found)))
