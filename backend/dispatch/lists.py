"""Visits and plans as long lists of the office: any day, newest first."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, QuerySet

from backend.accounts.models import User
from backend.accounts.roles import May, may
from backend.dispatch.models import Plan, Visit, VisitEngineer


def visits_in_list(user: User) -> QuerySet[Visit]:
    """Every visit with its object, client and the `names` of who goes; the latest first."""
    if not may(user, May.READ_OFFICE):
        return Visit.objects.none()
    seats = VisitEngineer.objects.filter(visit=OuterRef("pk")).order_by("part", "id")
    return (
        Visit.objects.select_related("object", "client")
        .only(
            "number",
            "state",
            "planned_from",
            "planned_to",
            "client__name",
            "object__name",
            "object__client_code",
            "object__zone",
        )
        .annotate(names=ArraySubquery(seats.values("engineer__user__name")))
        .order_by("-planned_from", "id")
    )


def visits_matching(rows: QuerySet[Visit], words: str) -> QuerySet[Visit]:
    """Those with the words in their number, object, client or an engineer's name."""
    words = words.strip()
    if not words:
        return rows
    named = VisitEngineer.objects.filter(engineer__user__name__icontains=words)
    return rows.filter(
        Q(number__icontains=words)
        | Q(object__client_code__icontains=words)
        | Q(object__name__icontains=words)
        | Q(client__name__icontains=words)
        | Q(pk__in=named.values("visit"))
    )


def plans_in_list(user: User) -> QuerySet[Plan]:
    """Every plan with who asked, how many changes it proposed and how many were accepted."""
    if not may(user, May.PLAN):
        return Plan.objects.none()
    return (
        Plan.objects.select_related("requested_by")
        # What the planner was told and answered is long, and no list shows it.
        .defer("problem", "solution", "choices", "progress")
        .annotate(
            proposed=Count("changes"), accepted=Count("changes", filter=Q(changes__accepted=True))
        )
        .order_by("-requested_at", "id")
    )
