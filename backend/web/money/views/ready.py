"""Approved lines by client, and the act they become: seen with its VAT before it is issued."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from backend.accounts.roles import May
from backend.billing import actions, queries
from backend.billing.models import BillableLine
from backend.billing.paper_data import ActPaper
from backend.contracts.clause_words import clause_words
from backend.lib.clock import local_date, utc_now
from backend.lib.errors import CalloutError
from backend.web.money.forms import IssueAct
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.forms import tell
from backend.web.shared.toasts import say


@may(May.BILL)
def ready(request: SignedRequest) -> HttpResponse:
    """What could be issued now, one act a row."""
    return render(request, "money/ready.html", {"rows": queries.ready_to_issue(request.user)})


@may(May.BILL)
def issue(request: SignedRequest, client_id: UUID, entity_id: UUID, currency: str) -> HttpResponse:
    """The act before it is one: choose lines and date, see the sums; POST issues it.

    The button `again` only reckons anew.
    """
    lines = queries.lines_for_act(request.user, client_id, entity_id, currency)
    asked = request.POST if request.method == "POST" else request.GET
    chosen = _chosen(lines, asked.getlist("chosen") if "document_date" in asked else None)
    form = IssueAct(asked if "document_date" in asked else {"document_date": _today(lines[0])})
    if request.method == "POST" and "again" not in request.POST and form.is_valid():
        try:
            act = actions.issue_act(chosen, by=request.user, **form.cleaned_data)
        except CalloutError as error:
            tell(form, error)
        else:
            say(request, _("Act %(number)s issued") % {"number": act.number})
            return redirect("money:act", act.pk)
    paper = _preview(form, chosen)
    return _page(request, lines, chosen, form, paper)


def _today(line: BillableLine) -> str:
    return str(local_date(utc_now(), line.our_entity.zone))


def _chosen(lines: list[BillableLine], said: list[str] | None) -> list[UUID]:
    """The ids asked for among those there are; all of them before anything was asked."""
    return [line.pk for line in lines if said is None or str(line.pk) in said]


def _preview(form: IssueAct, chosen: list[UUID]) -> ActPaper | None:
    """The paper as it would be; None where the form already knows why there is none."""
    if not chosen:
        form.add_error(None, _("Choose at least one line."))
    if not form.is_valid():
        return None
    try:
        return actions.preview_act(chosen, form.cleaned_data["document_date"])
    except CalloutError as error:
        tell(form, error)
        return None


def _page(
    request: SignedRequest,
    lines: list[BillableLine],
    chosen: list[UUID],
    form: IssueAct,
    paper: ActPaper | None,
) -> HttpResponse:
    rows: list[dict[str, Any]] = [
        {
            "line": line,
            "is_chosen": line.pk in chosen,
            "clause": clause_words(line.clause, line.verdict),
        }
        for line in lines
    ]
    context = {"rows": rows, "form": form, "paper": paper, "first": lines[0]}
    return render(request, "money/issue.html", context, status=422 if form.errors else 200)
