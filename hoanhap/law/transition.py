"""Which law governs a person, a dossier or a licence whose time straddles a change of law?

A period is counted by the law of the day of its own anchor. What *runs* on the day a new law takes over (a decision, a rehabilitation, a
dossier, a licence) follows the transition rules of the book (topic `transition`, TRN-101 to TRN-210). Days, outcomes and confidence are
read there; here stands only which rule speaks of what. Where no rule speaks, nothing is guessed: `TransitionUnknown`.

No Django here.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hoanhap.law.book import Book, Confidence, Duration, Entry, LawError
from hoanhap.law.clocks import Moment, calendar, due

STATUTE = "regime.law"
"""The rule whose entries name the law on drug prevention and control of each time (PAR-001 to PAR-003)."""
BODIES = ("regime.police_takeover", "regime.two_tier_government")
"""Days inside the time of one law on which only the competent bodies changed (PAR-005, PAR-006)."""


class Running(StrEnum):
    """What may run when the law changes."""

    MANAGEMENT = "management"
    """A decision to manage an illegal user."""
    VOLUNTARY_REHAB = "voluntary_rehab"
    COMPULSORY_REHAB = "compulsory_rehab"
    """Rehabilitation in a facility under a decision."""
    COMMUNITY_REHAB = "community_rehab"
    """Compulsory rehabilitation in the community, as it was before 2022."""
    COMPULSORY_DOSSIER = "compulsory_dossier"
    """A dossier for compulsory rehabilitation that is opened but not decided."""
    POST_REHAB = "post_rehab"
    """A decision on post-rehabilitation management."""
    RELAPSE = "relapse"
    """Relapse of a person of 18 or over under an old post-rehabilitation decision; the day asked about is that of the relapse."""
    SUBSTITUTION = "substitution"
    LICENCE = "licence"
    """The licence of a rehabilitation facility."""


_RULES: dict[Running, tuple[str, ...]] = {
    Running.MANAGEMENT: ("transition.running_management_decisions",),
    Running.VOLUNTARY_REHAB: ("transition.voluntary_rehab_2022", "transition.rehab_2026"),
    Running.COMPULSORY_REHAB: ("transition.rehab_2026",),
    Running.COMMUNITY_REHAB: ("transition.community_compulsory_2022",),
    Running.COMPULSORY_DOSSIER: ("transition.dossiers_2022", "transition.dossiers_2026"),
    Running.POST_REHAB: ("transition.post_rehab_2022", "transition.running_post_rehab"),
    Running.RELAPSE: ("transition.post_rehab_relapse_2022",),
    Running.SUBSTITUTION: ("transition.substitution_treatment",),
    Running.LICENCE: ("transition.facility_licences",),
}
_OLD = {"old_term_new_post_rehab", "old_decision", "continue_under_police", "term_unchanged_with_monitoring", "continue_with_monitoring"}
_NEW = {"new_law", "compulsory_rehab_law_73"}
_CHOICE = {"may_register_voluntary_with_credit"}
"""What the codes of the transition rules mean: the old law goes on, the new one takes over, or the person may change over."""


class TransitionUnknown(LawError):
    """No transition rule of the book speaks of what runs on the day of the change."""

    def __init__(self, running: Running, change: date) -> None:
        self.running = running
        self.change = change
        super().__init__(
            f"Sổ luật không có quy định chuyển tiếp cho trường hợp này ({running.value}) ngày {change:%d/%m/%Y}. "
            "Hỏi cán bộ pháp chế; hệ thống không tự chọn luật."
        )


@dataclass(frozen=True)
class Governing:
    """The law that governs, and where that is written.

    `by` is the transition rule, or the entry of the statute where no change lies between. `admitted` are the laws that the rule leaves
    room for, the governing one first: one law where the text is clear, two where it is silent (unconfirmed) or gives the choice.
    `bodies` are the days between on which only the competent bodies changed.
    """

    statute: str
    by: Entry
    admitted: tuple[str, ...]
    bodies: tuple[Entry, ...]

    @property
    def confidence(self) -> Confidence:
        """How sure is it that this law governs?"""
        return self.by.confidence


def statute_on(law: Book, day: date) -> Entry:
    """The law on drug prevention and control of a day. Raises NotInForce."""
    return law.entry(STATUTE, on=day)


def statutes(law: Book) -> tuple[Entry, ...]:
    """The laws on drug prevention and control through time, oldest first."""
    return law.rule(STATUTE).entries


def number_of(statute: Entry) -> str:
    """The number of the law that an entry on the statute names, e.g. 120/2025/QH15."""
    return statute.basis[0].doc.number


def governing(law: Book, running: Running, *, since: date, on: date) -> Governing:
    """Which law governs on a day what began on `since` (its decision, registration or opening).

    Raises ValueError when `on` is before `since`, NotInForce before the first law, TransitionUnknown where the book has no rule.
    """
    if on < since:
        raise ValueError(f"{on} is before {since}")
    by = statute_on(law, since)
    statute = number_of(by)
    admitted: tuple[str, ...] = (statute,)
    for change in statutes(law):
        if not since < change.since <= on:
            continue
        by = _transition(law, running, change.since, on)
        new = number_of(change)
        if _takes_over(by):
            statute = new
        is_open = by.confidence is not Confidence.CONFIRMED or by.value in _CHOICE
        admitted = (statute, *sorted({*admitted, new} - {statute})) if is_open else (statute,)
    bodies = tuple(entry for key in BODIES for entry in law.rule(key).entries if since < entry.since <= on)
    return Governing(statute, by, admitted, bodies)


def _transition(law: Book, running: Running, change: date, on: date) -> Entry:
    """The rule on what runs on the day of a change, still in force on `on`."""
    for key in _RULES[running]:
        entry = law.rule(key).at(on)
        if entry is not None and not entry.repealed and entry.since == change:
            return entry
    raise TransitionUnknown(running, change)


def _takes_over(entry: Entry) -> bool:
    """Whether the new law takes over. A flag (licences) says that what is old stays valid."""
    if entry.value is True or entry.value in _OLD | _CHOICE:
        return False
    if entry.value in _NEW:
        return True
    raise LawError(f"{entry.id}: unknown outcome of a transition rule: {entry.value!r}")


def minor_stays(law: Book, *, term_end: date, change: date) -> bool:
    """Whether a person of 12 to under 18 in a public facility stays there to the end: less than the book's period is left (TRN-203).

    `change` is the day of the new law. Raises NotInForce before it.
    """
    value = law.value("transition.minors_in_public_facility", on=change)
    assert isinstance(value, Duration)
    return term_end < due(Moment(change), value, calendar=calendar(), roll=False).day
