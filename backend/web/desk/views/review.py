"""The review inbox: what phones sent that could not simply be believed."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.catalog.models import EquipmentType
from backend.clients.models import Equipment
from backend.fieldwork.deciding import RECOVERED, SUGGESTED, accept_equipment, settle_recovered
from backend.fieldwork.models import Receipt
from backend.fieldwork.queries import receipt_to_review, receipts_to_review
from backend.fieldwork.reviewing import dismiss_command, replay_command
from backend.lib.errors import NotFound
from backend.web.desk.columns import REVIEW
from backend.web.desk.command_forms import CommandForm
from backend.web.desk.command_words import command_words
from backend.web.desk.deeds import WhyForm
from backend.web.desk.receipt_words import difference_rows, sent_of, why_of
from backend.web.shared.deeds import Deed, Subject, deed_page
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.list_filters import ListFilter
from backend.web.shared.tables import Column, Table

_LOOKED_AT: Final = ("parked", "applied_with_review")
TABLE: Final = Table(
    "review",
    (
        Column("sent", _("Sent"), ("command__received_at",), fixed=True),
        Column("who", _("Engineer, phone"), ("command__device__user__name",)),
        Column("what", _("What"), ("command__type",)),
        Column("answer", _("Answer"), ("status",)),
        Column("why", _("Why"), ("code",), "whole"),
    ),
    sorted_by="sent",
)


class PlaceForm(forms.Form):
    """Where a part that was taken back goes."""

    place = forms.ChoiceField(
        label=_("Where it goes"),
        choices=[
            ("stock", _("To our stock")),
            ("van", _("Into the engineer's van, as good")),
            ("scrap", _("To scrap")),
            ("client", _("Back to the client")),
        ],
    )


class EquipmentForm(forms.Form):
    """The register's words for a unit, as the engineer suggests them."""

    name = forms.CharField(label=_("Name"), max_length=200)
    serial = forms.CharField(label=_("Serial number"), max_length=100, required=False)

    def __init__(self, receipt: Receipt, data: Any = None) -> None:
        super().__init__(data)
        told = receipt.command.raw.get("body") or {}
        unit = Equipment.objects.filter(id__in=[told.get("equipment_id")]).first()
        for name in ("name", "serial"):
            self.fields[name].initial = told.get(name) or (getattr(unit, name) if unit else "")
        if unit is None:
            types = EquipmentType.objects.filter(is_active=True)
            self.fields["type"] = forms.ModelChoiceField(types, label=_("Kind of equipment"))


def _replay(receipt_id: UUID, body: dict[str, Any], by: User) -> object:
    return replay_command(receipt_id, by=by, body=body)


def _dismiss(receipt_id: UUID, told: dict[str, Any], by: User) -> object:
    return dismiss_command(receipt_id, told["reason"], by=by)


def _settle(receipt_id: UUID, told: dict[str, Any], by: User) -> object:
    return settle_recovered(receipt_id, told["place"], by=by)


def _accept(receipt_id: UUID, told: dict[str, Any], by: User) -> object:
    return accept_equipment(receipt_id, told, by=by)


DEEDS: Final[dict[str, Deed]] = {
    "replay": Deed(_("Replay"), _("Replay"), _("Replayed; it counts now"), _replay, icon="undo"),
    "settle": Deed(_("Where does the part go?"), _("Save"), _("Put on record"), _settle, PlaceForm),
    "accept": Deed(
        _("Write into the register"), _("Save"), _("Put on record"), _accept, icon="check"
    ),
    "dismiss": Deed(
        _("Dismiss"), _("Dismiss"), _("Dismissed; kept in the history"), _dismiss, WhyForm, "cross"
    ),
}
# What may be done about an answer besides dismissing it.
_BY_CODE: Final = {SUGGESTED: "accept", RECOVERED: "settle"}


@may(May.REVIEW_COMMANDS)
def inbox(request: SignedRequest) -> HttpResponse:
    """Parked commands and applied ones somebody should look at, the oldest first."""
    table = TABLE.of(request)
    form = ListFilter(request.GET, ("q", "state"), ("receipt", _LOOKED_AT))
    rows = table.ordered(_asked(request.user, form.asked), "made_at")
    if table.export:
        return table.file(REVIEW, rows)
    page = table.page_of(rows)
    for receipt in page:
        receipt.why, receipt.sent = why_of(receipt), sent_of(receipt)
        receipt.words, receipt.deed = command_words(receipt.command.type), _deed_of(receipt)
    return render(request, "desk/review.html", {"table": table, "form": form, "page_obj": page})


def _asked(user: User, asked: dict[str, Any]) -> QuerySet[Receipt]:
    rows = receipts_to_review(user)
    if asked.get("state"):
        rows = rows.filter(status=asked["state"])
    words = (asked.get("q") or "").strip()
    if not words:
        return rows
    who = Q(command__device__user__name__icontains=words)
    return rows.filter(who | Q(command__type__icontains=words) | Q(code__icontains=words))


@may(May.REVIEW_COMMANDS)
def deed(request: SignedRequest, receipt_id: UUID, name: str) -> HttpResponse:
    """Replay, mended where needed, write what was suggested, or dismiss with a reason."""
    receipt = receipt_to_review(request.user, receipt_id)
    wanted = DEEDS.get(name)
    if wanted is None or name not in ("dismiss", _deed_of(receipt)):
        raise NotFound("page")
    data = request.POST if request.method == "POST" else None
    form = _form(receipt, wanted, data)
    subject = Subject(receipt.pk, command_words(receipt.command.type), reverse("desk:review"))
    told = receipt.command.raw.get("body") or {}
    words = told.get("note") or told.get("text") or ""
    shown = {"differences": difference_rows(receipt), "why": why_of(receipt), "words": words}
    above = "desk/review_above.html"
    return deed_page(request, wanted, subject, form, above=above, shown=shown)


def _deed_of(receipt: Receipt) -> str:
    """What answers this receipt: replaying what is parked, or writing what was suggested."""
    return "replay" if receipt.status == "parked" else _BY_CODE.get(receipt.code, "")


def _form(receipt: Receipt, wanted: Deed, data: Any) -> forms.Form:
    if wanted is DEEDS["replay"]:
        return CommandForm(receipt.command, data)
    return EquipmentForm(receipt, data) if wanted is DEEDS["accept"] else wanted.form(data)
