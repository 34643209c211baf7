"""What the office changes on lower floors and phones show: their worlds are bumped by reaction."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from backend.dispatch.models import Engineer, Visit
from backend.dispatch.visits import bump_worlds, seated_ids


@transaction.atomic
def refresh_worlds() -> None:
    """Every phone looks again: objects, contacts, equipment, prices and names stand in all worlds.

    Such changes are an office's, a few a day, so nobody works out which phone shows what.
    """
    bump_worlds(Engineer.objects.values_list("id", flat=True))


@transaction.atomic
def refresh_worlds_showing(subject_id: UUID) -> None:
    """Phones that were told a visit for this request or work order, and this user's own."""
    about = Q(works__work_order_id=subject_id) | Q(works__work_order__request_id=subject_id)
    visits = Visit.objects.filter(about, told__isnull=False).distinct()
    concerned = {engineer_id for visit in visits for engineer_id in seated_ids(visit)}
    concerned.update(Engineer.objects.filter(user_id=subject_id).values_list("id", flat=True))
    bump_worlds(concerned)
