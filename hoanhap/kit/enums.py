"""How are code lists with a Vietnamese label written?"""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A string enumeration whose members carry a Vietnamese label (the message id of its translation).

    >>> class Sex(Labelled):
    ...     MALE = "male", "Nam"
    >>> Sex.MALE.label
    'Nam'
    """

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:  # the default only tells the type checker that `Sex("male")` is a look-up
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Value and label of each member, as plain strings (safe in migrations)."""
        return [(member.value, member.label) for member in cls]
