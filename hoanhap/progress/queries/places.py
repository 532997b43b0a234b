"""Where do the provinces and communes of today lie? One point each, from the package vietnamadminunits (docs/adr/0104)."""

import sqlite3
from contextlib import closing
from functools import cache
from importlib.util import find_spec
from pathlib import Path

type Point = tuple[float, float]
"""Latitude and longitude."""

_PROVINCES = 100_000
"""A province's id is this plus its official code, a commune's its code alone (units.gazetteer)."""


@cache
def points() -> dict[int, Point]:
    """Unit id → its point, for every commune and province of today; empty when the package is not there.

    Read from the package's file: importing the package would load its address parser.
    """
    spec = find_spec("vietnamadminunits")
    if spec is None or spec.origin is None:
        return {}
    source = Path(spec.origin).parent / "data" / "dataset.db"
    with closing(sqlite3.connect(f"file:{source}?mode=ro&immutable=1", uri=True)) as database:
        communes = database.execute("select wardCode, wardLat, wardLon from admin_units where wardLat is not null").fetchall()
        provinces = database.execute("select distinct provinceCode, provinceLat, provinceLon from admin_units").fetchall()
    found = {_PROVINCES + int(code): (float(lat), float(lon)) for code, lat, lon in provinces if lat is not None}
    return found | {int(code): (float(lat), float(lon)) for code, lat, lon in communes}
