"""What the office looks up and does not change here: who is away, and the forms of site work."""

from typing import Final

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from backend.accounts.roles import May
from backend.dispatch.models import Absence
from backend.dispatch.queries import absences_visible_to
from backend.documents.spreadsheet import Column, Kind
from backend.fieldwork.models import ChecklistVersion
from backend.fieldwork.queries import checklist_versions_visible_to
from backend.lib.words import in_language
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.plain_lists import plain_list

ABSENCES: Final[tuple[Column[Absence], ...]] = (
    Column(_("Engineer"), lambda away: away.engineer.user.name),
    Column(_("From"), lambda away: away.starts_at, Kind.MOMENT),
    Column(_("To"), lambda away: away.ends_at, Kind.MOMENT),
)
CHECKLISTS: Final[tuple[Column[ChecklistVersion], ...]] = (
    Column(_("Name"), lambda form: in_language(form.template.names, get_language() or "en")),
    Column(_("Code"), lambda form: form.template.key),
    Column(_("Version"), lambda form: form.number, Kind.NUMBER),
    Column(_("Published"), lambda form: form.published_at, Kind.MOMENT),
)


@may(May.READ_OFFICE)
def absences(request: SignedRequest) -> HttpResponse:
    """When engineers are away, the latest first."""
    return plain_list(
        request, "absences", _("Absences"), ABSENCES, absences_visible_to(request.user)
    )


@may(May.READ_OFFICE)
def checklists(request: SignedRequest) -> HttpResponse:
    """Every version of every form engineers fill in on site."""
    rows = checklist_versions_visible_to(request.user)
    return plain_list(request, "checklists", _("Checklists"), CHECKLISTS, rows)
