"""What engineers' phones show when a visit is new, changed or taken away. Read in a transaction,
sent outside it; a phone that hears nothing learns it from its bundle all the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from backend.database.principal import SYSTEM_ID
from backend.dispatch import quiet
from backend.dispatch.models import Engineer, Shift, Visit
from backend.documents.figures import instant_words
from backend.journal import kinds
from backend.journal.models import Entry
from backend.journal.queries import history_of
from backend.lib.clock import utc_now
from backend.notify.letter import in_language_of
from backend.notify.pushing import push_to
from backend.notify.web_push import PushMessage

# A consequence that comes later than this after its entry was made says nothing new.
FRESH = timedelta(hours=1)
_KINDS = (kinds.VISIT_PUBLISHED, kinds.VISIT_UNASSIGNED, kinds.VISIT_WORKED_MEANWHILE)


@dataclass(frozen=True)
class _Told:
    """One engineer to be told of one entry about the visit."""

    entry: Entry
    engineer: Engineer
    what: str


def push_visit_news(visit_id: UUID) -> None:
    """Show the visit's fresh news on the phones of those it concerns; asked twice it is shown
    once."""
    with transaction.atomic():
        visit = Visit.objects.select_related("object").get(id=visit_id)
        fresh = history_of([visit_id], _KINDS).filter(recorded_at__gt=utc_now() - FRESH)
        letters = [(each, *_message(visit, each)) for entry in fresh for each in _of(entry)]
    for told, message, when in letters:
        notice_id = uuid5(SYSTEM_ID, f"push:{told.entry.pk}:{told.engineer.pk}")
        push_to(notice_id, told.engineer.user, message, due_at=when)


def _of(entry: Entry) -> list[_Told]:
    """Who hears what: `new`, `changed`, `gone` or `worked`; never who did it."""
    groups = ("new", "changed", "gone", "worked")
    wanted = [(what, UUID(each)) for what in groups for each in entry.data.get(what, [])]
    found = _engineers(engineer_id for _what, engineer_id in wanted)
    told = [_Told(entry, found[each], what) for what, each in wanted if each in found]
    return [each for each in told if each.engineer.user_id != entry.actor_id]


def _engineers(ids: Iterable[UUID]) -> dict[UUID, Engineer]:
    rows = Engineer.objects.select_related("user").filter(id__in=list(ids), is_active=True)
    return {each.id: each for each in rows}


def _message(visit: Visit, told: _Told) -> tuple[PushMessage, datetime]:
    engineer, now = told.engineer, utc_now()
    shifts = Shift.objects.filter(engineer=engineer, starts_at__lte=now, ends_at__gte=now)
    when = quiet.due_at(
        now, visit.planned_from, engineer.zone, shifts.values_list("starts_at", "ends_at")
    )
    with in_language_of(engineer.user.language):
        titles = {
            "new": _("New visit"),
            "changed": _("Visit changed"),
            "gone": _("Visit taken away"),
            "worked": _("Somebody has worked there already"),
        }
        begin = instant_words(visit.planned_from, visit.object.zone, engineer.user.language)
        body = _("%(place)s, %(begin)s") % {"place": visit.object.name, "begin": begin}
    path = f"/phone/#/visit/{visit.id}" if told.what != "gone" else "/phone/"
    return PushMessage(titles[told.what], body, path, f"visit-{visit.id}"), when
