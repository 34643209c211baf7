"""What the client is promised: the same sheet the office reads, without anything of our own."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from backend.accounts.roles import May
from backend.contracts import queries
from backend.contracts.models import Contract
from backend.lib.clock import local_date, utc_now
from backend.web.agreements.measures import quotas_shown
from backend.web.agreements.sheet import sheet_of
from backend.web.agreements.versions import in_force
from backend.web.shared.doors import SignedRequest, may


@may(May.USE_PORTAL)
def own_contracts(request: SignedRequest) -> HttpResponse:
    """Every contract of the client that holds or held, by the version in force today."""
    rows = queries.contracts_visible_to(request.user)
    told = [_told(row, local_date(utc_now(), row.our_entity.zone)) for row in rows]
    return render(request, "portal/contracts.html", {"told": told})


def _told(row: Contract, today: date) -> dict[str, Any]:
    published = [each for each in queries.versions_of(row) if each.published_at is not None]
    version = in_force(published, today)
    if version is None:
        return {"contract": row}
    sheet, quotas = sheet_of(version, today), quotas_shown(version, today)
    return {"contract": row, "version": version, "sheet": sheet, "quotas": quotas}
