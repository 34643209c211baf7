"""`bin/run --check` asks this: the whole story once over HTTP, a line a step."""

import sys
from pathlib import Path
from typing import Any

import httpx
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from backend.demo.walk.pages import WalkError
from backend.demo.walk.story import walk


class Command(BaseCommand):
    help = "Walk the whole story once over HTTP, as the five people."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--base", required=True, help="http://127.0.0.1:8000")

        parser.add_argument("--papers", type=Path, help="where PDFs and the export are kept")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            papers = options["papers"] or Path(settings.STATE_FOLDER) / "walk"
            for line in walk(options["base"], papers):
                self.stdout.write(f"  {line}")
                self.stdout.flush()
        except (WalkError, httpx.HTTPError, KeyError) as fault:
            self.stderr.write(f"The walk stopped: {type(fault).__name__} {fault}")
            sys.exit(1)
        self.stdout.write("The story holds.")
