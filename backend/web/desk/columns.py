"""What the desk's lists say in a spreadsheet, column by column."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from backend.accounts.models import Device
from backend.desk.models import Request
from backend.documents.spreadsheet import Column, Kind
from backend.fieldwork.models import Receipt
from backend.web.desk.command_words import command_words
from backend.web.desk.receipt_words import why_of
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
REVIEW: Final[tuple[Column[Receipt], ...]] = (
    Column(_("Sent"), lambda row: row.command.received_at, Kind.MOMENT),
    Column(_("Engineer"), lambda row: row.command.device.user.name),
    Column(_("Phone"), lambda row: row.command.device.name or row.command.device.platform),
    Column(_("What"), lambda row: command_words(row.command.type)),
    Column(_("Answer"), lambda row: state_words("receipt", row.status).label),
    Column(_("Why"), why_of, width=48),
)
PHONES: Final[tuple[Column[Device], ...]] = (
    Column(_("Engineer"), lambda row: row.user.name),
    Column(_("Phone"), lambda row: row.name or row.platform),
    Column(_("Program"), lambda row: row.app_build, width=12),
    Column(_("Paired"), lambda row: row.paired_at, Kind.MOMENT),
    Column(_("Last seen"), lambda row: row.last_seen_at, Kind.MOMENT),
    Column(_("Unsent commands"), lambda row: row.unsent_commands, Kind.NUMBER),
    Column(_("Unsent photos"), lambda row: row.unsent_media, Kind.NUMBER),
    Column(_("Oldest unsent"), lambda row: row.oldest_unsent_at, Kind.MOMENT),
    Column(_("Clock off by, seconds"), lambda row: row.clock_off_s, Kind.NUMBER),
    Column(_("Revoked"), lambda row: row.revoked_at, Kind.MOMENT),
)
