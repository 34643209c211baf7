"""The journal as a list: everything that happened, who did it, by days."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.accounts.roles import May
from backend.documents import spreadsheet
from backend.journal.models import Entry
from backend.journal.queries import entries_between
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.history import Event, events_of
from backend.web.shared.history_words import UNTOLD
from backend.web.shared.list_filters import ListFilter, begin_of, end_of
from backend.web.shared.tables import Column, Table

# Of a house that works, the journal is the longest table; a page asks for a week of it at first.
DAYS_AT_FIRST: Final = 7
TABLE: Final = Table(
    "journal",
    (
        Column("when", _("When"), ("recorded_at",), fixed=True),
        Column("what", _("What"), ("kind",), "whole"),
        Column("who", _("Who"), ("actor_name",)),
        Column("happened", _("Happened at")),
    ),
    sorted_by="-when",
)
JOURNAL: Final[tuple[spreadsheet.Column[tuple[Entry, Event]], ...]] = (
    spreadsheet.Column(_("When"), lambda row: row[0].recorded_at, spreadsheet.Kind.MOMENT),
    spreadsheet.Column(_("What"), lambda row: row[1].title, width=48),
    spreadsheet.Column(_("Note"), lambda row: row[1].text, width=48),
    spreadsheet.Column(_("Who"), lambda row: row[1].by),
    spreadsheet.Column(_("Happened at"), lambda row: row[1].at, spreadsheet.Kind.MOMENT),
    spreadsheet.Column(_("Kind"), lambda row: row[0].kind, width=20),
)


@may(May.KEEP_USERS)
def journal(request: SignedRequest) -> HttpResponse:
    """What was noted in the days asked for, the last week while none are."""
    table = TABLE.of(request)
    form = ListFilter(request.GET, ("q", "begin", "end"), ("", ()))
    rows = table.ordered(_asked(form.asked), "-id")
    if table.export:
        return table.file(JOURNAL, _told(rows[: spreadsheet.MOST_ROWS + 1]))
    page = table.page_of(rows)
    context = {"table": table, "form": form, "page_obj": page, "rows": _told(page)}
    return render(request, "administration/journal.html", {**context, "days": DAYS_AT_FIRST})


def _asked(asked: dict[str, Any]) -> QuerySet[Entry]:
    begin, end = begin_of(asked.get("begin")), end_of(asked.get("end"))
    begin = begin or (end or timezone.now()) - timedelta(days=DAYS_AT_FIRST)
    rows = entries_between(begin, end).exclude(kind__in=UNTOLD)
    words = (asked.get("q") or "").strip()
    named = Q(actor_name__icontains=words) | Q(data__number__icontains=words)
    return rows.filter(named | Q(kind__icontains=words)) if words else rows


def _told(entries: Iterable[Entry]) -> list[tuple[Entry, Event]]:
    noted = list(entries)
    return list(zip(noted, events_of(noted, newest_first=False), strict=True))
