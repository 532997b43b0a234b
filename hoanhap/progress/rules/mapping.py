"""Where does each unit lie on a drawn map? Points of latitude and longitude as places on a sheet, north up, no distortion worth seeing."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos, radians

MARGIN = 14.0
"""Room around the outermost points, SVG units."""
MOST_HEIGHT = 1.25
"""A country that is higher than this many widths is drawn narrower."""


@dataclass(frozen=True)
class Sheet:
    """The drawing: its size and the place of each unit."""

    width: float
    height: float
    places: Mapping[int, tuple[float, float]]


def sheet(points: Mapping[int, tuple[float, float]], *, width: float = 640) -> Sheet:
    """Lay points (latitude, longitude) out on a sheet: one scale both ways, longitude shortened as on the middle parallel."""
    if not points:
        return Sheet(width, width / 2, {})
    north, south = max(lat for lat, _ in points.values()), min(lat for lat, _ in points.values())
    west, east = min(lon for _, lon in points.values()), max(lon for _, lon in points.values())
    shorten = cos(radians((north + south) / 2))
    across, down = (east - west) * shorten, north - south
    room = width - 2 * MARGIN
    scale = min(room / across if across else room, room * MOST_HEIGHT / down if down else room)
    left = (width - across * scale) / 2
    return Sheet(
        width,
        round(down * scale + 2 * MARGIN, 1),
        {
            unit: (round(left + (lon - west) * shorten * scale, 1), round(MARGIN + (north - lat) * scale, 1))
            for unit, (lat, lon) in points.items()
        },
    )
