"""How the house's tests ask: as whom, and what an answer may not say to them."""

import json
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache as throttles
from django.http import HttpResponse
from django.test import Client
from django.test.client import ClientHandler

from tests.house.routes import Row
from tests.house.world import NOTE_AMONG_US, Side, World

PRINCIPALS = (
    "anonymous",
    "contact",
    "operator",
    "dispatcher",
    "engineer",
    "biller",
    "administrator",
    "phone",
)


@cache
def _handler(csrf: bool) -> ClientHandler:
    """One for all: making the middleware reads every static file anew."""
    return ClientHandler(enforce_csrf_checks=csrf)


def browser(principal: str, world: World, *, csrf: bool = False) -> Client:
    """A browser, or phone, in which the principal is signed in; `phone` carries its token."""
    asking = Client(raise_request_exception=False)
    asking.handler = _handler(csrf)
    if principal == "phone":
        asking.defaults["HTTP_AUTHORIZATION"] = world.own.phone.client.headers["Authorization"]
    elif principal != "anonymous":
        asking.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[principal]
    return asking


def ask(row: Row, principal: str, side: str, world: World, **more: Any) -> Any:
    """The answer to a row's request."""
    whose = world.side(side)
    if row.name.startswith("account_"):
        # Throttles count in the cache, which no transaction takes back.
        throttles.clear()
    headers = row.headers(whose, world) if row.headers else {}
    sent = row.sent(whose, world) if row.sent else {}
    asking = browser(principal, world)
    path = row.path(whose, world)
    if row.is_wire:
        body = json.dumps(sent, default=str) if row.sent else ""
        return asking.generic(row.method, path, body, "application/json", **headers)
    if row.method == "POST":
        return asking.post(path, sent, **{**headers, **more})
    return asking.get(path, **{**headers, **more})


def body_of(answer: HttpResponse) -> str:
    """All that was sent, as text; a stream is read to its end."""
    raw = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return raw.decode("utf-8", "replace")


def words_of(side: Side) -> dict[str, str]:
    """What gives a client away: names, numbers, ids, words."""
    lines = {f"line {line.kind}": str(line.pk) for line in side.lines}
    return {
        "client": side.client.name,
        "code": side.place.client_code,
        "equipment": side.unit.name,
        "serial": side.unit.serial,
        "contact": side.contact.name,
        "address": side.contact.email,
        "contract": side.contract.number,
        "words": side.words,
        "act": side.act.number,
        "report": side.report.number,
        "visit": side.visit.number,
        "visit ahead": side.ahead.number,
        "work": side.work.number,
        "requests": side.fresh.number,
        "request done": side.done.number,
        "request open": side.open.number,
        "request id": str(side.fresh.pk),
        "visit id": str(side.visit.pk),
        "visit ahead id": str(side.ahead.pk),
        "object id": str(side.place.pk),
        "equipment id": str(side.unit.pk),
        "photo id": str(side.photo.pk),
        "media id": str(side.media.pk),
        **lines,
    }


# An engineer serves every object of the territory, so only another's work is foreign to a phone.
OF_THE_PLACE = frozenset(
    {"client", "code", "equipment", "serial", "contact", "address", "contract", "object id"}
    | {"equipment id", "act"}
)


def says_nothing_foreign(answer: Any, principal: str, world: World) -> list[tuple[str, ...]]:
    """What an answer tells of the other client, or of what we say among us; nothing is right."""
    body = body_of(answer)
    path = urlsplit(answer.request["PATH_INFO"]).path + answer.request.get("QUERY_STRING", "")
    foreign = words_of(world.foreign)
    if principal == "phone":
        foreign = {name: word for name, word in foreign.items() if name not in OF_THE_PLACE}
    # What was asked for by its id may be named again in the address of the answer.
    told = [
        (principal, path, name, word)
        for name, word in foreign.items()
        if word in body and word not in path
    ]
    if principal == "contact" and NOTE_AMONG_US in body:
        told.append((principal, path, "note among us", NOTE_AMONG_US))
    return told
