"""One contract as people read it: where it stands, what it promises, what became of it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from backend.accounts.roles import May
from backend.accounts.roles import may as allowed
from backend.contracts import queries
from backend.contracts.actions import cancel_maintenance, remove_example, save_example
from backend.contracts.in_force import last_begun
from backend.contracts.models import Contract, ContractVersion
from backend.journal.queries import history_of
from backend.lib.clock import local_date, utc_now
from backend.lib.errors import CalloutError, NotFound
from backend.web.administration.cells import history
from backend.web.administration.contract_deeds import CONTRACT_DEEDS, OFFERED
from backend.web.administration.example_forms import FORMS
from backend.web.administration.row_forms import tell_row
from backend.web.agreements.examples import examples_shown
from backend.web.agreements.measures import attainment_chart, exposure_shown, quotas_shown
from backend.web.agreements.sheet import sheet_of
from backend.web.agreements.standing import standing_of
from backend.web.agreements.versions import steps_of
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.toasts import say


@may(May.READ_OFFICE)
def contract(request: SignedRequest, contract_id: UUID) -> HttpResponse:
    """The contract by the version in force; `?version=2` shows another."""
    row = queries.contract(request.user, contract_id)
    today = local_date(utc_now(), row.our_entity.zone)
    versions = list(queries.versions_of(row))
    shown = _asked(request, versions) or last_begun(versions, today) or versions[0]
    shown.contract = row
    keeps = allowed(request.user, May.KEEP_CONTRACTS)
    context: dict[str, Any] = {
        "contract": row,
        "shown": shown,
        "standing": standing_of(row, versions, today),
        "sheet": sheet_of(shown, today),
        "steps": steps_of(versions, today),
        "examples": examples_shown(shown),
        "plans": keeps and "maintenance" in OFFERED.get(row.state, ()),
        "planned": queries.planned_maintenance(row, utc_now()),
        "keeps": keeps,
        "deeds": _deeds(row) if keeps else [],
        "events": history(history_of([row.pk])),
    }
    return render(request, "administration/contract.html", context)


def _asked(request: SignedRequest, versions: list[ContractVersion]) -> ContractVersion | None:
    number = request.GET.get("version", "")
    return next((each for each in versions if str(each.number) == number), None)


def _deeds(row: Contract) -> list[tuple[str, Any]]:
    return [(name, CONTRACT_DEEDS[name]) for name in OFFERED.get(row.state, ())]


@may(May.READ_OFFICE)
def kept(request: SignedRequest, contract_id: UUID) -> HttpResponse:
    """Quotas, promises kept and what open ones may cost: asked after the page stands."""
    row = queries.contract(request.user, contract_id)
    now = utc_now()
    today = local_date(now, row.our_entity.zone)
    versions = list(queries.versions_of(row))
    holding = last_begun(versions, today)
    context = {
        "contract": row,
        "quotas": quotas_shown(holding, today) if holding else [],
        "attained": attainment_chart(row, today),
        "exposure": exposure_shown(row, now)
        if any(v.penalty_rules.all() for v in versions)
        else None,
        "currency": (holding or versions[0]).currency,
    }
    in_page = request.headers.get("HX-Request") == "true"
    template = "contract_kept" if in_page else "contract_kept_page"
    return render(request, f"administration/{template}.html", context)


@may(May.KEEP_CONTRACTS)
def add_example(request: SignedRequest, contract_id: UUID, asks: str) -> HttpResponse:
    """An example of one kind."""
    row = queries.contract(request.user, contract_id)
    if asks not in FORMS:
        raise NotFound("page")
    form = FORMS[asks](row, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            save_example(row.pk, form.values(), by=request.user)
        except CalloutError as error:
            tell_row(form, error)
        else:
            say(request, _("Example added"))
            return redirect("administration:contract", row.pk)
    context = {"contract": row, "form": form, "asks": asks}
    status = 422 if form.errors else 200
    return render(request, "administration/example.html", context, status=status)


@may(May.KEEP_CONTRACTS)
@require_POST
def drop_example(request: SignedRequest, contract_id: UUID, example_id: UUID) -> HttpResponse:
    """Take an example out; the journal keeps its words."""
    row = queries.contract(request.user, contract_id)
    remove_example(row.pk, example_id, by=request.user)
    say(request, _("Example taken out"))
    return redirect("administration:contract", row.pk)


@may(May.KEEP_CONTRACTS)
@require_POST
def give_up_maintenance(request: SignedRequest, contract_id: UUID, row_id: UUID) -> HttpResponse:
    """A stretch that counts after all; the journal keeps it."""
    row = queries.contract(request.user, contract_id)
    cancel_maintenance(row.pk, row_id, by=request.user)
    say(request, _("Taken out: this time counts again"))
    return redirect("administration:contract", row.pk)
