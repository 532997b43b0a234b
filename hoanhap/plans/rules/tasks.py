"""What does a plan ask of whom: tasks, their deliverables, their days?"""

from dataclasses import dataclass
from decimal import Decimal

from hoanhap.plans.rules.kinds import Proof, Recurrence, TaskKind
from hoanhap.plans.rules.spans import Deadline, Span


@dataclass(frozen=True)
class Deliverable:
    """One trackable thing out of a paragraph (catalogue D047): «treo 01 băng rôn tại cổng cơ quan»."""

    code: str
    """Unique in its task: `a`, `b`, `c`."""
    text: str
    quantity: Decimal | None = None
    unit: str = ""
    """What `quantity` counts: `băng rôn`."""
    proof: Proof = Proof.NONE
    due: Deadline | None = None
    """Where it differs from its task's."""


@dataclass(frozen=True)
class TaskDoc:
    """One task of one lead agency, as the plan words it (catalogue D044–D053). `code` is unique in the plan."""

    code: str
    """`NV01`; the number of the plan stands in `where`."""
    agency: str
    """Who leads, as named in the plan; «Tất cả các đơn vị» where it is for all."""
    text: str
    where: str
    """Its place: `mục IV.1`."""
    kind: TaskKind = TaskKind.ORDER
    coordinating: tuple[str, ...] = ()
    """With whom: «phối hợp với»."""
    deliverables: tuple[Deliverable, ...] = ()
    due: Deadline | None = None
    due_text: str = ""
    """The words about time where they give no day: «cuối năm», «theo quy định». A task with neither is a question (catalogue D050)."""
    recurrence: Recurrence = Recurrence.ONCE
    period: Span | None = None
    """Its own period where it differs from the plan's."""
    window: str = ""
    """Name of the campaign window it belongs to."""
    targets: tuple[str, ...] = ()
    """Codes of the targets it serves."""
    quote: str = ""
    note: str = ""
