"""`bin/manage sla_rebuild [--check]`: make every clock again from the facts in the journal.

Prints a line for every column that was not as the journal says. With --check nothing is written.
Exit code 0: no difference; 1: there were some.
"""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from backend.database.principal import acting_as_system
from backend.desk.actions import rebuild_clocks
from backend.lib.clock import utc_now


class Command(BaseCommand):
    help = "Compare every SLA clock with the journal, and make it again where it differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only say what differs")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        wrong = 0
        with acting_as_system():
            for some in rebuild_clocks(utc_now(), only_check=check):
                for each in some:
                    self.stdout.write(
                        f"{each.clock_id} {each.column}: {each.stored} is {each.rebuilt}"
                    )
                wrong += len(some)
        self.stdout.write(f"{wrong} differences")
        if wrong:
            sys.exit(1)
