"""What do the events of a management case say, besides their day and time?"""

from dataclasses import dataclass
from datetime import date, time

from hoanhap.cases.rules.states import DetectedBy, Sample, TestGround


@dataclass(frozen=True)
class PositiveTest:
    """The result sheet of a positive test. The event's moment is the result's; the commune police received it at `received_*`."""

    received_on: date | None = None
    received_time: time | None = None
    detected_on: date | None = None
    detected_time: time | None = None
    sampled_on: date | None = None
    sampled_time: time | None = None
    sample: str = Sample.URINE.value
    supervisor: str = ""
    supervisor_sex: str = ""
    witness: str = ""
    substances: tuple[str, ...] = ()
    ground: str = TestGround.DETECTED.value
    detected_by: str = DetectedBy.OWN.value
    agency: str = ""
    result_number: str = ""
    remote: bool = False


@dataclass(frozen=True)
class ResidenceCheck:
    """Whether the person has a stable residence, and where."""

    result: str
    address: str = ""
    officer: str = ""


@dataclass(frozen=True)
class Notice:
    """The notice of illegal use. `to_commune` is set when the person lives in another commune, which then takes the case over."""

    number: str = ""
    to_commune: int | None = None
    received_on: date | None = None
    received_time: time | None = None
    signer: str = ""
    signer_title: str = ""


@dataclass(frozen=True)
class Determination:
    """The result of the determination of addiction (its own procedure comes with a later version)."""

    result: str
    place: str = ""
    number: str = ""
    received_on: date | None = None
    received_time: time | None = None


@dataclass(frozen=True)
class Decision:
    """A signed management decision."""

    number: str = ""
    signer: str = ""
    signer_title: str = ""
    team: str = ""
    helper: str = ""


@dataclass(frozen=True)
class PresenceCheck:
    """One residence check of a managed person."""

    result: str
    officer: str = ""
    note: str = ""


@dataclass(frozen=True)
class Test:
    """A test of a managed person."""

    result: str
    sample: str = Sample.URINE.value
    supervisor: str = ""
    supervisor_sex: str = ""
    witness: str = ""
    substances: tuple[str, ...] = ()
    result_number: str = ""


@dataclass(frozen=True)
class MoveOut:
    """The person left for another commune; the event's moment is the leaving."""

    to_commune: int
    address: str = ""
    moved_in_on: date | None = None
    moved_in_time: time | None = None


@dataclass(frozen=True)
class HandOver:
    """The file was sent to the commune the person moved to."""

    number: str = ""
    pages: int | None = None
    to_commune: int | None = None
    signer: str = ""
    signer_title: str = ""


@dataclass(frozen=True)
class ReturnFile:
    """The commune that was sent the file does not accept it, and why; `reason` is a code of moves.rules.Contest."""

    why: str
    reason: str = ""


@dataclass(frozen=True)
class Settlement:
    """The province says which commune answers for the person, after a contest or where nobody answered."""

    to_commune: int
    note: str = ""


@dataclass(frozen=True)
class Suspension:
    """Management pauses while the person is in criminal detention."""

    number: str = ""
    signer: str = ""
    signer_title: str = ""
    agency: str = ""


@dataclass(frozen=True)
class Resumption:
    """The person left detention within the term."""

    note: str = ""


@dataclass(frozen=True)
class Stop:
    """A stop decision with its ground."""

    ground: str
    number: str = ""
    signer: str = ""
    signer_title: str = ""
    basis: str = ""
    died_on: date | None = None


@dataclass(frozen=True)
class End:
    """The end decision when the term has run out."""

    number: str = ""
    signer: str = ""
    signer_title: str = ""


@dataclass(frozen=True)
class LawChange:
    """The case is put under another law. `law` is the number of that law; the event's day is the day from which it governs."""

    law: str
    why: str = ""


@dataclass(frozen=True)
class Sending:
    """To whom a decision was sent."""

    recipients: str = ""
