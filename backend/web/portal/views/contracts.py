"""What the client is promised: the same sheet the office reads, without anything of our own."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from backend.accounts.roles import May
from backend.contracts import queries
from backend.contracts.in_force import last_begun
from backend.contracts.models import Contract
from backend.lib.clock import local_date, utc_now
from backend.web.agreements.measures import quotas_shown
from backend.web.agreements.sheet import sheet_of
from backend.web.shared.doors import SignedRequest, may


@may(May.USE_PORTAL)
def own_contracts(request: SignedRequest) -> HttpResponse:
    """The contracts that hold or held, and the sheet of the one that was opened."""
    rows = list(queries.contracts_visible_to(request.user).order_by("number"))
    opened = next((row for row in rows if row.number == request.GET.get("contract")), None)
    shown = opened or next(iter(rows), None)
    told = _told(shown, local_date(utc_now(), shown.our_entity.zone)) if shown else None
    return render(request, "portal/contracts.html", {"contracts": rows, "told": told})


def _told(row: Contract, today: date) -> dict[str, Any]:
    version = last_begun(queries.versions_of(row), today)
    if version is None:
        return {"contract": row}
    sheet, quotas = sheet_of(version, today), quotas_shown(version, today)
    return {
        "contract": row,
        "version": version,
        "sheet": sheet,
        "quotas": quotas,
        "planned": queries.planned_maintenance(row, utc_now()),
    }
