"""How do the plain values of a plan become JSON values and back, without a hand-written mapping for each field?"""

import hashlib
import json
import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from hoanhap.plans.rules import PlanDoc

FORMAT = "hoanhap-plan-1"
"""The first key of every plan file; it changes when old programs could no longer read new files."""


DECIMALS = 6
"""Decimals kept of a number, as in the database."""


def to_plain(value: object) -> Any:
    """Dataclasses to dicts without the fields left at their default, decimals to numbers, days to ISO text."""
    if is_dataclass(value):
        return {item.name: to_plain(part) for item in fields(value) if (part := getattr(value, item.name)) != _default(item)}
    match value:
        case Enum():
            return value.value
        case date():
            return value.isoformat()
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case tuple():
            return [to_plain(part) for part in value]
        case _:
            return value


def _default(item: "Field[Any]") -> object:
    return item.default if item.default is not MISSING else MISSING


def from_plain(wanted: Any, value: Any) -> Any:
    """Build a value of the wanted type from JSON values that docs/plan.schema.json has passed. Raises ValueError on an impossible day."""
    origin = get_origin(wanted)
    if origin in (Union, types.UnionType):
        return None if value is None else from_plain(next(arm for arm in get_args(wanted) if arm is not type(None)), value)
    if origin is tuple:
        return tuple(from_plain(get_args(wanted)[0], part) for part in value)
    if is_dataclass(wanted) and isinstance(wanted, type):
        hints = get_type_hints(wanted)
        return wanted(**{name: from_plain(hints[name], part) for name, part in value.items()})
    if wanted is date:
        return date.fromisoformat(value)
    if wanted is Decimal:
        return round(Decimal(value), DECIMALS)
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return wanted(value)
    return value


def plan_to_plain(doc: PlanDoc) -> dict[str, Any]:
    """The content of a plan file."""
    return {"format": FORMAT, **to_plain(doc)}


def plan_from_plain(plain: Mapping[str, Any]) -> PlanDoc:
    """The plan of a file that has passed the schema."""
    doc: PlanDoc = from_plain(PlanDoc, {name: part for name, part in plain.items() if name not in ("format", "$schema")})
    return doc


def content_hash(doc: PlanDoc) -> str:
    """SHA-256 of the content in one fixed spelling: two files that say the same have the same hash."""
    text = json.dumps(plan_to_plain(doc), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
