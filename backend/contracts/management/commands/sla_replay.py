"""`bin/manage sla_replay FILE...`: answer every case of `sla-vector/1` files, a JSON line each.

A case that cannot be answered gets a null result and the error that names its field; one line
about it goes to stderr too. Exit code 0: every case was answered; 2: some were not, the others
were; 1: a file is not one of these. Needs no database.
"""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from backend.contracts.sla_vectors import SCHEMA, answer
from backend.lib.errors import Invalid

SOME_UNANSWERED = 2


class Command(BaseCommand):
    help = "Answer the cases of sla-vector/1 files, one JSON line a case, in order."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        unanswered = 0
        for path, cases in [(path, _cases(path)) for path in files]:
            for position, case in enumerate(cases):
                known = case.get("id") if isinstance(case, dict) else None
                line = {"id": known or f"{path.name}:{position}", **_answered(case)}
                self.stdout.write(json.dumps(line))
                if "error" in line:
                    unanswered += 1
                    self.stderr.write("{id}: {error[field]}: {error[code]}".format(**line))
        if unanswered:
            sys.exit(SOME_UNANSWERED)


def _cases(path: Path) -> list[Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise CommandError(f"{path}: {error}") from error
    cases = content.get("cases") if isinstance(content, dict) else None
    if not isinstance(cases, list) or content.get("schema") != SCHEMA:
        raise CommandError(f"{path}: not a {SCHEMA} file")
    return cases


def _answered(case: Any) -> dict[str, Any]:
    try:
        return {"result": answer(case)}
    except Invalid as error:
        context = {name: str(value) for name, value in error.context.items()}
        return {"result": None, "error": {"field": error.field, "code": error.code, **context}}
