"""What the road server said once is not asked again, until its roads are others."""

import os

import httpx
import pytest

from backend.dispatch.models import RoadsFrom
from backend.dispatch.planner.travel import Roads, geodesic_times
from backend.dispatch.road_memory import DRIVE, places_of, road_times
from backend.lib.geo import Point

PALACE = Point(43.7311, 7.4206)
CASINO = Point(43.7392, 7.4281)
HELIPORT = Point(43.7257, 7.4192)
AT_SEA = Point(43.7200, 7.4400)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("as_house"),
    pytest.mark.skipif(not os.environ.get("OSRM_URL"), reason="no road server is running"),
]


class Listening(httpx.HTTPTransport):
    """The real road server, every question to it noted, its roads under another name if asked."""

    def __init__(self, graph: str | None = None) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.graph = graph

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path.split("/")[1])
        answer = super().handle_request(request)
        if self.graph is None:
            return answer
        said = httpx.Response(200, content=answer.read()).json()
        return httpx.Response(200, json={**said, "data_version": self.graph})


class Silent(httpx.BaseTransport):
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody there", request=request)


def roads(transport: httpx.BaseTransport) -> Roads:
    return Roads(os.environ["OSRM_URL"], transport=transport)


def test_every_pair_is_asked_once() -> None:
    first, second = Listening(), Listening()
    told = road_times([PALACE, CASINO, HELIPORT], roads(first))
    again = road_times([HELIPORT, PALACE], roads(second))
    assert (first.asked, second.asked) == (["nearest", "table"], ["nearest"])
    assert again.source == "roads"
    assert again.seconds.tolist() == [[0, told.seconds[2, 0]], [told.seconds[0, 2], 0]]
    assert again.metres.tolist() == [[0, told.metres[2, 0]], [told.metres[0, 2], 0]]
    assert told.seconds[0, 2] != told.seconds[2, 0]


def test_a_new_place_is_asked_for_and_what_was_known_stays() -> None:
    road_times([PALACE, CASINO], roads(Listening()))
    road_times([CASINO, HELIPORT], roads(Listening()))
    row = RoadsFrom.objects.get(place=places_of([CASINO])[0])
    assert len(bytes(row.drives)) == 3 * DRIVE.itemsize
    quiet = Listening()
    assert road_times([CASINO, PALACE], roads(quiet)).source == "roads"
    assert quiet.asked == ["nearest"]


def test_other_roads_forget_what_these_said() -> None:
    road_times([PALACE, CASINO], roads(Listening()))
    newer = Listening("monaco-next-year")
    road_times([PALACE, CASINO], roads(newer))
    assert newer.asked == ["nearest", "table"]
    assert set(RoadsFrom.objects.values_list("graph", flat=True)) == {"monaco-next-year"}


def test_roads_without_a_version_are_asked_every_time() -> None:
    for _time in range(2):
        nameless = Listening("")
        road_times([PALACE, CASINO], roads(nameless))
        assert nameless.asked == ["nearest", "table"]
    assert not RoadsFrom.objects.exists()


def test_a_silent_server_is_answered_for_from_memory() -> None:
    told = road_times([PALACE, CASINO], roads(Listening()))
    known = road_times([PALACE, CASINO], roads(Silent()))
    assert (known.source, known.seconds.tolist()) == ("roads", told.seconds.tolist())
    unknown = road_times([PALACE, HELIPORT], roads(Silent()))
    assert (unknown.source, unknown.reason) == ("geodesic", "no-answer")
    assert unknown.seconds.tolist() == geodesic_times([PALACE, HELIPORT]).seconds.tolist()


def test_a_place_off_the_road_is_told_from_memory_too() -> None:
    told = road_times([PALACE, AT_SEA], roads(Listening()))
    known = road_times([AT_SEA, PALACE], roads(Listening()))
    assert [each.index for each in told.far] == [1]
    assert [(each.index, each.distance_m) for each in known.far] == [(0, told.far[0].distance_m)]


def test_the_same_place_twice_is_no_drive() -> None:
    again = road_times([PALACE, CASINO, PALACE], roads(Listening()))
    assert again.seconds[0, 2] == 0
    assert RoadsFrom.objects.count() == 2
    assert road_times([PALACE, PALACE], roads(Listening())).seconds.tolist() == [[0, 0], [0, 0]]
