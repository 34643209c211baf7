"""What the desk's lists say in a spreadsheet, column by column."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from backend.desk.models import Request
from backend.documents.spreadsheet import Column, Kind
from backend.web.shared.states import state_words

QUEUE: Final[tuple[Column[Request], ...]] = (
    Column(_("Number"), lambda row: row.number, width=13),
    Column(_("State"), lambda row: state_words("request", row.state).label, width=16),
    Column(_("Priority"), lambda row: state_words("priority", row.priority).label, width=12),
    Column(_("Impact"), lambda row: state_words("impact", row.impact).label),
    Column(_("Client"), lambda row: row.client.name),
    Column(_("Object code"), lambda row: row.object.client_code, width=12),
    Column(_("Object"), lambda row: row.object.name),
    Column(_("Equipment"), lambda row: row.equipment),
    Column(_("Words"), lambda row: row.words, width=48),
    Column(_("Client's own number"), lambda row: row.client_reference, width=16),
    Column(_("Reported at"), lambda row: row.reported_at, Kind.MOMENT),
    Column(_("Next due at"), lambda row: row.next_due_at, Kind.MOMENT),  # type: ignore[attr-defined]
)
