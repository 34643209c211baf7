"""Lines to judge: what was drafted, by which clause, at which price, and what the biller says."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.billing import actions, queries
from backend.billing.models import BillableLine
from backend.contracts.clause_words import clause_words
from backend.fieldwork.queries import service_reports_visible_to
from backend.journal.queries import history_of
from backend.lib.clock import utc_now
from backend.lib.errors import CalloutError
from backend.web.money.columns import LINES
from backend.web.money.forms import ChangeLine, LineFilter, RejectLine
from backend.web.money.views.judging import undo_url
from backend.web.shared.choices import choice_word
from backend.web.shared.doors import SignedRequest, may, posted_from
from backend.web.shared.downloads import download, file_asked
from backend.web.shared.forms import tell
from backend.web.shared.history import events_of
from backend.web.shared.toasts import say
from backend.web.shared.why_line_words import line_reasons

PAGE_ROWS = 60
OPEN = queries.VIEWS["judge"]
JUDGED = (BillableLine.State.APPROVED, BillableLine.State.REJECTED)


@may(May.BILL)
def lines(request: SignedRequest) -> HttpResponse:
    """One page of lines, those of a visit together."""
    form = LineFilter(request.GET)
    asked = _asked(request.user, form)
    if file_asked(request):
        return download(request, "lines", LINES, asked)
    return render(request, "money/lines.html", _listed(request, form, asked))


def _listed(
    request: SignedRequest, form: LineFilter, asked: QuerySet[BillableLine]
) -> dict[str, Any]:
    view = form.cleaned_data.get("view") or "judge"
    is_filtered = any(value for name, value in form.cleaned_data.items() if name != "view")
    totals = queries.line_totals(request.user)
    counts = {name: sum(total.count for total in each) for name, each in totals.items()}
    # Names of what a line belongs to are joined to the page's lines, not to all that are sorted.
    pages = Paginator(asked.values_list("pk", flat=True), PAGE_ROWS)
    if not is_filtered:
        # The tabs have counted these lines already.
        pages.count = counts[view]
    page = pages.get_page(request.GET.get("page"))
    shown = asked.filter(pk__in=list(page.object_list))
    return {
        "form": form,
        "page_obj": page,
        "groups": _groups(shown),
        "totals": queries.sums_of_lines(asked) if is_filtered else totals[view],
        "tabs": _tabs(counts, view),
        "view": view,
        "can_judge": view in ("judge", "all"),
        "is_filtered": is_filtered,
        "ready_count": len(queries.ready_to_issue(request.user)),
    }


def _asked(user: User, form: LineFilter) -> QuerySet[BillableLine]:
    form.is_valid()
    asked = form.cleaned_data
    rows = queries.lines_in_view(user, asked.get("view") or "judge")
    exact = {"verdict": "verdict", "bill_to_id": "client", "visit_id": "visit"}
    rows = rows.filter(**{key: asked[name] for key, name in exact.items() if asked.get(name)})
    if asked.get("begin"):
        rows = rows.filter(supplied_on__gte=asked["begin"])
    if asked.get("end"):
        rows = rows.filter(supplied_on__lte=asked["end"])
    if asked.get("question"):
        rows = rows.filter(state=BillableLine.State.NEEDS_APPROVAL)
    words = (asked.get("q") or "").strip()
    return rows.filter(_matching(words)) if words else rows


def _matching(words: str) -> Q:
    return (
        Q(visit__number__iexact=words)
        | Q(work_order__number__iexact=words)
        | Q(bill_to__name__icontains=words)
        | Q(visit__object__client_code__iexact=words)
        | Q(visit__object__name__icontains=words)
        | Q(text__icontains=words)
    )


def _groups(rows: Any) -> list[dict[str, Any]]:
    """Neighbouring lines of one visit under one head, each with its clause in words."""
    groups: list[dict[str, Any]] = []
    for row in rows:
        row.clause_in_words = clause_words(row.clause, row.verdict)
        row.is_open = row.state in OPEN
        if not groups or row.visit_id is None or groups[-1]["first"].visit_id != row.visit_id:
            groups.append({"first": row, "lines": []})
        groups[-1]["lines"].append(row)
    for group in groups:
        group["net"] = sum(row.net for row in group["lines"])
        group["can_approve"] = any(row.is_open for row in group["lines"])
    return groups


def _tabs(counts: dict[str, int], current: str) -> list[dict[str, Any]]:
    words = {
        "judge": _("To approve"),
        "approved": pgettext("lines", "Approved"),
        "on_act": _("On acts"),
        "rejected": _("Rejected"),
        "all": _("All"),
    }
    return [
        {"view": view, "words": words[view], "count": counts[view], "is_current": view == current}
        for view in words
    ]


@may(May.BILL)
def line_page(request: SignedRequest, line_id: UUID) -> HttpResponse:
    """One line: what was proposed, what is billed, and why."""
    line = queries.line(request.user, line_id)
    return _page(request, line, ChangeLine(initial=_as_it_is(line)), RejectLine())


@may(May.BILL)
@posted_from("money:line", "line_id")
def change(request: SignedRequest, line_id: UUID) -> HttpResponse:
    """Bill another quantity or price."""
    line = queries.line(request.user, line_id)
    form = ChangeLine(request.POST)
    if form.is_valid():
        try:
            actions.change_line(line.pk, by=request.user, **form.cleaned_data)
        except CalloutError as error:
            tell(form, error)
        else:
            say(request, _("Line changed; the proposal is kept beside it"))
            return redirect("money:line", line.pk)
    return _page(request, line, form, RejectLine(), status=422)


@may(May.BILL)
@posted_from("money:line", "line_id")
def reject(request: SignedRequest, line_id: UUID) -> HttpResponse:
    """Leave the line off every paper."""
    line = queries.line(request.user, line_id)
    form = RejectLine(request.POST)
    if form.is_valid():
        try:
            actions.reject_line(line.pk, by=request.user, reason=form.cleaned_data["reason"])
        except CalloutError as error:
            tell(form, error)
        else:
            say(request, _("Line rejected; it goes on no paper"))
            return redirect("money:line", line.pk)
    return _page(request, line, ChangeLine(initial=_as_it_is(line)), form, status=422)


def _as_it_is(line: BillableLine) -> dict[str, Any]:
    return {"quantity": line.quantity.normalize(), "unit_price": f"{line.unit_price:.2f}"}


def _page(
    request: SignedRequest,
    line: BillableLine,
    change_form: ChangeLine,
    reject_form: RejectLine,
    status: int = 200,
) -> HttpResponse:
    reports = service_reports_visible_to(request.user).filter(visit=line.visit)
    context = {
        "line": line,
        "clause": clause_words(line.clause, line.verdict),
        "kind": choice_word("line_kind", line.kind),
        "is_open": line.state in OPEN,
        "undo_url": undo_url([line.pk]) if line.state in JUDGED else "",
        "is_changed": (line.quantity, line.unit_price)
        != (line.proposed_quantity, line.proposed_price),
        "change_form": change_form,
        "reject_form": reject_form,
        "reports": reports if line.visit_id else [],
        "events": events_of(history_of([line.pk])),
        "reasons": line_reasons([line], utc_now(), for_staff=True)[0],
    }
    return render(request, "money/line.html", context, status=status)
