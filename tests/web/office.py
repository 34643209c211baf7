"""What the tests of the office's pages share: a built frontend, sign-ins, and work to show."""

import json
from datetime import datetime, timedelta

import pytest
from django.test import Client

from backend.accounts.models import User
from backend.demo.cast import Cast
from backend.desk.actions import NewRequest, Triage, submit_request, triage_request
from backend.desk.models import Request, WorkOrder
from backend.lib.clock import utc_now
from backend.web.shared import assets


@pytest.fixture
def built(tmp_path, monkeypatch):
    """A frontend that was built, as far as pages can tell."""
    entries = {
        name: {"file": f"a/{name}.js"} for name in ("web/web.ts", "web/map.ts", "phone/preview.tsx")
    }
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps(entries))
    monkeypatch.setattr(assets, "MANIFEST", manifest)
    assets._read_manifest.cache_clear()
    yield
    assets._read_manifest.cache_clear()


def signed_in(user: User) -> Client:
    """A browser in which `user` has signed in."""
    browser = Client()
    browser.force_login(user, "backend.web.shared.adapter.SessionBackend")
    return browser


def reported(cast: Cast, words: str = "Makes no ice", **wish: object) -> Request:
    """A request of the hotel about its ice machine, told just now."""
    told = {
        "object_id": cast.hotel_object.pk,
        "equipment_id": cast.ice_machine.pk,
        "impact": "goods_at_risk",
        "words": words,
        "channel": "phone",
        "reported_at": utc_now() - timedelta(minutes=1),
    }
    return submit_request(NewRequest(**{**told, **wish}), by=cast.dispatcher)


def triaged(cast: Cast, words: str = "Makes no ice", **wish: object) -> WorkOrder:
    """A work order for a new request, ready for planning."""
    request = reported(cast, words)
    return triage_request(request.pk, Triage(cast.repair.pk, **wish), by=cast.dispatcher)


def at(day: str, clock: str) -> datetime:
    """An instant on the wall clock of Monaco."""
    from backend.lib.clock import at_wall_clock

    moment = datetime.fromisoformat(f"{day}T{clock}")
    return at_wall_clock(moment.date(), moment.time(), "Europe/Monaco")
