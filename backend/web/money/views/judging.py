"""What the biller says about lines: approve, reject, take back; each answers with the list."""

from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.billing import actions, queries
from backend.lib.errors import CalloutError, NotFound
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.errors import words_for
from backend.web.shared.toasts import say, say_no

MOST_UNDONE = 60


@may(May.BILL)
@require_POST
def judge(request: SignedRequest) -> HttpResponse:
    """Approve the chosen lines or all of a visit, or reject the chosen ones with one reason."""
    try:
        chosen = _chosen(request)
        if "reject" in request.POST:
            _reject_all(chosen, request.POST.get("reason", ""), request.user)
            words = ngettext("%(n)d line rejected", "%(n)d lines rejected", len(chosen))
        else:
            actions.approve_lines(chosen, by=request.user)
            words = ngettext("%(n)d line approved", "%(n)d lines approved", len(chosen))
        say(request, words % {"n": len(chosen)}, undo_url=undo_url(chosen))
    except CalloutError as error:
        say_no(request, words_for(error))
    asked = QueryDict(request.POST.get("back", "")).urlencode()
    return redirect(f"{reverse('money:lines')}?{asked}")


def _chosen(request: SignedRequest) -> list[UUID]:
    try:
        visit = request.POST.get("visit")
        if visit:
            rows = queries.lines_in_view(request.user, "judge").filter(visit_id=UUID(visit))
            return list(rows.values_list("id", flat=True))
        chosen = [UUID(each) for each in request.POST.getlist("chosen")]
    except ValueError:
        raise NotFound("line") from None
    return chosen


def undo_url(chosen: list[UUID]) -> str:
    """Where the judgement is taken back; too many lines make no address."""
    query = urlencode({"line": chosen}, doseq=True)
    return f"{reverse('money:reopen')}?{query}" if 0 < len(chosen) <= MOST_UNDONE else ""


@may(May.BILL)
@require_POST
def reopen(request: SignedRequest) -> HttpResponse:
    """Take an approval or a rejection back."""
    try:
        lines = [UUID(each) for each in request.GET.getlist("line")]
        actions.reopen_lines(lines, by=request.user)
        words = ngettext(
            "%(n)d line to be judged again", "%(n)d lines to be judged again", len(lines)
        )
        say(request, words % {"n": len(lines)})
    except ValueError:
        raise NotFound("line") from None
    except CalloutError as error:
        say_no(request, words_for(error))
    return redirect("money:lines")


@transaction.atomic
def _reject_all(chosen: list[UUID], reason: str, by: User) -> None:
    for line_id in chosen:
        actions.reject_line(line_id, reason=reason, by=by)
