"""Which agencies does an officer report for, and is the agency that owes a task one of them?"""

from collections.abc import Iterable
from dataclasses import dataclass

from hoanhap.accounts.rights import RIGHTS, P, Role
from hoanhap.units.rules import ENTERED_KINDS, Level, OrganisationKind

KIND_OF_ROLE = {
    Role.COMMUNE_OFFICER: OrganisationKind.COMMUNE_POLICE,
    Role.COMMUNE_CHIEF: OrganisationKind.COMMUNE_POLICE,
    Role.COMMITTEE_OFFICER: OrganisationKind.PEOPLE_COMMITTEE,
    Role.PROVINCE_OFFICER: OrganisationKind.PROVINCIAL_POLICE,
    Role.STEERING_OFFICER: OrganisationKind.STEERING_OFFICE,
}
"""The agency of a role whose grant names none."""


@dataclass(frozen=True)
class Seat:
    """What a grant says of where an officer works. `unit` is None for the whole country."""

    role: str
    unit: int | None
    level: str = ""
    organisation: int | None = None
    kind: str = ""
    """The kind of the organisation, where the grant names one."""


@dataclass(frozen=True)
class Duty:
    """An agency that an officer reports for. Police and committees are known by their unit of today, because their names change with
    it; entered ones (associations, facilities) only by themselves."""

    unit: int
    is_commune: bool
    kind: str
    organisation: int | None = None

    @property
    def by_unit(self) -> bool:
        """Whether unit and kind say which agency it is."""
        return self.kind not in ENTERED_KINDS


def duties_of(seats: Iterable[Seat]) -> tuple[Duty, ...]:
    """The agencies for which an officer may report."""
    found = []
    for seat in seats:
        if seat.unit is None or P.TASK_REPORT not in RIGHTS[Role(seat.role)]:
            continue
        own = KIND_OF_ROLE.get(Role(seat.role))
        kind = seat.kind or (own.value if own else "")
        if kind:
            found.append(Duty(seat.unit, seat.level == Level.COMMUNE, kind, seat.organisation))
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class Agency:
    """Who owes a task, as far as reporting asks. `kind` is empty for a unit as a whole and for a mere name."""

    kind: str
    holder: int | None
    commune: int | None
    province: int | None
    is_unit: bool
    """It is a unit as a whole: any agency of the unit answers."""

    @property
    def has_account(self) -> bool:
        """Whether somebody of the register can report; the issuer enters what others tell."""
        return self.holder is not None or self.is_unit

    def answers(self, duty: Duty) -> bool:
        """Whether an officer of this duty reports for it."""
        if duty.organisation is not None and duty.organisation == self.holder:
            return True
        here = self.commune == duty.unit if duty.is_commune else self.commune is None and self.province == duty.unit
        return duty.by_unit and here and (self.kind == duty.kind if self.kind else self.is_unit)
