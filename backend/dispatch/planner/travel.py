"""The one door to OSRM: how long a drive takes, and the line it follows.

Where the road server is absent, silent or confused, the answer is reckoned from geodesic
distance instead, and says so with a reason. Network: never call this inside a transaction.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, TypeVar, cast
from urllib.parse import urlencode

import numpy as np
from numpy.typing import NDArray

from backend.dispatch.planner.checks import Matrix
from backend.lib.errors import Invalid
from backend.lib.geo import Point, checked_point, distance_m

if TYPE_CHECKING:
    import httpx

Key = TypeVar("Key")
Source = Literal["roads", "geodesic"]
# Streets wind, and a van in town is slow: what a straight metre costs without a road server.
DETOUR = 1.4
SPEED_M_S = 7.0
# A line is as fine as a map of the whole way shows it: a city's hundred days in full detail would
# be megabytes of points that fall on one another.
# Who has parked may leave either way; without this OSRM forbids turning at a stop, and the
# legs of a line would be longer than the same legs of the table.
BRIEF = {"annotations": "duration", "skip_waypoints": "true"}
LINE = {"overview": "simplified", "geometries": "geojson", "continue_straight": "false"}


@dataclass(frozen=True, slots=True)
class FarPoint:
    """A point that lies `distance_m` from the nearest road; its times are less than certain."""

    index: int
    distance_m: float


@dataclass(frozen=True, eq=False, slots=True)
class RoadTimes:
    """Square matrices over the points asked, in their order.

    `reason` says why `source` is not "roads": "no-server", "no-answer", "too-slow", "refused" or
    "unreadable". `holes` counts pairs without a road between, which were reckoned geodesically.
    """

    seconds: Matrix
    metres: Matrix
    source: Source
    reason: str | None = None
    far: tuple[FarPoint, ...] = ()
    holes: int = 0


@dataclass(frozen=True, slots=True)
class RoadLeg:
    """From one point to the next."""

    seconds: int
    metres: int


@dataclass(frozen=True, slots=True)
class RoadLine:
    """The line to draw, as (lon, lat) pairs, and its legs; `source` and `reason` as above."""

    line: tuple[tuple[float, float], ...]
    legs: tuple[RoadLeg, ...]
    source: Source
    reason: str | None = None


class NoRoadsError(Exception):
    """The road server gave no usable answer; `reason` is one of `RoadTimes.reason`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Roads:
    """One road server (`url` None: there is none), with the patience we have for it.

    `brief` is for who waits: tables of seconds only, their metres empty and no point far.
    """

    url: str | None
    time_limit_s: float = 10.0
    far_m: float = 250.0
    brief: bool = False
    transport: "httpx.BaseTransport | None" = field(default=None, repr=False)
    client: "httpx.Client | None" = field(default=None, repr=False)

    def table(self, points: Sequence[Point]) -> RoadTimes:
        """Seconds and metres between all `points` in one call of OSRM's Table service."""
        points = _checked(points)
        if len(points) < 2:
            return geodesic_times(points, reason=None if self.url else "no-server")
        try:
            if self.brief:
                return _as_seconds(self._ask("table", points, **BRIEF), points)
            said = self._ask("table", points, annotations="duration,distance")
            return _as_times(said, points, self.far_m)
        except NoRoadsError as no:
            return geodesic_times(points, reason=no.reason)

    def route(self, points: Sequence[Point]) -> RoadLine:
        """The road through `points` in their order, for a map and for one engineer's day."""
        points = _checked(points)
        if len(points) < 2:
            return geodesic_line(points, reason=None if self.url else "no-server")
        try:
            said = self._ask("route", points, **LINE)
            return _as_line(said, len(points))
        except NoRoadsError as no:
            return geodesic_line(points, reason=no.reason)

    def routes(self, ways: Mapping[Key, Sequence[Point]]) -> dict[Key, RoadLine]:
        """The road of every way, asked one after another over one connection.

        Who waits for them waits once: after a silence the rest is reckoned.
        """
        lines: dict[Key, RoadLine] = {}
        with self._connected() as roads:
            for key, way in ways.items():
                line = lines[key] = roads.route(way)
                if line.reason in ("no-answer", "too-slow"):
                    roads = Roads(None)
        return lines

    def graph(self, at: Point) -> str:
        """The version the server gives its roads, asked near `at`; empty where it names none.

        Raises NoRoadsError where it is silent or knows no road there.
        """
        return str(self._ask("nearest", _checked([at])).get("data_version") or "")

    def answers(self) -> bool:
        """Whether the road server says anything at all, be it that it knows no road here."""
        try:
            self._ask("nearest", [Point(0, 0)])
        except NoRoadsError as no:
            return no.reason in ("refused", "unreadable")
        return True

    def _ask(self, service: str, points: Sequence[Point], **options: str) -> dict[str, object]:
        if not self.url:
            raise NoRoadsError("no-server")
        import httpx

        places = ";".join(f"{each.lon:.6f},{each.lat:.6f}" for each in points)
        # In one piece: httpx reads an address character by character, and twice if it adds options.
        asked = urlencode(options)
        address = (
            f"{self.url.rstrip('/')}/{service}/v1/driving/{places}{'?' if asked else ''}{asked}"
        )
        try:
            with self._connected() as roads:
                assert roads.client is not None
                return _understood(roads.client.get(address))
        except httpx.TimeoutException as error:
            raise NoRoadsError("too-slow") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NoRoadsError("no-answer") from error

    @contextmanager
    def _connected(self) -> "Iterator[Roads]":
        """The same road server with a connection that lasts as long as the block."""
        if self.client is not None or not self.url:
            yield self
            return
        with self._opened() as client:
            yield replace(self, client=client)

    def staying(self) -> "Roads":
        """The same road server over connections that last as long as the process."""
        return replace(self, client=self._opened()) if self.url else self

    def _opened(self) -> "httpx.Client":
        # Loading it costs a third of a second, which every start of the web would pay.
        import httpx

        patience = httpx.Timeout(self.time_limit_s, connect=min(2.0, self.time_limit_s))
        # Certificates take a fifth of a second to load; plain http, on our own machine, needs none.
        secure = bool(self.url and self.url.startswith("https:"))
        return httpx.Client(timeout=patience, transport=self.transport, verify=secure)


def geodesic_times(points: Sequence[Point], *, reason: str | None = None) -> RoadTimes:
    """Times without a road server: geodesic distance x detour factor at town speed."""
    count = len(points)
    metres = np.zeros((count, count), dtype=np.int64)
    for i in range(count):
        for j in range(i):
            metres[i, j] = metres[j, i] = _detour_m(points[i], points[j])
    seconds = np.rint(metres / SPEED_M_S).astype(np.int64)
    return RoadTimes(seconds, metres, "geodesic", reason)


def geodesic_line(points: Sequence[Point], *, reason: str | None = None) -> RoadLine:
    """Straight strokes between the points, their legs reckoned as in `geodesic_times`."""
    hops = [_detour_m(here, there) for here, there in pairwise(points)]
    legs = tuple(RoadLeg(round(metres / SPEED_M_S), metres) for metres in hops)
    return RoadLine(tuple((each.lon, each.lat) for each in points), legs, "geodesic", reason)


def _detour_m(here: Point, there: Point) -> int:
    return round(distance_m(here, there) * DETOUR)


def _checked(points: Sequence[Point]) -> list[Point]:
    """Bare pairs are refused: nobody could tell latitude from longitude, and both look right."""
    for number, each in enumerate(points):
        if not isinstance(each, Point):
            raise Invalid(f"points[{number}]", "not-a-point")
    return [checked_point(f"points[{i}]", each.lat, each.lon) for i, each in enumerate(points)]


def _understood(answer: "httpx.Response") -> dict[str, object]:
    """OSRM says what is wrong in `code`; anything that is not its JSON is unreadable."""
    try:
        said = answer.json()
    except ValueError as error:
        raise NoRoadsError("unreadable") from error
    if not isinstance(said, dict):
        raise NoRoadsError("unreadable")
    if said.get("code") != "Ok":
        raise NoRoadsError("refused")
    return said


def _as_times(said: dict[str, object], points: Sequence[Point], far_m: float) -> RoadTimes:
    """OSRM's answer as whole seconds and metres; a pair without a road is reckoned."""
    try:
        seconds = _floats(said["durations"], len(points))
        metres = _floats(said["distances"], len(points))
        snapped = [
            float(each["distance"]) for each in cast(list[dict[str, float]], said["sources"])
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise NoRoadsError("unreadable") from error
    holes = ~(np.isfinite(seconds) & np.isfinite(metres))
    if holes.any():
        reckoned = geodesic_times(points)
        seconds, metres = (
            np.where(holes, reckoned.seconds, seconds),
            np.where(holes, reckoned.metres, metres),
        )
    far = [FarPoint(i, round(each, 1)) for i, each in enumerate(snapped) if each > far_m]
    return RoadTimes(_whole(seconds), _whole(metres), "roads", None, tuple(far), int(holes.sum()))


def _as_seconds(said: dict[str, object], points: Sequence[Point]) -> RoadTimes:
    """A brief answer as whole seconds; a pair without a road is reckoned."""
    try:
        seconds = _floats(said["durations"], len(points))
    except (KeyError, TypeError, ValueError) as error:
        raise NoRoadsError("unreadable") from error
    holes = ~np.isfinite(seconds)
    if holes.any():
        seconds = np.where(holes, geodesic_times(points).seconds, seconds)
    nothing = np.zeros((0, 0), dtype=np.int64)
    return RoadTimes(_whole(seconds), nothing, "roads", None, (), int(holes.sum()))


def _floats(value: object, count: int) -> NDArray[np.float64]:
    table = np.array(value, dtype=np.float64)
    if table.shape != (count, count):
        raise ValueError("not the matrix that was asked for")
    return table


def _whole(table: NDArray[np.float64]) -> Matrix:
    whole = np.rint(np.maximum(table, 0)).astype(np.int64)
    np.fill_diagonal(whole, 0)
    return whole


def _as_line(said: dict[str, object], count: int) -> RoadLine:
    try:
        route = cast(list[dict[str, object]], said["routes"])[0]
        geometry = cast(dict[str, list[tuple[float, float]]], route["geometry"])
        line = tuple((float(lon), float(lat)) for lon, lat in geometry["coordinates"])
        read = cast(list[dict[str, float]], route["legs"])
        legs = tuple(RoadLeg(round(each["duration"]), round(each["distance"])) for each in read)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise NoRoadsError("unreadable") from error
    if len(legs) != count - 1:
        raise NoRoadsError("unreadable")
    return RoadLine(line, legs, "roads")
