"""Geometry of the charts that the server draws: plain Python, no Django. Templates only place it.

A view builds one of these objects, a macro of `accounts/macros/charts.html` draws it, and the same object's
rows stand in the table below it, so that picture and table cannot disagree.
"""

from accounts.pages.charts.bars import Funnel, FunnelStep, GapBars, GapRow, ScoreBars, ScorePart
from accounts.pages.charts.lines import FanChart, FanPoint, Sparkline
from accounts.pages.charts.maps import MapPoint, RingMap, Tile, TileMap
from accounts.pages.charts.names import short_name
from accounts.pages.charts.rooms import STATES, CapacityRow, CapacityStrip, Room
from accounts.pages.charts.scales import coordinate, line_path, nice_ticks, scale, spread

__all__ = [
    "STATES",
    "CapacityRow",
    "CapacityStrip",
    "FanChart",
    "FanPoint",
    "Funnel",
    "FunnelStep",
    "GapBars",
    "GapRow",
    "MapPoint",
    "RingMap",
    "Room",
    "ScoreBars",
    "ScorePart",
    "Sparkline",
    "Tile",
    "TileMap",
    "coordinate",
    "line_path",
    "nice_ticks",
    "scale",
    "short_name",
    "spread",
]
