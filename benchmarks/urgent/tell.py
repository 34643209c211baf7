"""What turns the day of benchmarks/first into one where something urgent comes in.

Run as a program of its own on the copied database with the facts of `first.prepare` as its one
word: its visits are published and told, and the work orders to ask about are critical.
"""

import json
import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
django.setup()

from django.db import transaction  # noqa: E402

from backend.database.principal import acting_as_system  # noqa: E402
from backend.desk.models import WorkOrder  # noqa: E402
from backend.dispatch.models import Visit  # noqa: E402
from backend.dispatch.visits import as_told  # noqa: E402


def main() -> None:
    """Tell the day, without the mails that publishing sends."""
    facts = json.loads(sys.argv[1])
    with acting_as_system(), transaction.atomic():
        visits = list(
            Visit.objects.filter(date=facts["day"], state="planned").prefetch_related("engineers")
        )
        for visit in visits:
            visit.told, visit.state = as_told(visit), Visit.State.PUBLISHED
        Visit.objects.bulk_update(visits, ["told", "state"])
        WorkOrder.objects.filter(pk__in=facts["asked"]).update(priority="critical")


main()
