"""Road times from OSRM's answers, and what is reckoned where it gives none."""

import os
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from backend.dispatch.planner.travel import (
    DETOUR,
    SPEED_M_S,
    FarPoint,
    RoadLeg,
    Roads,
    geodesic_times,
)
from backend.lib.errors import Invalid
from backend.lib.geo import Point, distance_m

PALACE = Point(43.7311, 7.4206)
CASINO = Point(43.7392, 7.4281)
HELIPORT = Point(43.7257, 7.4192)
TWO = [PALACE, CASINO]


def roads(answer: Callable[[httpx.Request], httpx.Response], **options: Any) -> Roads:
    return Roads("http://osrm.test/", transport=httpx.MockTransport(answer), **options)


def says(**body: Any) -> Callable[[httpx.Request], httpx.Response]:
    return lambda request: httpx.Response(200, json={"code": "Ok"} | body)


TABLE = {
    "durations": [[0, 181.4], [200.6, 0]],
    "distances": [[0, 1500.2], [1600.8, 0]],
    "sources": [{"distance": 12.0}, {"distance": 400.04}],
}


def test_it_works() -> None:
    times = roads(says(**TABLE)).table(TWO)
    assert times.seconds.tolist() == [[0, 181], [201, 0]]
    assert times.metres.tolist() == [[0, 1500], [1601, 0]]
    assert (times.source, times.reason, times.holes) == ("roads", None, 0)


def test_the_table_is_asked_once_in_the_order_of_osrm() -> None:
    asked: list[httpx.URL] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        return httpx.Response(200, json={"code": "Ok"} | TABLE)

    roads(answer).table(TWO)
    assert [str(url) for url in asked] == [
        "http://osrm.test/table/v1/driving/7.420600,43.731100;7.428100,43.739200"
        "?annotations=duration%2Cdistance"
    ]


def test_who_waits_is_told_seconds_alone_over_one_connection() -> None:
    asked: list[httpx.URL] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        return httpx.Response(200, json={"code": "Ok", "durations": [[0, None], [200.6, 0]]})

    brief = roads(answer, brief=True).staying()
    times = brief.table(TWO)
    assert (times.seconds[1, 0], times.source, times.holes) == (201, "roads", 1)
    assert times.seconds[0, 1] == geodesic_times(TWO).seconds[0, 1]
    assert (times.metres.shape, times.far) == ((0, 0), ())
    assert brief.client
    assert not brief.client.is_closed
    assert [dict(url.params) for url in asked] == [
        {"annotations": "duration", "skip_waypoints": "true"}
    ]
    brief.client.close()


def test_a_brief_answer_without_seconds_is_reckoned() -> None:
    times = roads(says(), brief=True).table(TWO)
    assert (times.source, times.reason) == ("geodesic", "unreadable")


def test_a_point_far_from_any_road_is_reported() -> None:
    assert roads(says(**TABLE)).table(TWO).far == (FarPoint(1, 400.0),)
    assert roads(says(**TABLE), far_m=500).table(TWO).far == ()


def test_a_hole_is_reckoned_and_counted() -> None:
    holed = TABLE | {"durations": [[0, None], [200.6, 0]]}
    times = roads(says(**holed)).table(TWO)
    assert (times.source, times.holes) == ("roads", 1)
    assert times.seconds[1, 0] == 201
    assert times.seconds[0, 1] == geodesic_times(TWO).seconds[0, 1]


def fail(error: Exception) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error

    return answer


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (fail(httpx.ReadTimeout("slow")), "too-slow"),
        (fail(httpx.ConnectTimeout("slow")), "too-slow"),
        (fail(httpx.ConnectError("refused")), "no-answer"),
        (lambda _: httpx.Response(400, json={"code": "TooBig"}), "refused"),
        (lambda _: httpx.Response(502, text="<html>"), "unreadable"),
        (lambda _: httpx.Response(200, json=[1]), "unreadable"),
        (says(), "unreadable"),
        (says(**(TABLE | {"durations": [[0]]})), "unreadable"),
        (says(**(TABLE | {"durations": [[0, "x"], [1, 0]]})), "unreadable"),
        (says(**(TABLE | {"sources": [None, None]})), "unreadable"),
    ],
)
def test_no_answer_to_use_becomes_a_reckoning_with_its_reason(
    answer: Callable[[httpx.Request], httpx.Response], reason: str
) -> None:
    times = roads(answer).table(TWO)
    assert (times.source, times.reason) == ("geodesic", reason)
    assert times.metres[0, 1] == round(distance_m(*TWO) * DETOUR)
    line = roads(answer).route(TWO)
    assert line.source == "geodesic"


@pytest.mark.parametrize(
    ("said", "answers"),
    [
        (says(code="Ok"), True),
        (says(code="NoSegment"), True),
        (fail(httpx.ConnectError("no")), False),
        (fail(httpx.ReadTimeout("slow")), False),
    ],
)
def test_a_server_that_knows_no_road_here_still_answers(
    said: Callable[[httpx.Request], httpx.Response], answers: bool
) -> None:
    assert roads(said).answers() is answers
    assert not Roads(None).answers()


def test_without_a_server_everything_is_reckoned() -> None:
    times = Roads(None).table([PALACE, CASINO, HELIPORT])
    assert (times.source, times.reason) == ("geodesic", "no-server")
    # The crow flies 1,084 m from the palace to the casino; 1.4 times that at 7 m/s.
    assert times.metres[0, 1] == pytest.approx(1_518, abs=2)
    assert times.seconds[0, 1] == round(times.metres[0, 1] / SPEED_M_S)
    assert (times.seconds == times.seconds.T).all()
    assert times.seconds[1, 1] == 0


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_points_ask_nobody(count: int) -> None:
    times = roads(fail(AssertionError("asked"))).table(TWO[:count])
    assert times.seconds.shape == (count, count)
    assert roads(fail(AssertionError("asked"))).route(TWO[:count]).legs == ()


def test_a_bad_address_is_no_answer() -> None:
    assert Roads("http://[broken").table(TWO).reason == "no-answer"


def test_a_point_off_the_earth_is_named() -> None:
    with pytest.raises(Invalid) as no:
        Roads(None).table([PALACE, Point(43.7, 181.0)])
    assert (no.value.field, no.value.code) == ("points[1].lon", "out-of-range")


def test_a_bare_pair_is_refused_for_it_may_be_the_wrong_way_round() -> None:
    with pytest.raises(Invalid) as no:
        Roads(None).table([PALACE, (7.42, 43.73)])  # type: ignore[list-item]
    assert (no.value.field, no.value.code) == ("points[1]", "not-a-point")


def test_a_line_is_read_with_its_legs() -> None:
    body = {
        "routes": [
            {
                "geometry": {"coordinates": [[7.42, 43.73], [7.428, 43.739]]},
                "legs": [{"duration": 181.5, "distance": 1500.4}],
            }
        ]
    }
    line = roads(says(**body)).route(TWO)
    assert line.line == ((7.42, 43.73), (7.428, 43.739))
    assert (line.legs, line.source) == ((RoadLeg(182, 1500),), "roads")
    assert roads(says(**body)).route([*TWO, HELIPORT]).reason == "unreadable"


def test_a_reckoned_line_is_straight() -> None:
    line = Roads(None).route(TWO)
    assert line.line == ((7.4206, 43.7311), (7.4281, 43.7392))
    assert line.legs[0].metres == round(distance_m(*TWO) * DETOUR)


@pytest.fixture
def real() -> Roads:
    url = os.environ.get("OSRM_URL")
    if not url:
        pytest.skip("OSRM_URL is not set: no road server to ask")
    return Roads(url)


def test_the_real_server_knows_monaco(real: Roads) -> None:
    times = real.table([PALACE, CASINO, HELIPORT])
    assert (times.source, times.reason, times.holes) == ("roads", None, 0)
    assert times.seconds[0, 1] != times.seconds[1, 0]
    # By road it is further than the crow flies, and within the town's size.
    assert distance_m(PALACE, CASINO) < times.metres[0, 1] < 6_000
    assert 60 < times.seconds[0, 1] < 900


def test_the_real_server_draws_the_line(real: Roads) -> None:
    line = real.route([PALACE, CASINO, HELIPORT])
    assert line.source == "roads"
    assert len(line.legs) == 2
    assert len(line.line) > 20
    table = real.table([PALACE, CASINO, HELIPORT])
    assert line.legs[0].seconds == pytest.approx(table.seconds[0, 1], abs=2)


def test_the_real_server_tells_of_a_point_in_the_sea(real: Roads) -> None:
    times = real.table([PALACE, CASINO, Point(43.70, 7.47)])
    assert [each.index for each in times.far] == [2]
    assert times.far[0].distance_m > 1_000
