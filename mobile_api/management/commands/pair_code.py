"""Make a one-time code that pairs a phone; it is the last word printed."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from backend.accounts.devices import make_pair_code
from backend.accounts.models import Role, User
from backend.database.principal import acting_as_system
from backend.dispatch.models import Engineer, Visit
from backend.dispatch.queries import visits_told_to
from backend.fieldwork.bundle import DAYS_AHEAD, DAYS_BACK
from backend.lib.clock import local_date, utc_now


class Command(BaseCommand):
    """`pair_code EMAIL` for one engineer, `pair_code --any` for one with a visit to accept."""

    help = "Print a one-time code for an engineer's phone; it holds for ten minutes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", nargs="?", help="the engineer's address")
        parser.add_argument("--any", action="store_true", help="an engineer with a visit published")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["email"]) == options["any"]:
            raise CommandError("Give an engineer's address, or --any.")
        with acting_as_system(), transaction.atomic():
            user = _with_a_visit() if options["any"] else _by_address(options["email"])
            code = make_pair_code(user)
        self.stdout.write(f"Pair a phone of {user.name} within ten minutes with {code}")


def _by_address(email: str) -> User:
    found: User | None = User.objects.filter(
        email__iexact=email, role=Role.ENGINEER, is_active=True
    ).first()
    if found is None:
        raise CommandError(f"There is no engineer with the address {email}.")
    return found


def _with_a_visit() -> User:
    """The engineer whose next published visit is nearest to now."""
    found: list[tuple[timedelta, str, User]] = []
    for engineer in Engineer.objects.filter(is_active=True).select_related("user"):
        today = local_date(utc_now(), engineer.zone)
        since, until = today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD)
        visits = visits_told_to(engineer, since, until).filter(state=Visit.State.PUBLISHED)
        first = visits.order_by("planned_from").first()
        if first is not None and engineer.user.is_active:
            found.append((abs(first.planned_from - utc_now()), engineer.user.email, engineer.user))
    if not found:
        raise CommandError("No engineer has a published visit; publish a day first.")
    _distance, _address, nearest = min(found, key=lambda each: each[:2])
    return nearest
