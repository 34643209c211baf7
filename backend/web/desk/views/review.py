"""The review inbox: what phones sent that could not simply be believed."""

import json
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.fieldwork.models import Receipt
from backend.fieldwork.queries import receipt_to_review, receipts_to_review
from backend.fieldwork.reviewing import dismiss_command, replay_command
from backend.lib.errors import NotFound, Refused
from backend.web.desk.deeds import WhyForm
from backend.web.shared.deeds import Deed, Subject, deed_page, form_for
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.errors import WORDS, words_for

PAGE_ROWS = 25


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
    page = Paginator(receipts_to_review(request.user), PAGE_ROWS).get_page(request.GET.get("page"))
    for receipt in page:
        receipt.why = _why(receipt)  # type: ignore[attr-defined]
        receipt.sent = _sent(receipt)  # type: ignore[attr-defined]
    return render(request, "desk/review.html", {"page_obj": page})


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


def _why(receipt: Receipt) -> str:
    """What the phone was answered, in words."""
    said = receipt.result.get("context") or {}
    return words_for(Refused(receipt.code, **said)) if receipt.code else ""


def _sent(receipt: Receipt) -> str:
    return json.dumps(receipt.command.raw, indent=2, ensure_ascii=False)
