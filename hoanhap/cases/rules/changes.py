"""Which running deadlines move from one timeline of a case to another?"""

from collections.abc import Iterator

from hoanhap.cases.rules.engine import DeadlineRow, DeadlineState, Timeline


def moves(before: Timeline, after: Timeline) -> Iterator[tuple[DeadlineRow, DeadlineRow]]:
    """Deadlines that run in both timelines from the same moment and end at another: as before, as after.

    They are matched by clock and anchor, not by key: the end of a term has another key under another law.
    """
    running = {(row.clock, row.anchor): row for row in after.deadlines if row.state is DeadlineState.OPEN}
    for old in before.deadlines:
        new = running.get((old.clock, old.anchor)) if old.state is DeadlineState.OPEN else None
        if new is not None and new.due != old.due:
            yield old, new
