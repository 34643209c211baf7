"""`bin/manage plan_file INSTANCE SOLUTION`: plan a day kept in a file, without a database."""

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend.dispatch.planner.child import solve_in_child
from backend.dispatch.planner.instance import answer_for_instance, problem_of_instance
from backend.dispatch.planner.limits import check_limits
from backend.dispatch.planner.verify import verify
from backend.lib.errors import CalloutError, Invalid


class Command(BaseCommand):
    help = "Plan the day of an instance file and write the solution file."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("instance", type=Path)
        parser.add_argument("solution", type=Path)
        parser.add_argument("--seconds", type=float, default=None)
        parser.add_argument("--iterations", type=int, default=None)
        parser.add_argument("--seed", type=int, default=0)
        parser.add_argument("--threads", type=int, default=2)

    def handle(self, *args: Any, **options: Any) -> None:
        limits = {key: options[key] for key in ("seconds", "iterations", "seed", "threads")}
        if limits["seconds"] is None and limits["iterations"] is None:
            limits["seconds"] = 5.0
        try:
            answer = _planned(options["instance"], limits)
            options["solution"].write_text(json.dumps(answer) + "\n")
        except Invalid as no:
            raise CommandError(f"{no.field}: {no.code} {dict(no.context) or ''}".strip()) from no
        except (OSError, CalloutError) as error:
            raise CommandError(str(error)) from error
        left = len(answer["unplanned"])
        self.stdout.write(
            f"cost {answer['cost']}, {left} unplanned, in {answer['engine']['took_s']} s"
        )


def _planned(path: Path, limits: dict[str, Any]) -> dict[str, Any]:
    """The answer for the instance file; an unlawful plan is never written."""
    check_limits(**limits)
    try:
        problem = problem_of_instance(json.loads(path.read_text()))
    except ValueError as error:
        raise Invalid("instance", "not-json", said=str(error)) from error
    began = time.monotonic()
    solution = solve_in_child(problem, **limits)
    broken = verify(problem, solution)
    if broken:
        raise CalloutError("plan-unlawful", first=str(broken[0]), count=len(broken))
    engine = {"name": "callout", "took_s": round(time.monotonic() - began, 2), **limits}
    return answer_for_instance(problem, solution, engine)
