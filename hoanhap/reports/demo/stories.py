"""What happens to made-up people under the law of each day? Histories as events, ready for the replay; no database here.

A story is told forward until it reaches the day the demonstration is made for; where it is cut, there an officer has work today. Periods
come from the law book, so that a story keeps or misses the deadlines of the law it lives under.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from hoanhap.cases.rules import Event, NoData
from hoanhap.cases.rules.data import (
    Decision,
    Determination,
    End,
    HandOver,
    MoveOut,
    Notice,
    PositiveTest,
    PresenceCheck,
    ResidenceCheck,
    Resumption,
    Sending,
    Stop,
    Suspension,
    Test,
)
from hoanhap.cases.rules.states import Addiction, DetectedBy, Presence, Residence, StopGround, Substance, TestResult
from hoanhap.kit.dates import VIETNAM
from hoanhap.law.book import Duration, book
from hoanhap.law.clocks import Moment, calendar, due

LAW_BEGINS = date(2022, 1, 1)
"""Management of illegal users exists since law 73/2021."""
MAX_EVENTS = 160
"""Ids kept for the events of one person."""


@dataclass(frozen=True)
class Staff:
    """Who works in a commune: names for papers, by sex where a sample needs a supervisor of the same one."""

    chief: str
    chair: str
    officers: dict[str, str]


@dataclass(frozen=True)
class Home:
    """A commune of today with the wards one lived in before, oldest first: (unit, first day without it)."""

    commune: int
    province: int
    name: str
    is_ward: bool
    chain: tuple[tuple[int, date], ...]
    staff: Staff

    def unit_on(self, day: date) -> int:
        """The unit of that day."""
        return next(unit for unit, until in self.chain if day < until)


class Today(Exception):
    """The story has reached the present."""


@dataclass
class Chronicle:
    """One case being told: the events so far and the moment of the last."""

    rng: random.Random
    home: Home
    sex: str
    born: date
    on: date
    next_id: int
    destination: Callable[[], Home]
    """Where somebody moves to."""
    miss: float = 0.004
    """Share of monthly checks that nobody makes."""
    events: list[Event] = field(default_factory=list)
    now: datetime = datetime.min
    term_end: date = date.max
    checked_month: tuple[int, int] = (0, 0)
    blurred: date = date.min
    """The last day on which something happened at an unknown time."""
    moves: list[tuple[date, Home]] = field(default_factory=list)
    sent_to: Home | None = None
    died_on: date | None = None

    # --- time ----------------------------------------------------------------------------------------------------------------

    def in_force(self, rule: str, on: date | None = None) -> bool:
        """Whether a rule of the law book is in force on a day (the story's own by default)."""
        entry = book().rule(rule).at(on or self.now.date())
        return entry is not None and not entry.repealed

    @property
    def by_hours(self) -> bool:
        """Whether the law of the day counts most steps in hours."""
        return self.in_force("management.suspension")

    def at(self, day: date, hour: float | None = None) -> None:
        """Go to a moment; office hours unless the hour is given. Never back."""
        minutes = int((self.rng.uniform(7.5, 17.5) if hour is None else hour) * 60)
        moment = datetime.combine(day, time.min) + timedelta(minutes=minutes)
        self.now = max(self.now + timedelta(minutes=1), moment)

    def soon(self) -> None:
        """The next step of an officer: within the deadline nearly always."""
        late = self.rng.random() < 0.04
        if self.by_hours:
            self.now += timedelta(minutes=self.rng.randint(25 * 60, 40 * 60) if late else self.rng.randint(40, 7 * 60))
        else:
            self.at(calendar().add_working_days(self.now.date(), self.rng.randint(4, 8) if late else self.rng.randint(1, 2)))

    def add(self, kind: str, data: Any = None, *, timed: bool | None = None) -> Event:
        """An event at the story's moment. Raises Today when that lies in the day of the demonstration or later."""
        if self.now.date() == self.blurred:
            self.at(self.blurred + timedelta(days=1))
        if self.now >= datetime.combine(self.on, time.min):
            raise Today
        if timed is None:
            timed = self.rng.random() < (0.97 if self.by_hours else 0.5)
        if not timed:
            self.blurred = self.now.date()
        event = Event(
            id=self.next_id, kind=kind, on=self.now.date(), at=self.recorded(self.now), unit=self.home.unit_on(self.now.date()),
            data=NoData() if data is None else data, time=self.now.time() if timed else None,
        )  # fmt: skip
        self.next_id += 1
        self.events.append(event)
        return event

    def recorded(self, moment: datetime) -> datetime:
        """When it was entered: mostly the same day, one in twenty days later; before the demonstration's day begins."""
        chance = self.rng.random()
        delay = (
            self.rng.randint(5, 300) if chance < 0.8 else self.rng.randint(600, 1800) if chance < 0.95 else self.rng.randint(3, 20) * 1440
        )
        limit = datetime.combine(self.on, time.min) - timedelta(minutes=self.rng.randint(1, 50))
        return max(min(moment + timedelta(minutes=delay), limit), moment).replace(tzinfo=VIETNAM)

    def correct(self, wrong: Event, reason: str) -> None:
        """Void an event some hours after it was entered; the caller tells it again as it was."""
        self.events.append(
            Event(
                id=self.next_id,
                kind=wrong.kind,
                on=wrong.on,
                time=wrong.time,
                at=self.recorded(wrong.at.replace(tzinfo=None)),
                unit=wrong.unit,
                data=None,
                voids=wrong.id,
                reason=reason,
            )
        )
        self.next_id += 1

    # --- steps ---------------------------------------------------------------------------------------------------------------

    @property
    def staff(self) -> Staff:
        """Who works in the present commune."""
        return self.home.staff

    def number(self, series: str) -> str:
        """A number of a paper."""
        return f"{self.rng.randint(3, 480)}/{series}"

    def signer(self) -> tuple[str, str]:
        """Who decides under the law of the day: the committee's chair, later the chief of the commune police."""
        if self.by_hours:
            return self.staff.chief, f"Trưởng Công an {self.place}"
        return self.staff.chair, f"Chủ tịch Ủy ban nhân dân {self.place}"

    @property
    def place(self) -> str:
        """«phường Cầu Giấy»."""
        return self.home.name[0].lower() + self.home.name[1:]

    def test(self, *, own: bool = True, remote: bool = False, timed: bool | None = None) -> None:
        """A positive result opens the case."""
        day = self.now.date()
        is_minor = day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day)) < 18
        clock = self.now.time() if self.now.hour * 60 + self.now.minute > 150 else None
        knows = clock is not None if timed is None else timed
        earlier = (self.now - timedelta(minutes=self.rng.randint(45, 120))).time() if knows else None
        substances = (_draw(self.rng, SUBSTANCES),) if self.rng.random() < 0.88 else (Substance.METHAMPHETAMINE.value, Substance.MDMA.value)
        self.add(
            "positive_test",
            PositiveTest(
                received_on=day,
                received_time=self.now.time() if knows else None,
                detected_on=day,
                detected_time=earlier,
                sampled_on=day,
                sampled_time=(self.now - timedelta(minutes=25)).time() if knows else None,
                supervisor=self.staff.officers[self.sex],
                supervisor_sex=self.sex,
                witness="Cha hoặc mẹ chứng kiến" if is_minor else "",
                substances=substances,
                detected_by=(DetectedBy.OWN if own else DetectedBy.OTHER).value,
                agency="" if own else "Đội Cảnh sát điều tra tội phạm về ma túy",
                result_number=self.number("PKQ"),
                remote=remote,
            ),
            timed=knows,
        )

    def verify(self, residence: Residence = Residence.STABLE) -> None:
        """The residence check."""
        self.add("residence_check", ResidenceCheck(residence.value, officer=self.staff.officers["male"]))

    def notify(self) -> None:
        """The notice to the own commune."""
        self.add("notice", Notice(self.number("TB-CAP")))

    def determine(self, result: Addiction) -> None:
        """The result of the determination of addiction comes in."""
        self.add("determination_result", Determination(result.value, "Trạm Y tế", self.number("PKQ-TYT"), received_on=self.now.date()))

    def decide(self, kind: str = "decide") -> None:
        """The management decision; its term runs from that day."""
        signer, title = self.signer()
        decision = Decision(self.number("QĐ-CAP" if self.by_hours else "QĐ-UBND"), signer, title, helper=self.staff.officers["female"])
        event = self.add(kind, decision)
        if kind == "decide" and self.rng.random() < 0.012 and event.time is not None:
            self.correct(event, "Ghi nhầm số quyết định; ghi lại theo bản đã ký.")
            event = self.add(kind, decision, timed=True)
        if kind == "decide":
            entry = book().entry("management.term", on=event.on)
            assert isinstance(entry.value, Duration)
            self.term_end = due(Moment(event.on), entry.value, calendar=calendar(), roll=False).day
            self.checked_month = (event.on.year, event.on.month)

    def opened(self) -> None:
        """From the test to the decision, as most cases go."""
        self.test(own=self.rng.random() < 0.7)
        self.soon()
        self.verify()
        self.soon()
        self.notify()
        self.soon()
        self.decide()

    def manage(self, until: date) -> None:
        """One residence check a month up to a day (exclusive)."""
        while True:
            year, month = self.checked_month
            year, month = year + month // 12, month % 12 + 1
            day = date(year, month, self.rng.randint(2, 24))
            if day >= until:
                return
            self.checked_month = (year, month)
            if day <= self.now.date() or self.rng.random() < self.miss:
                continue
            self.at(day)
            self.check(Presence.ABSENT_KNOWN if self.rng.random() < 0.06 else Presence.PRESENT)

    def check(self, result: Presence) -> None:
        """One residence check; one in 150 is entered wrongly first and corrected."""
        if self.rng.random() < 0.007:
            wrong = self.add("presence_check", PresenceCheck(Presence.ABSENT_KNOWN.value, self.staff.officers["male"]))
            self.correct(wrong, "Chọn nhầm kết quả; biên bản ghi có mặt.")
            result = Presence.PRESENT
        self.add("presence_check", PresenceCheck(result.value, self.staff.officers["male"]))

    def tested(self, result: TestResult) -> None:
        """A test while managed."""
        found = (_draw(self.rng, SUBSTANCES),) if result is TestResult.POSITIVE else ()
        self.add(
            "test",
            Test(
                result.value,
                supervisor=self.staff.officers[self.sex],
                supervisor_sex=self.sex,
                substances=found,
                result_number=self.number("PKQ"),
            ),
        )

    def move_out(self) -> Home:
        """The person leaves for another commune."""
        there = self.destination()
        day = self.now.date()
        self.add(
            "move_out",
            MoveOut(there.unit_on(day), address=f"Số {self.rng.randint(1, 150)}, ngõ {self.rng.randint(1, 60)}", moved_in_on=day),
        )
        return there

    def hand_over(self, there: Home) -> None:
        """The file is sent."""
        self.add("hand_over", HandOver(self.number("BB-CAP"), self.rng.randint(9, 60), there.unit_on(self.now.date())))
        self.sent_to = there

    def receive(self, there: Home) -> None:
        """The other commune takes the case over."""
        former, self.home = self.home, there
        try:
            event = self.add("receive")
        except Today:
            self.home = former
            raise
        self.sent_to = None
        self.moves.append((event.on, there))

    def moved(self) -> None:
        """A whole move, with what the law of the day asks of both sides."""
        there = self.move_out()
        self.soon()
        self.hand_over(there)
        if self.by_hours:
            self.now += timedelta(minutes=self.rng.randint(5, 90))
            self.add("present")
        else:
            self.now += timedelta(minutes=self.rng.randint(5, 90))
            self.add("list_notice")
        self.soon()
        self.receive(there)
        if (
            self.in_force("management.remaining_term_after_move")
            and book().entry("management.remaining_term_after_move", on=self.now.date()).id == "MGT-213"
        ):
            self.soon()
            self.decide("continue_decision")

    def stop(self, ground: StopGround) -> None:
        """A stop decision, sent."""
        signer, title = self.signer()
        died_on = self.now.date() - timedelta(days=self.rng.randint(0, 3)) if ground is StopGround.DEAD_OR_MISSING else None
        if died_on is not None and self.events[-1].on >= died_on:
            died_on = self.now.date()
        self.add("stop", Stop(ground.value, self.number("QĐ-CAP"), signer, title, died_on=died_on))
        self.died_on = died_on
        self.send()

    def suspend(self) -> None:
        """The decision to suspend while in criminal detention."""
        signer, title = self.signer()
        self.add("suspend", Suspension(self.number("QĐ-CAP"), signer, title, agency="Cơ quan Cảnh sát điều tra"))

    def end(self) -> None:
        """The end decision on the last day, sometimes some days too late."""
        day = max(self.term_end, self.now.date())
        self.at(day if self.rng.random() < 0.96 else day + timedelta(days=self.rng.randint(1, 5)))
        signer, title = self.signer()
        self.add("end", End(self.number("QĐ-CAP"), signer, title))

    def send(self) -> None:
        """The decision goes to whom it concerns."""
        self.soon()
        self.add("send_decision", Sending("Người bị quản lý, gia đình"))


SUBSTANCES = (
    (Substance.METHAMPHETAMINE.value, 58), (Substance.OPIATE.value, 13), (Substance.KETAMINE.value, 9), (Substance.MDMA.value, 8),
    (Substance.CANNABIS.value, 6), (Substance.AMPHETAMINE.value, 4), (Substance.UNKNOWN.value, 2),
)  # fmt: skip


def _draw(rng: random.Random, weighted: Sequence[tuple[str, int]]) -> str:
    return rng.choices([word for word, _ in weighted], [weight for _, weight in weighted])[0]


# --- lives -------------------------------------------------------------------------------------------------------------------


def life(told: Chronicle, start: date) -> None:
    """An ordinary case from its test on: most run to the end of the term, some do not."""
    told.at(start, told.rng.uniform(7, 23))
    if told.rng.random() < 0.05:
        _without_residence(told)
        return
    told.opened()
    _managed_life(told, again=0.16)


def _without_residence(told: Chronicle) -> None:
    told.test()
    told.soon()
    told.verify(Residence.NONE)
    told.at(told.now.date() + timedelta(days=told.rng.randint(2, 6)))
    addicted = told.rng.random() < 0.5
    told.determine(Addiction.ADDICTED if addicted else Addiction.NOT_ADDICTED)
    if not addicted:
        told.soon()
        told.decide()
        _managed_life(told, again=0.2)


def _managed_life(told: Chronicle, *, again: float) -> None:
    chance, since = told.rng.random(), told.now.date()
    incident = since + timedelta(days=told.rng.randint(25, 330))
    if chance < again:
        told.manage(incident)
        told.at(incident, told.rng.uniform(8, 22))
        told.tested(TestResult.POSITIVE)
        told.at(told.now.date() + timedelta(days=told.rng.randint(2, 5)))
        if told.rng.random() < 0.55:
            told.determine(Addiction.ADDICTED)
            told.soon()
            told.stop(StopGround.ADDICTED)
            return
        told.determine(Addiction.NOT_ADDICTED)
        told.soon()
        told.decide()
        _managed_life(told, again=again / 2)
        return
    if chance < again + 0.05:
        told.manage(incident)
        told.at(incident)
        told.moved()
    elif chance < again + 0.075:
        told.manage(incident)
        told.at(incident)
        if told.by_hours and told.rng.random() < 0.6:
            _suspended(told)
            return
        told.stop(StopGround.PRISON)
        return
    elif chance < again + 0.082:
        told.manage(incident)
        told.at(incident)
        told.stop(StopGround.DEAD_OR_MISSING)
        return
    elif chance < again + 0.11 and told.in_force("management.absence_not_counted", since):
        told.manage(incident)
        _absent(told, incident)
    elif chance < again + 0.20:
        told.manage(incident)
        told.at(incident)
        told.tested(TestResult.NEGATIVE)
    told.manage(told.term_end)
    told.end()
    told.send()


def _suspended(told: Chronicle) -> None:
    told.suspend()
    told.send()
    told.at(told.now.date() + timedelta(days=told.rng.randint(9, 120)))
    if told.now.date() > told.term_end:
        told.stop(StopGround.LONG_DETENTION)
        return
    told.add("resume", Resumption("Được thả, về nơi cư trú."))
    told.manage(told.term_end)
    told.end()
    told.send()


def _absent(told: Chronicle, day: date) -> None:
    told.at(day)
    left = told.add("presence_check", PresenceCheck(Presence.ABSENT_UNKNOWN.value, told.staff.officers["male"])).on
    told.checked_month = (left.year, left.month)
    told.at(left + timedelta(days=told.rng.randint(5, 24)))
    back = told.add("presence_check", PresenceCheck(Presence.PRESENT.value, told.staff.officers["male"])).on
    told.checked_month = max(told.checked_month, (back.year, back.month))
    told.term_end += back - left


# --- what an officer finds today ---------------------------------------------------------------------------------------------
# Each tells a case up to a point a few hours before the day of the demonstration, so that one clock runs or has run out.


def _yesterday(told: Chronicle, earliest: float, latest: float) -> None:
    """Go to some hours before the day of the demonstration."""
    midnight = datetime.combine(told.on, time.min)
    told.now = max(told.now + timedelta(minutes=1), midnight - timedelta(minutes=told.rng.randint(int(earliest * 60), int(latest * 60))))


def _running(told: Chronicle, least: int, most: int, until: int, *, since: date | None = None) -> None:
    """A case under management for some days, told up to `until` days ago."""
    start = told.on - timedelta(days=told.rng.randint(least, most))
    told.at(max(start, since) if since else start, told.rng.uniform(7, 20))
    told.miss = 0
    told.opened()
    told.manage(told.on - timedelta(days=until))


def fresh_test(told: Chronicle) -> None:
    """Residence check due today."""
    _yesterday(told, 1, 13)
    told.test(timed=True)


def stale_test(told: Chronicle) -> None:
    """Residence check overdue."""
    _yesterday(told, 26, 60)
    told.test(timed=True)


def remote_test(told: Chronicle) -> None:
    """Residence check in a remote area: due tomorrow."""
    _yesterday(told, 2, 12)
    told.test(remote=True, timed=True)


def verified(told: Chronicle) -> None:
    """Notice due today."""
    _yesterday(told, 26, 36)
    told.test(own=False, timed=True)
    _yesterday(told, 2, 12)
    told.verify()


def notified(told: Chronicle) -> None:
    """Decision due today."""
    _yesterday(told, 40, 60)
    told.test(own=False, timed=True)
    _yesterday(told, 25, 30)
    told.verify()
    _yesterday(told, 2, 12)
    told.notify()


def without_residence(told: Chronicle) -> None:
    """Waiting for the determination: no stable residence."""
    _yesterday(told, 60, 80)
    told.test(timed=True)
    _yesterday(told, 30, 50)
    told.verify(Residence.NONE)


def reuse(told: Chronicle) -> None:
    """Waiting for the determination after re-use."""
    _running(told, 70, 300, 3)
    _yesterday(told, 20, 60)
    told.tested(TestResult.POSITIVE)


def reuse_undecided(told: Chronicle) -> None:
    """The new decision is due today."""
    _running(told, 70, 300, 5)
    _yesterday(told, 72, 90)
    told.tested(TestResult.POSITIVE)
    _yesterday(told, 2, 12)
    told.determine(Addiction.NOT_ADDICTED)


def moved_away(told: Chronicle) -> None:
    """The file is to be sent today, and the person to present themselves."""
    _running(told, 70, 300, 3)
    _yesterday(told, 2, 14)
    told.move_out()


def handed_over(told: Chronicle) -> None:
    """The other commune has the file and has not answered."""
    _running(told, 70, 300, 4)
    _yesterday(told, 28, 33)
    there = told.move_out()
    _yesterday(told, 13, 20)
    told.hand_over(there)
    if told.rng.random() < 0.7:
        _yesterday(told, 10, 12)
        told.add("present")


def received(told: Chronicle) -> None:
    """The decision to continue is due today, in the other commune."""
    _running(told, 70, 300, 5)
    _yesterday(told, 70, 80)
    there = told.move_out()
    _yesterday(told, 59, 68)
    told.add("present")
    _yesterday(told, 48, 57)
    told.hand_over(there)
    _yesterday(told, 2, 12)
    told.receive(there)


def ending(days: int) -> Callable[[Chronicle], None]:
    """The term ends in so many days (negative: it ended, and nobody wrote the end decision)."""

    def story(told: Chronicle) -> None:
        end = told.on + timedelta(days=days)
        decided = date(end.year - 1, end.month, min(end.day, 28) if end.month == 2 else end.day)
        told.miss = 0
        told.at(decided - timedelta(days=9))
        told.test(own=False)
        told.at(decided - timedelta(days=6))
        told.verify()
        told.at(decided - timedelta(days=3))
        told.notify()
        told.at(decided)
        told.decide()
        told.manage(told.on)

    return story


def ended_unsent(told: Chronicle) -> None:
    """The end decision was signed yesterday and is to be sent today."""
    ending(-1)(told)
    _yesterday(told, 7, 14)
    signer, title = told.signer()
    told.add("end", End(told.number("QĐ-CAP"), signer, title))


def suspended(told: Chronicle) -> None:
    """In criminal detention."""
    _running(told, 40, 250, 12)
    told.at(told.on - timedelta(days=told.rng.randint(5, 11)))
    told.suspend()
    told.send()


def absent(told: Chronicle) -> None:
    """Gone, nobody knows where; the term stands still."""
    _running(told, 40, 120, 14, since=date(2026, 7, 1))
    told.at(told.on - timedelta(days=told.rng.randint(4, 13)))
    told.add("presence_check", PresenceCheck(Presence.ABSENT_UNKNOWN.value, told.staff.officers["male"]))


def unchecked(told: Chronicle) -> None:
    """Nobody made last month's residence check, nor one since."""
    _running(told, 75, 250, 0)
    last_month = (told.on.replace(day=1) - timedelta(days=1)).replace(day=1)
    told.events = [event for event in told.events if event.kind != "presence_check" or event.on < last_month]


EVERYWHERE: tuple[Callable[[Chronicle], None], ...] = (
    fresh_test, ending(0), notified, handed_over, verified, moved_away, unchecked, ending(3), reuse_undecided, received, ended_unsent,
)  # fmt: skip
"""What is on the wall of every commune."""
SOMEWHERE: tuple[tuple[Callable[[Chronicle], None], float], ...] = (
    (ending(5), 0.5), (reuse, 0.5), (stale_test, 0.4), (ending(-2), 0.3), (suspended, 0.5), (absent, 0.35), (without_residence, 0.35),
)  # fmt: skip
"""What is on some, with the share of communes."""
