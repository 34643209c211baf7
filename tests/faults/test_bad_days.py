"""Bad days of a whole house: a part is killed or stands still, and nothing anybody did is lost.

The story's own steps do the work: the contact reports, the worker confirms, the day is planned.
"""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from backend.demo.walk import before
from backend.demo.walk.hand import Walk

from .conftest import Furnished
from .house import ROOT, House, environment, running_house, until


@pytest.fixture(scope="module")
def house(furnished: Furnished) -> Iterator[House]:
    with running_house(furnished.copy("bad-days")) as house:
        yield house


@pytest.fixture
def story(house: House, tmp_path: Path) -> Walk:
    story = Walk(house.base, tmp_path)
    before.sign_in(story)
    return story


def answers(house: House, path: str = "/readyz") -> bool:
    try:
        return httpx.get(house.base + path, timeout=15).status_code == 200
    except httpx.HTTPError:
        return False


def test_a_request_is_taken_without_a_broker_and_confirmed_later(house: House, story: Walk) -> None:
    with house.standing_still("broker"):
        before.report_a_problem(story)
        assert httpx.get(f"{house.base}/readyz", timeout=15).json()["missing"] == ["broker"]
        told = story.people["dispatcher"].get("/house-notice/").text
        assert "Everything entered is kept" in told
    house.kill("broker")
    before.read_the_confirmation(story)


def test_a_killed_worker_is_started_again_and_confirms(house: House, story: Walk) -> None:
    house.kill("worker")
    before.report_a_problem(story)
    before.read_the_confirmation(story)


def test_without_roads_the_plan_says_that_it_guesses(house: House, story: Walk) -> None:
    before.report_a_problem(story)
    before.triage(story)
    dispatcher = story.people["dispatcher"]
    with house.standing_still("roads"):
        page = dispatcher.send(dispatcher.get(f"/day/{story.day}/"), "plan")
        until(lambda: "/accept/" in dispatcher.get(page.url).text, "no proposal")
        told = dispatcher.get(page.url).text
    assert "straight" in told


def test_a_killed_database_comes_back_with_everything(house: House, story: Walk) -> None:
    before.report_a_problem(story)
    house.kill("database")
    said = httpx.get(house.base + story.request_page.removeprefix(house.base), timeout=30)
    assert said.status_code in (302, 503)
    until(lambda: answers(house), "the house did not come back")
    assert story.request in story.people["contact"].get(story.request_page).text
    before.read_the_confirmation(story)


def test_a_second_start_says_who_holds_the_folder_and_harms_nothing(house: House) -> None:
    done = subprocess.run(
        ["bin/run"],
        cwd=ROOT,
        env=environment(house.state, 1),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert f"CALLOUT_STATE={house.state} is in use by another start" in done.stderr
    assert answers(house)
