"""`bin/manage seed --size demo | city`: deterministic, and asked twice not doubled."""

import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from backend.accounts.models import Role, User
from backend.billing.actions import draft_lines
from backend.clients.models import Client
from backend.database.principal import acting_as_system
from backend.demo.abroad import open_offices
from backend.demo.agreement import publish_all
from backend.demo.cast import PASSWORD, draft_cast
from backend.demo.city.founding import found
from backend.demo.city.size import CITY
from backend.demo.company import furnish, lay_out_shifts
from backend.demo.history import look_back
from backend.demo.home_month import close_last_month, dispute, settle_taxes, subscribe
from backend.demo.neighbours import settle
from backend.demo.open_work import TO_PLAN, pile_up
from backend.demo.remote_month import help_from_afar, wait_abroad
from backend.demo.sheet_of_terms import agree_on_terms
from backend.demo.tomorrow import publish_first_visits
from backend.lib.clock import local_date, utc_now

SIGN_INS = (
    ("client contact", "contact@example.com"),
    ("dispatcher and operator", "dispatcher@example.com"),
    ("engineer", "engineer@example.com"),
    ("biller", "biller@example.com"),
    ("administrator", "admin@example.com"),
    ("operator in Kyiv", "operator-kyiv@example.com"),
    ("operator in Sofia", "operator-sofia@example.com"),
    ("client in Kyiv", "kava@example.com"),
    ("client in Sofia", "kafe@example.com"),
)
NOTICE = (
    "Places: (c) OpenStreetMap contributors, ODbL. They are real; the relations to clients, "
    "faults, debts and ratings are invented."
)


class Command(BaseCommand):
    help = "Fill an empty database with the demo company; lay out shifts in one that has it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--size", choices=["demo", "city"], default="demo")
        parser.add_argument("--seed", type=int, default=2026)

    def handle(self, *args: Any, **options: Any) -> None:
        self.started = perf_counter()
        now = utc_now().replace(second=0, microsecond=0)
        with acting_as_system(), transaction.atomic():
            if User.objects.filter(email=SIGN_INS[0][1]).exists():
                lay_out_shifts(local_date(now, "Europe/Monaco"))
                self.stdout.write("The demo company is there already; shifts are laid out.")
            elif options["size"] == "city":
                found(CITY, now, random.Random(options["seed"]), self._say)  # noqa: S311
            elif User.objects.exclude(role=Role.SYSTEM).exists():
                self.stdout.write("A company is here already; no demo was added.")
                return
            else:
                self._found(now, random.Random(options["seed"]))  # noqa: S311
            there = set(User.objects.values_list("email", flat=True))
        self._tell((who, address) for who, address in SIGN_INS if address in there)

    def _found(self, now: datetime, chance: random.Random) -> None:
        today = local_date(now, "Europe/Monaco")
        cast = draft_cast()
        engineers = furnish(cast)
        lay_out_shifts(today)
        settle(cast, chance)
        settle_taxes(cast)
        subscribe()
        offices = open_offices()
        agree_on_terms(cast)
        publish_all()
        cast.contract_version.refresh_from_db()
        last_day = look_back(cast, engineers, today, chance)
        for visit in last_day:
            draft_lines(visit.id)
        acts = len(close_last_month(cast, today))
        acts += help_from_afar(cast, offices, today, chance)
        dispute(cast)
        orders = pile_up(cast, now, chance)
        wait_abroad(offices, now)
        told = publish_first_visits(cast, engineers, orders[:TO_PLAN], today + timedelta(days=1))
        clients = Client.objects.count()
        self.stdout.write(
            f"{clients} clients; {acts} acts of last month; "
            f"{told} visits are published for tomorrow, "
            f"{len(orders) - told} work orders wait to be planned."
        )

    def _say(self, words: str) -> None:
        """A line of progress, with the seconds since the start."""
        self.stdout.write(f"  {perf_counter() - self.started:6.1f} s  {words}")
        self.stdout.flush()

    def _tell(self, sign_ins: Iterable[tuple[str, str]]) -> None:
        lines = [f"{who:<24} {address:<26} {PASSWORD}" for who, address in sign_ins]
        text = "\n".join([*lines, NOTICE])
        Path(settings.STATE_FOLDER).mkdir(parents=True, exist_ok=True)
        (Path(settings.STATE_FOLDER) / "sign-ins.txt").write_text(text + "\n")
        self.stdout.write(text)
