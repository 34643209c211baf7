"""`bin/manage first_administrator ADDRESS`: the one sign-in nobody inside can make."""

import os
import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from backend.accounts.actions import NewUser, create_user
from backend.accounts.models import Role, User
from backend.database.principal import SYSTEM_ID, acting_as_system
from backend.lib.errors import CalloutError


class Command(BaseCommand):
    help = "Make the first administrator of an installation without the demo company."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address")
        parser.add_argument("--name", default="Administrator")

    def handle(self, *args: Any, **options: Any) -> None:
        given = os.environ.get("CALLOUT_FIRST_PASSWORD", "")
        password = given or secrets.token_urlsafe(15)
        wish = NewUser(options["address"], options["name"], Role.ADMINISTRATOR, password=password)
        with acting_as_system(), transaction.atomic():
            if User.objects.filter(role=Role.ADMINISTRATOR).exists():
                self.stdout.write("There is an administrator already; nothing was changed.")
                return
            try:
                create_user(wish, by=User.objects.get(id=SYSTEM_ID))
            except CalloutError as error:
                raise CommandError(f"no administrator was made: {error}") from None
        told = "the password of CALLOUT_FIRST_PASSWORD" if given else password
        self.stdout.write(f"{wish.email} is the administrator; sign in with {told}")
