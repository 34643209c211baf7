"""`bin/manage sla_why REQ-...` or `WO-...`: why a request, or work in its agreed window, is
promised what it is and each of its lines costs what it does, in the words of their pages."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone, translation

from backend.billing.queries import lines_of_request
from backend.database.principal import acting_as_system
from backend.desk.clocks import Subject
from backend.desk.models import Request, WorkOrder
from backend.desk.why import why_request
from backend.lib.clock import utc_now
from backend.web.shared.why_line_words import line_reasons
from backend.web.shared.why_request import request_reasons
from backend.web.shared.why_text import lines_in_text, request_in_text


class Command(BaseCommand):
    help = "Why a request is promised what it is: clauses, hours, every counted stretch."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number", metavar="REQ-... | WO-...")
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--language", choices=languages, default="en")
        parser.add_argument("--full", action="store_true", help="every stretch, nothing in short")

    def handle(self, *args: Any, number: str, language: str, full: bool, **options: Any) -> None:
        with acting_as_system(), transaction.atomic(), translation.override(language):
            found = _found(Request, number) or _found(WorkOrder, number)
            if found is None:
                raise CommandError(f"There is no request {number}, and no work order.")
            with timezone.override(found.object.zone):
                now = utc_now()
                reasons = request_reasons(why_request(found, now), now, for_staff=True)
                told = [*request_in_text(found.number, reasons, full=full)]
                told += lines_in_text(line_reasons(lines_of_request(found), now, for_staff=True))
        self.stdout.write("\n".join(told))


def _found(rows: type[Request] | type[WorkOrder], number: str) -> Subject | None:
    named = rows._default_manager.select_related("object", "contract_version__contract")
    return named.filter(number=number).first()
