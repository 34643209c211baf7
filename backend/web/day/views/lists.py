"""What the office looks up and does not change here: who is away, and the forms of site work."""

from typing import Any, Final

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from backend.accounts.roles import May
from backend.accounts.roles import may as is_allowed
from backend.dispatch.models import Absence
from backend.dispatch.queries import absences_visible_to
from backend.documents import spreadsheet
from backend.documents.spreadsheet import Kind
from backend.fieldwork.models import ChecklistVersion
from backend.fieldwork.queries import checklist_versions_visible_to
from backend.lib.words import in_language
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.list_filters import ListFilter, begin_of, end_of
from backend.web.shared.tables import Column, Table

ABSENCE_TABLE: Final = Table(
    "absences",
    (
        Column("engineer", _("Engineer"), ("engineer__user__name",), fixed=True),
        Column("from", _("From"), ("starts_at",)),
        Column("to", _("To"), ("ends_at",)),
    ),
    sorted_by="-from",
)
ABSENCES: Final[tuple[spreadsheet.Column[Absence], ...]] = (
    spreadsheet.Column(_("Engineer"), lambda away: away.engineer.user.name),
    spreadsheet.Column(_("From"), lambda away: away.starts_at, Kind.MOMENT),
    spreadsheet.Column(_("To"), lambda away: away.ends_at, Kind.MOMENT),
)
CHECKLIST_TABLE: Final = Table(
    "checklists",
    (
        Column("code", _("Code"), ("template__key",), "nowrap", fixed=True),
        Column("name", _("Name")),
        Column("version", _("Version"), ("number",), "number"),
        Column("published", _("Published"), ("published_at",)),
    ),
    sorted_by="code",
)
CHECKLISTS: Final[tuple[spreadsheet.Column[ChecklistVersion], ...]] = (
    spreadsheet.Column(
        _("Name"), lambda form: in_language(form.template.names, get_language() or "en")
    ),
    spreadsheet.Column(_("Code"), lambda form: form.template.key),
    spreadsheet.Column(_("Version"), lambda form: form.number, Kind.NUMBER),
    spreadsheet.Column(_("Published"), lambda form: form.published_at, Kind.MOMENT),
)


@may(May.READ_OFFICE)
def absences(request: SignedRequest) -> HttpResponse:
    """When engineers are away, the latest first."""
    table = ABSENCE_TABLE.of(request)
    form = ListFilter(request.GET, ("q", "begin", "end"), ("", ()))
    rows = table.ordered(_away(absences_visible_to(request.user), form.asked), "-starts_at")
    if table.export:
        return table.file(ABSENCES, rows)
    context = {"table": table, "form": form, "page_obj": table.page_of(rows)}
    return render(request, "day/absences.html", context)


def _away(rows: QuerySet[Absence], asked: dict[str, Any]) -> QuerySet[Absence]:
    """Those of an engineer, at any time of the days asked for."""
    wanted = {
        "engineer__user__name__icontains": (asked.get("q") or "").strip(),
        "ends_at__gt": begin_of(asked.get("begin")),
        "starts_at__lt": end_of(asked.get("end")),
    }
    return rows.filter(**{name: value for name, value in wanted.items() if value})


@may(May.READ_OFFICE)
def checklists(request: SignedRequest) -> HttpResponse:
    """Every version of every form engineers fill in on site."""
    table, form = CHECKLIST_TABLE.of(request), ListFilter(request.GET, ("q",), ("", ()))
    rows, words = checklist_versions_visible_to(request.user), (form.asked.get("q") or "").strip()
    if words:
        rows = rows.filter(Q(template__key__icontains=words) | Q(template__names__icontains=words))
    rows = table.ordered(rows, "template__key", "-number")
    if table.export:
        return table.file(CHECKLISTS, rows)
    context = {"table": table, "form": form, "page_obj": table.page_of(rows)}
    context["may_edit"] = is_allowed(request.user, May.KEEP_CATALOG)
    return render(request, "day/checklists.html", context)
