"""What does part III of form 17 ask about the health of a person? (annex V of decree 163/2026; RULES §17.1)"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from decimal import Decimal
from typing import Any, Self

from hoanhap.kit.enums import Labelled
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people.rules.identity import read_line

HEALTH_SHEET = "people.health_sheet"
"""The purpose that sheets are sealed for (kit.seal)."""

WHO_MAY_KNOW = N_("Điều 30 Luật 64/2006/QH11, sửa đổi bởi Luật 71/2020/QH14")
"""The closed list of those who may learn of a positive HIV test (HIV-001): why only health staff open the sheet."""


class Illness(Labelled):
    """Illnesses that the form names."""

    HIV = "hiv", N_("HIV")
    TUBERCULOSIS = "tuberculosis", N_("lao")
    LIVER = "liver", N_("bệnh gan")
    OTHER = "other", N_("bệnh khác")


class Frequency(Labelled):
    """How often there is violence in the family."""

    OFTEN = "often", N_("thường xuyên")
    SOMETIMES = "sometimes", N_("thỉnh thoảng")
    RARELY = "rarely", N_("hiếm khi")


@dataclass(frozen=True)
class HealthData:
    """Part III of form 17."""

    illnesses: tuple[str, ...] = ()
    illness_note: str = ""
    mental_illness: str = ""
    family_history: str = ""
    family_violence: str = ""
    height_cm: int | None = None
    """Centimetres."""
    weight_kg: Decimal | None = None
    """Kilograms, one decimal."""
    pulse: int | None = None
    """Beats in a minute."""
    pressure_high: int | None = None
    """Millimetres of mercury."""
    pressure_low: int | None = None
    chronic_disease: str = ""
    physical_signs: str = ""
    mental_signs: str = ""
    needs_support: bool = False
    """All that other roles see: needs medical support."""

    def plain(self) -> dict[str, object]:
        """The answers as JSON values, without what stands open beside the seal."""
        answers = asdict(self)
        del answers["needs_support"]
        return answers | {"illnesses": list(self.illnesses), "weight_kg": str(self.weight_kg) if self.weight_kg is not None else None}

    @classmethod
    def from_plain(cls, answers: Mapping[str, Any], *, needs_support: bool) -> Self:
        """The answers of `plain`; what this version of the form does not know is left out."""
        known = {field.name: answers[field.name] for field in fields(cls) if field.name in answers}
        known["illnesses"] = tuple(known.get("illnesses", ()))
        if known.get("weight_kg") is not None:
            known["weight_kg"] = Decimal(known["weight_kg"])
        return cls(**known | {"needs_support": needs_support})


TEXTS = ("illness_note", "mental_illness", "family_history", "chronic_disease", "physical_signs", "mental_signs")
LENGTH = 400


def checked_health(data: HealthData) -> tuple[HealthData, list[Problem]]:
    """The sheet with cleaned texts, and what is wrong. Raises ValueError for codes that are none."""
    for code in data.illnesses:
        Illness(code)
    if data.family_violence:
        Frequency(data.family_violence)
    problems: list[Problem] = []
    clean: dict[str, str] = {}
    for name in TEXTS:
        try:
            clean[name] = read_line(getattr(data, name), field=name, length=LENGTH)
        except Refused as refused:
            problems += refused.problems
    if (data.pressure_high is None) != (data.pressure_low is None):
        problems.append(Problem("pressure_half", N_("Huyết áp ghi đủ hai số."), remedy=N_("Ví dụ 120 và 80."), field="pressure_low"))
    elif data.pressure_high is not None and data.pressure_low is not None and data.pressure_low >= data.pressure_high:
        problems.append(
            Problem("pressure_order", N_("Số dưới của huyết áp phải nhỏ hơn số trên."), remedy=N_("Gõ lại hai số."), field="pressure_low")
        )
    return replace(data, **clean), problems  # type: ignore[arg-type]
