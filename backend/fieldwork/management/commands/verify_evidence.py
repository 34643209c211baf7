"""`bin/manage verify_evidence [VIS-12 ...]`: read all evidence again and say what was changed.

Prints a line for every link, file, seal or daily root that does not hold. Exit code 0: all hold;
1: some do not.
"""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from backend.database.principal import acting_as_system
from backend.dispatch.models import Visit
from backend.fieldwork.evidence_check import days_that_differ, faults_of_visit
from backend.fieldwork.models import Evidence


class Command(BaseCommand):
    help = "Read the evidence of visits again, every byte, and say what does not hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("numbers", nargs="*", help="visits by number; without one, all")

    def handle(self, *args: Any, numbers: list[str], **options: Any) -> None:
        with acting_as_system():
            seen, wrong = self._visits(numbers)
            for day in [] if numbers else days_that_differ():
                wrong += 1
                self.stdout.write(f"{day}: root-differs")
        self.stdout.write(f"{seen} visits looked at, {wrong} faults")
        if wrong:
            sys.exit(1)

    def _visits(self, numbers: list[str]) -> tuple[int, int]:
        with transaction.atomic():
            chained = Evidence.objects.order_by().values("visit_id").distinct()
            asked = Visit.objects.filter(id__in=chained).order_by("number")
            if numbers:
                asked = asked.filter(number__in=numbers)
            rows = list(asked.values_list("id", "number"))
        seen = wrong = 0
        for visit_id, number in rows:
            seen += 1
            for fault in faults_of_visit(visit_id):
                wrong += 1
                self.stdout.write(f"{number} {fault.place} {fault.kind}: {fault.code}")
        return seen, wrong
