"""The review inbox: what phones sent that could not simply be believed."""

import json
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
from backend.fieldwork.models import Receipt
from backend.fieldwork.queries import receipt_to_review, receipts_to_review
from backend.fieldwork.reviewing import dismiss_command, replay_command
from backend.lib.errors import NotFound
from backend.web.desk.columns import REVIEW
from backend.web.desk.deeds import WhyForm
from backend.web.desk.receipt_words import sent_of, why_of
from backend.web.shared.deeds import Deed, Subject, deed_page, form_for
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.errors import WORDS
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


class ReplayForm(forms.Form):
    """The command's body, as sent or mended."""

    body = forms.CharField(
        label=_("What the phone sent"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "class": "mono"}),
        help_text=_("Mend it where needed; what was sent stays on record."),
    )

    def clean_body(self) -> dict[str, Any]:
        """An object of JSON that our tables can hold: not too deep, without NUL."""
        try:
            body = json.loads(self.cleaned_data["body"])
        except (ValueError, RecursionError):
            body = None
        if not isinstance(body, dict) or "\\u0000" in json.dumps(body):
            raise forms.ValidationError(str(WORDS["not-json"]), code="not-json")
        return body


def _replay(receipt_id: UUID, told: dict[str, Any], by: User) -> object:
    return replay_command(receipt_id, by=by, body=told["body"])


def _dismiss(receipt_id: UUID, told: dict[str, Any], by: User) -> object:
    return dismiss_command(receipt_id, told["reason"], by=by)


DEEDS: Final[dict[str, Deed]] = {
    "replay": Deed(
        _("Replay"), _("Replay"), _("Replayed; it counts now"), _replay, ReplayForm, icon="undo"
    ),
    "dismiss": Deed(
        _("Dismiss"), _("Dismiss"), _("Dismissed; kept in the history"), _dismiss, WhyForm, "cross"
    ),
}


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
    """Replay, mended where needed, or dismiss with a reason."""
    receipt = receipt_to_review(request.user, receipt_id)
    wanted = DEEDS.get(name)
    if wanted is None:
        raise NotFound("page")
    subject = Subject(receipt.pk, str(receipt.command), reverse("desk:review"))
    body = json.dumps(receipt.command.raw.get("body", {}), indent=2, ensure_ascii=False)
    return deed_page(request, wanted, subject, form_for(request, wanted, body=body))
