"""The steps of the walk, in order. Each says in one line what it made."""

from collections.abc import Callable, Iterator
from pathlib import Path

from backend.demo.walk import before, money, on_site
from backend.demo.walk.hand import Walk

STEPS: tuple[Callable[[Walk], str], ...] = (
    before.sign_in,
    before.report_a_problem,
    before.read_the_confirmation,
    before.triage,
    before.plan,
    before.publish,
    before.pair,
    on_site.arrive,
    on_site.work,
    on_site.finish,
    on_site.read_the_report,
    money.approve,
    money.issue,
    money.export,
    money.administrate,
)


def walk(base: str, folder: Path) -> Iterator[str]:
    """Live the story; yields a line a step, raises WalkError where a step does not hold."""
    story = Walk(base, folder)
    for step in STEPS:
        yield f"{step.__doc__} {step(story)}"
