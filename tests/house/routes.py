"""Every route of the house: who may, with which method, and what is answered.

One row a route, method and kind of deed. `at` builds the address for one side of the world (own
or foreign); `sent` what a form or body says. A route without a row here fails the tests, and so
does a row without a route.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.test import Client
from django.urls import reverse

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.contracts.models import PriceItem
from backend.database.principal import SYSTEM_ID, acting_as_system
from backend.demo.walk.pages import _Forms
from backend.dispatch.models import DayBoard
from backend.fieldwork.actions.templates import start_draft
from backend.fieldwork.models import ChecklistVersion
from backend.lib.ids import new_id
from backend.web.administration.contract_deeds import PARTS
from backend.web.administration.registers import REGISTERS
from tests.house.world import MONDAY, Side, World, announcing

Sent = Callable[[Side, World], dict[str, Any]]

CONTACT: Final = frozenset({"contact"})
ANSWERS: Final = frozenset({"operator", "dispatcher"})
PLANS: Final = frozenset({"dispatcher"})
PAIRS: Final = frozenset({"dispatcher", "administrator"})
BILLS: Final = frozenset({"biller"})
KEEPS: Final = frozenset({"administrator"})
OFFICE: Final = ANSWERS | BILLS | KEEPS
SIGNED_IN: Final = CONTACT | OFFICE | {"engineer"}
PHONE: Final = frozenset({"phone"})
NOBODY: Final = frozenset[str]()
EVERYBODY: Final = SIGNED_IN | PHONE | {"anonymous"}

TO_SIGN_IN, UNKNOWN_TOKEN = 302, 401


@dataclass(frozen=True)
class Row:
    """One route and method; `status` is what those allowed are answered for what is theirs.

    `mine` tells whose things others may not reach: "client" for a contact, "engineer" for a
    phone. `else_` are answers that differ from the rule, by principal.
    """

    name: str
    method: str
    roles: frozenset[str]
    status: int = 200
    at: Sent | None = None
    sent: Sent | None = None
    query: str = ""
    mine: str = ""
    note: str = ""
    headers: Sent | None = None
    else_: dict[str, int] = field(default_factory=dict)
    # The address is the same for both sides: it names nothing of a client.
    one_sided: bool = False
    # The house does not answer with a page of ours there: a file, JSON, a part of a page.
    is_page: bool = True

    @property
    def title(self) -> str:
        """The row's name in the report of a test run."""
        return " ".join(part for part in (self.name, self.method, self.note) if part)

    @property
    def sides(self) -> tuple[str, ...]:
        """The sides of the world its address may name."""
        return ("own", "foreign") if self.at and not self.one_sided else ("own",)

    @property
    def is_wire(self) -> bool:
        """Whether it belongs to mobile/v1."""
        return self.name.startswith("mobile:")

    def path(self, side: Side, world: World) -> str:
        """The address for that side of the world."""
        return reverse(self.name, kwargs=self.at(side, world) if self.at else {}) + self.query

    def expected(self, principal: str, side: str) -> int:
        """The status this principal is answered for own or foreign things."""
        if principal in self.else_:
            return self.else_[principal]
        if principal not in self.roles:
            return self._closed(principal)
        theirs = {"client": "contact", "engineer": "phone"}.get(self.mine)
        return 404 if side == "foreign" and principal == theirs else self.status

    def _closed(self, principal: str) -> int:
        if self.is_wire:
            return UNKNOWN_TOKEN
        return TO_SIGN_IN if principal in ("anonymous", "phone") else 404


def _get(name: str, roles: frozenset[str], at: Sent | None = None, **more: Any) -> Row:
    return Row(name, "GET", roles, at=at, **more)


def _post(
    name: str, roles: frozenset[str], at: Sent | None = None, sent: Sent | None = None, **more: Any
) -> Row:
    return Row(name, "POST", roles, **{"status": 302, "at": at, "sent": sent, **more})


def _deeds(
    name: str, roles: frozenset[str], rows: dict[str, tuple[Sent, Sent, int]]
) -> tuple[Row, ...]:
    """A GET and a POST row for each small form: where, what is sent, what is answered."""
    made = []
    for deed, (at, sent, status) in rows.items():
        where = _with_name(at, deed)
        made.append(_get(name, roles, where, note=deed))
        made.append(_post(name, roles, where, sent, status=status, note=deed))
    return tuple(made)


def _with_name(at: Sent, deed: str) -> Sent:
    return lambda side, world: {**at(side, world), "name": deed}


def _day(side: Side, world: World) -> dict[str, Any]:
    return {"day": MONDAY}


def _fresh(side: Side, world: World) -> dict[str, Any]:
    return {"request_id": side.fresh.pk}


def _done(side: Side, world: World) -> dict[str, Any]:
    return {"request_id": side.done.pk}


def _work(side: Side, world: World) -> dict[str, Any]:
    return {"work_order_id": side.work.pk}


def _ahead(side: Side, world: World) -> dict[str, Any]:
    return {"visit_id": side.ahead.pk}


def _plan(side: Side, world: World) -> dict[str, Any]:
    return {"plan_id": world.plan.pk}


def _urgent(side: Side, world: World) -> dict[str, Any]:
    return {"day": MONDAY, "work_order_id": side.work.pk}


def _place(side: Side, world: World) -> dict[str, Any]:
    return {"object_id": side.place.pk}


def _receipt(side: Side, world: World) -> dict[str, Any]:
    return {"receipt_id": side.receipt.pk}


def _device(side: Side, world: World) -> dict[str, Any]:
    return {"device_id": side.device.pk}


def _line(kind: str) -> Sent:
    return lambda side, world: {"line_id": next(x.pk for x in side.lines if x.kind == kind)}


def _act(side: Side, world: World) -> dict[str, Any]:
    return {"act_id": side.act.pk}


def _nothing(side: Side, world: World) -> dict[str, Any]:
    return {}


def _why(side: Side, world: World) -> dict[str, Any]:
    return {"reason": "A reason in words"}


def _report(side: Side, world: World) -> dict[str, Any]:
    # Whoever is signed in, the place is the hotel's: what a form names of others is a test apart.
    own = world.own
    told = {"request_id": new_id(), "object_id": own.place.pk, "equipment_id": own.unit.pk}
    return {**told, "impact": "partly", "words": "It hums", "ask": "send"}


def _signed_report(side: Side, world: World) -> dict[str, Any]:
    return {"report_id": side.report.pk}


def _log(side: Side, world: World) -> dict[str, Any]:
    told = {"request_id": new_id(), "equipment_id": side.unit.pk, "impact": "partly"}
    return {**told, "words": "Told on the phone", "reported_by": "Reception"}


def _triage(side: Side, world: World) -> dict[str, Any]:
    told = {"work_type_id": world.cast.repair.pk, "place": "on_site", "words": "Mend it"}
    return {**told, "minutes": 60, "needed": "on"}


def _planned(side: Side, world: World) -> dict[str, Any]:
    told = {"work_type_id": world.cast.repair.pk, "place": "on_site", "words": "Clean it"}
    return {**told, "priority": "normal", "equipment_id": side.unit.pk}


def _to_the_door(side: Side, world: World) -> dict[str, Any]:
    return {"object_id": side.place.pk, "reason": "It is the door, not the machine"}


def _assign(side: Side, world: World) -> dict[str, Any]:
    slot = {"engineer_id": side.engineer.pk, "begin": "15:30", "minutes": 30}
    return {"works": [side.work.pk], **slot}


def _move(side: Side, world: World) -> dict[str, Any]:
    slot = {"engineer_id": side.engineer.pk, "begin": "15:30", "minutes": 30}
    return {"day": MONDAY.isoformat(), **slot}


def _first(side: Side, world: World) -> dict[str, Any]:
    return {"day": MONDAY, "work_order_id": side.work.pk}


def _shift(side: Side, world: World) -> dict[str, Any]:
    return {"day": MONDAY, "engineer_id": side.engineer.pk}


def _hours(side: Side, world: World) -> dict[str, Any]:
    return {"wall_from": "08:00", "wall_to": "17:00", "overtime_min": "30"}


def _remedy(side: Side, world: World) -> dict[str, Any]:
    stop = {"what": "new", "stop_id": side.work.pk}
    return {**_shift(side, world), "kind": "overtime", **stop}


def _offer(side: Side, world: World) -> dict[str, Any]:
    slot = {"begin": f"{MONDAY}T15:30:00+00:00", "end": f"{MONDAY}T16:00:00+00:00"}
    return {"engineer_id": side.engineer.pk, **_version(side, world), **slot}


def _version(side: Side, world: World) -> dict[str, Any]:
    return {"version": DayBoard.objects.get(date=MONDAY).version}


def _change(side: Side, world: World) -> dict[str, Any]:
    return {"quantity": "2", "unit_price": "20.00", "reason": "Agreed by phone"}


def _party(side: Side, world: World) -> dict[str, Any]:
    ours = world.cast.our_entity
    return {"client_id": side.client.pk, "entity_id": ours.pk, "currency": "EUR"}


def _issue(side: Side, world: World) -> dict[str, Any]:
    return {"chosen": [_line("call_out")(side, world)["line_id"]], "document_date": MONDAY}


def _period(side: Side, world: World) -> dict[str, Any]:
    ours = world.cast.our_entity
    return {"entity": ours.pk, "period_from": "2026-11-01", "period_to": "2026-11-30"}


def _login(side: Side, world: World) -> dict[str, Any]:
    return {"login": "nobody@example.com", "password": "not-the-password"}


def _paired(side: Side, world: World) -> dict[str, Any]:
    return {"code": "NOSUCHCODE", "installation_id": "phone-9", "name": "x", "platform": "x"}


def _media(media: Callable[[Side], object]) -> Sent:
    return lambda side, world: {"media_id": media(side)}


def _announced(side: Side, world: World) -> dict[str, Any]:
    return {f"HTTP_{k.upper()}": v for k, v in announcing(str(new_id()), side.ahead, 1000).items()}


def _chunk(side: Side, world: World) -> dict[str, Any]:
    return {"HTTP_UPLOAD-OFFSET": "0"}


def _positions(side: Side, world: World) -> dict[str, Any]:
    return {"points": [{"lat": 43.7, "lon": 7.4, "acc_m": 10, "at": "2026-11-23T09:00:00+01:00"}]}


def _commands(side: Side, world: World) -> dict[str, Any]:
    return {"schema": 1, "app_build": "1", "commands": []}


def _list(side: Side, world: World) -> dict[str, Any]:
    return {"page": "requests"}


def _checklist(side: Side, world: World) -> dict[str, Any]:
    return {"sha256": ChecklistVersion.objects.first().sha256}


# What a stranger may ask for; everything else needs somebody. Each says why.
PUBLIC: Final = {
    "front-door": "sends strangers to the sign-in",
    "account_login": "one signs in here",
    "account_logout": "who is signed out already is sent home",
    "account_inactive": "tells a retired user why",
    "account_signup": "says that nobody signs up alone",
    "account_reset_password": "who forgot the password has no other way",
    "account_reset_password_done": "says that a letter was sent",
    "account_reset_password_from_key": "the key in the letter is the permission",
    "account_reset_password_from_key_done": "says that the password was set",
    "phone:door": "leads to the app's shell",
    "phone:shell": "holds no data: that comes with the phone's own token",
    "phone:service-worker": "the app's own code",
    "verify": "the hash on the paper is the permission",
    "set_language": "strangers read too",
    "livez": "asked by machines, tells nothing",
    "readyz": "asked by machines, tells which part is away",
    "mobile:pair": "the one-time code is the permission",
    "mobile:abilities": "says what of tus is spoken",
    "mobile:nothing": "no such address, whoever asks",
}

ACCOUNTS: Final = (
    _get("account_login", EVERYBODY, status=302, else_={"anonymous": 200, "phone": 200}),
    _post("account_login", EVERYBODY, sent=_login, else_={"anonymous": 200, "phone": 200}),
    _get("account_logout", EVERYBODY, status=200, else_={"anonymous": 302, "phone": 302}),
    _post("account_logout", EVERYBODY),
    _get("account_inactive", EVERYBODY),
    _get("account_signup", EVERYBODY, status=302, else_={"anonymous": 200, "phone": 200}),
    _get("account_change_password", SIGNED_IN),
    _post("account_change_password", SIGNED_IN, status=200, note="empty"),
    _get("account_reset_password", EVERYBODY),
    _post("account_reset_password", EVERYBODY, sent=lambda s, w: {"email": "x@example.com"}),
    _get("account_reset_password_done", EVERYBODY),
    _get(
        "account_reset_password_from_key",
        EVERYBODY,
        lambda s, w: {"uidb36": "abc", "key": "no-such-key"},
    ),
    _get("account_reset_password_from_key_done", EVERYBODY),
)

HOUSE: Final = (
    _get("front-door", EVERYBODY, status=302),
    _post("set_language", EVERYBODY, sent=lambda s, w: {"language": "uk", "next": "/"}),
    _post("set_theme", SIGNED_IN, sent=lambda s, w: {"theme": "dark", "next": "/"}),
    _post(
        "keep_view",
        SIGNED_IN,
        _list,
        lambda s, w: {"name": "At risk", "query": "view=risk"},
        one_sided=True,
    ),
    _post(
        "drop_view",
        SIGNED_IN,
        _list,
        lambda s, w: {"name": "None"},
        status=404,
        one_sided=True,
        note="not kept",
    ),
    _post(
        "choose_columns",
        SIGNED_IN,
        _list,
        lambda s, w: {"offered": "due", "next": "/"},
        one_sided=True,
    ),
    _get("mail", OFFICE),
    _get("house-notice", OFFICE, is_page=False),
    _get("verify", EVERYBODY, lambda s, w: {"sha256": "0" * 64}, status=404, note="no such paper"),
    _get("livez", EVERYBODY, is_page=False),
    _get("readyz", EVERYBODY, status=503, note="no worker here", is_page=False),
    _get("phone:door", EVERYBODY, status=302),
    _get("phone:shell", EVERYBODY),
    _get("phone:service-worker", EVERYBODY, is_page=False),
    *(
        _get(
            "files:file",
            OFFICE | CONTACT,
            lambda s, w, which=which: {"file_id": which(s).pk},  # type: ignore[misc]
            mine="client",
            note=note,
            is_page=False,
        )
        for note, which in {
            "a request's photo": lambda s: s.photo,
            "an engineer's photo": lambda s: s.media,
            "a service report": lambda s: s.report.file,
            "an act": lambda s: s.act.file,
        }.items()
    ),
    _get(
        "files:file",
        OFFICE,
        lambda s, w: {"file_id": w.export.file_id},
        note="an export",
        is_page=False,
    ),
    _get("files:act", OFFICE | CONTACT, _act, status=302, mine="client", is_page=False),
    _get(
        "files:report",
        OFFICE | CONTACT,
        _signed_report,
        status=302,
        mine="client",
        is_page=False,
    ),
)

PORTAL: Final = (
    _get("portal:requests", CONTACT),
    _get("portal:requests", CONTACT, query="?show=all&q=e", note="searched"),
    _get("portal:requests", CONTACT, query="?show=all&export=xlsx", note="xlsx", is_page=False),
    _get("portal:new", CONTACT),
    _post("portal:new", CONTACT, sent=_report),
    _post("portal:new", CONTACT, sent=lambda s, w: {**_report(s, w), "ask": "promise"}, status=200,
          note="promise"),
    _get("portal:new-choice", CONTACT, is_page=False),
    _get("portal:new-promise", CONTACT, is_page=False),
    _get("portal:request", CONTACT, _fresh, mine="client", note="fresh"),
    _get("portal:request", CONTACT, _done, mine="client", note="done"),
    _get("portal:why", CONTACT, _fresh, mine="client", note="fresh"),
    _get("portal:why", CONTACT, _done, mine="client", note="done"),
    _post("portal:message", CONTACT, _fresh, lambda s, w: {"text": "Well?"}, mine="client"),
    _get("portal:cancel", CONTACT, _fresh, mine="client"),
    _post("portal:cancel", CONTACT, _fresh, _why, mine="client"),
    _get("portal:objects", CONTACT),
    _get("portal:objects", CONTACT, query="?export=csv", note="csv", is_page=False),
    _get("portal:act", CONTACT, _act, mine="client"),
    _get("portal:contracts", CONTACT),
    _get("portal:approvals", CONTACT),
    _get("portal:approvals", CONTACT, query="?export=xlsx", note="xlsx", is_page=False),
    _get("portal:refuse", CONTACT, lambda s, w: {"proposal_id": new_id()}, status=404,
         one_sided=True),
    _post("portal:refuse", CONTACT, lambda s, w: {"proposal_id": new_id()}, status=404,
          one_sided=True),
    _post(
        "portal:approve",
        CONTACT,
        lambda s, w: {"proposal_id": new_id()},
        status=404,
        one_sided=True,
    ),
    _get("portal:papers", CONTACT),
    _get("portal:papers", CONTACT, query="?show=reports", note="reports"),
    _get("portal:papers", CONTACT, query="?export=xlsx", note="xlsx", is_page=False),
    _get("portal:papers", CONTACT, query="?show=reports&export=csv", note="csv", is_page=False),
)  # fmt: skip

DESK: Final = (
    _get("desk:queue", OFFICE),
    _get("desk:queue", OFFICE, query="?export=xlsx", note="xlsx", is_page=False),
    _get("desk:log", ANSWERS),
    _get("desk:log-object", ANSWERS, _place),
    _post("desk:log-object", ANSWERS, _place, _log),
    _get("desk:log-promise", ANSWERS, _place, query="?impact=partly", is_page=False),
    _get("desk:request", OFFICE, _fresh, note="fresh"),
    _get("desk:request", OFFICE, _done, note="done"),
    _post("desk:message", ANSWERS, _fresh, lambda s, w: {"text": "We are coming"}),
    _get("desk:why", OFFICE, _fresh, note="fresh"),
    _get("desk:why", OFFICE, _done, note="done"),
    _get("desk:triage", ANSWERS, _fresh),
    _post("desk:triage", ANSWERS, _fresh, _triage),
    *_deeds(
        "desk:request-deed",
        ANSWERS,
        {
            "priority": (_fresh, lambda s, w: {"priority": "critical", "reason": "They wait"}, 302),
            "wait": (_fresh, lambda s, w: {"reason": "client"}, 302),
            "resume": (_fresh, _nothing, 422),
            "time": (_fresh, lambda s, w: {"minutes": "15"}, 302),
            "resolve": (_fresh, lambda s, w: {"answer": "It works again"}, 302),
            "reopen": (_done, _why, 302),
            "cancel": (_fresh, _why, 302),
        },
    ),
    _get("desk:request-move", ANSWERS, _fresh),
    _post("desk:request-move", ANSWERS, _fresh, _to_the_door),
    _post("desk:request-move", ANSWERS, _fresh, status=422, note="nowhere"),
    _get("desk:planned", ANSWERS),
    _get("desk:planned-object", ANSWERS, _place),
    _post("desk:planned-object", ANSWERS, _place, _planned),
    _post("desk:planned-object", ANSWERS, _place, status=422, note="empty"),
    _get("desk:work", OFFICE, _work),
    _get("desk:work-why", OFFICE, _work),
    *_deeds(
        "desk:work-deed",
        ANSWERS,
        {
            "time": (_work, lambda s, w: {"minutes": "15"}, 422),
            "after": (_work, lambda s, w: {"earlier_id": "", "gap_h": "2"}, 302),
            "window": (_work, _nothing, 302),
            "hold": (_work, lambda s, w: {"reason": "parts"}, 302),
            "release": (_work, _nothing, 422),
            "cancel": (_work, _why, 302),
        },
    ),
    _get("desk:review", PLANS),
    _get("desk:review", PLANS, query="?export=csv", note="csv", is_page=False),
    *_deeds(
        "desk:review-deed",
        PLANS,
        {
            "replay": (_receipt, lambda s, w: {"body": json.dumps({"why": "again"})}, 422),
            "dismiss": (_receipt, _why, 302),
        },
    ),
    _get("desk:phones", PAIRS),
    _get("desk:phones", PAIRS, query="?export=csv", note="csv", is_page=False),
    _post("desk:pair", PAIRS, sent=lambda s, w: {"engineer_id": s.engineer.pk}, status=200),
    _post("desk:revoke", PAIRS, _device),
    _post("desk:rescue", PAIRS, _device, status=409),
)

DAY: Final = (
    _get("day:today", OFFICE, status=302),
    _get("day:day", OFFICE, _day, one_sided=True),
    _get("day:map", OFFICE, _day, one_sided=True, is_page=False),
    _get("day:absences", OFFICE),
    _get("day:checklists", OFFICE),
    _get("day:visits", OFFICE),
    _get("day:visits", OFFICE, query="?export=csv", note="csv", is_page=False),
    _get("day:plans", PLANS),
    _get("day:plans", PLANS, query="?export=csv", note="csv", is_page=False),
    _get("day:checklists", OFFICE, query="?export=csv", note="csv", is_page=False),
    _get("day:assign", PLANS, _day, one_sided=True),
    _post("day:assign", PLANS, _day, _assign),
    _get("day:shift", PAIRS, _shift, one_sided=True),
    _post("day:shift", PAIRS, _shift, _hours, one_sided=True),
    _get("day:remedy", PLANS, _remedy, status=302),
    _get("day:first", PLANS, _first),
    _post("day:first-send", PLANS, _first, _offer),
    _get("day:publish", PLANS, _day, one_sided=True),
    _post("day:publish", PLANS, _day, _version, one_sided=True),
    _post("day:plan-ask", PLANS, _day, one_sided=True),
    _get("day:plan-wish", PLANS, _day, one_sided=True),
    _post("day:plan-wish", PLANS, _day, lambda s, w: {"kind": "day"}, one_sided=True),
    _post("day:plan-urgent", PLANS, _urgent),
    _get("day:plan", PLANS, _plan, one_sided=True),
    _get("day:plan-progress", PLANS, _plan, one_sided=True, is_page=False),
    _post("day:plan-stop", PLANS, _plan, one_sided=True),
    _post("day:plan-choose", PLANS, _plan, lambda s, w: {"changes": "0"}, one_sided=True),
    _post("day:plan-accept", PLANS, _plan, lambda s, w: {"all": "1"}),
    _post("day:plan-take-back", PLANS, _plan, one_sided=True),
    _post("day:plan-discard", PLANS, _plan, one_sided=True),
    _get("day:visit", OFFICE, _ahead),
    *_deeds(
        "day:visit-deed",
        PLANS,
        {
            "move": (_ahead, _move, 302),
            "lock": (_ahead, lambda s, w: {"lock": "time"}, 302),
            "unassign": (_ahead, _why, 302),
        },
    ),
    _get("day:report-withdraw", PLANS, _signed_report),
    _post("day:report-withdraw", PLANS, _signed_report, _why),
)

WIRE: Final = (
    Row("mobile:pair", "POST", EVERYBODY, 422, sent=_paired, note="wrong code"),
    Row("mobile:me", "GET", PHONE),
    Row("mobile:change_me", "PATCH", PHONE, sent=lambda s, w: {"push_subscription": None}),
    Row("mobile:sign_out", "DELETE", PHONE, 204),
    Row("mobile:bundle", "GET", PHONE),
    Row("mobile:catalog", "GET", PHONE),
    Row("mobile:checklist", "GET", PHONE, at=_checklist),
    Row("mobile:config", "GET", PHONE),
    Row("mobile:push", "POST", PHONE, sent=_commands),
    Row("mobile:results_again", "GET", PHONE),
    Row("mobile:abilities", "OPTIONS", EVERYBODY, 204),
    Row("mobile:create", "POST", PHONE, 201, headers=_announced),
    Row("mobile:progress", "HEAD", PHONE, at=_media(lambda s: UUID(s.upload_id)), mine="engineer"),
    Row("mobile:append", "PATCH", PHONE, 204, at=_media(lambda s: UUID(s.upload_id)),
        headers=_chunk, mine="engineer"),
    Row("mobile:terminate", "DELETE", PHONE, 204, at=_media(lambda s: UUID(s.upload_id)),
        mine="engineer"),
    Row("mobile:download", "GET", PHONE, at=_media(lambda s: s.media.pk), mine="engineer",
        note="a photo"),
    Row("mobile:download", "GET", NOBODY, at=_media(lambda s: s.act.file_id), note="an act",
        else_={"phone": 404}),
    Row("mobile:positions", "POST", PHONE, 202, sent=_positions),
    Row("mobile:duty", "GET", PHONE),
    Row("mobile:looks", "GET", PHONE),
    Row("mobile:nothing", "GET", EVERYBODY, 404, at=lambda s, w: {"path": "no/such/address"}),
)  # fmt: skip

MONEY: Final = (
    _get("money:lines", BILLS),
    _get("money:lines", BILLS, query="?view=all&q=labour", note="searched"),
    _get("money:lines", BILLS, query="?export=xlsx", note="xlsx", is_page=False),
    _post("money:judge", BILLS, sent=lambda s, w: {"chosen": [_line("travel")(s, w)["line_id"]]}),
    _get("money:line", BILLS, _line("travel")),
    _get("money:counted", BILLS, _line("travel")),
    _get("money:counted", BILLS, _line("travel"), query="?export=xlsx", note="xlsx", is_page=False),
    _post("money:change", BILLS, _line("travel"), _change),
    _post("money:reject", BILLS, _line("travel"), _why),
    _post("money:reopen", BILLS),
    _post(
        "money:reopen", BILLS, query="?line=01a20000-0000-7000-8000-00000000dead", note="unknown"
    ),
    _get("money:prices", BILLS),
    _get("money:prices", BILLS, query="?export=xlsx", note="xlsx", is_page=False),
    _get("money:ready", BILLS),
    _get("money:issue", BILLS, _party),
    _post("money:issue", BILLS, _party, _issue),
    _get("money:acts", BILLS),
    _get("money:acts", BILLS, query="?export=xlsx", note="xlsx", is_page=False),
    _get("money:act", BILLS, _act),
    _get("money:month", BILLS, query="?month=2026-10"),
    _post("money:draft-fees", BILLS, sent=lambda s, w: {"month": "2026-10"}),
    _get("money:unsigned", BILLS),
    _get("money:unsigned", BILLS, query="?export=csv", note="csv", is_page=False),
    _get("money:exports", BILLS),
    _post("money:exports", BILLS, sent=_period, status=422, note="nothing left"),
)


# All registers are read; these are written too, as the rest is served by the same two views.
WHOLE: Final = ("users", "clients", "prices", "price-items", "legal-entities", "series")


def _register(slug: str) -> tuple[Row, ...]:
    """The four addresses of one register; a form sent as it stands is saved."""
    unchanging = not REGISTERS[slug].changeable

    def of_slug(side: Side, world: World) -> dict[str, Any]:
        return {"slug": slug}

    def of_row(side: Side, world: World) -> dict[str, Any]:
        return {"slug": slug, "row_id": REGISTERS[slug].rows().first().pk}

    # A series that gave a number is not changed any more.
    saved = 422 if slug == "series" else 302
    about: dict[str, Any] = {"note": slug, "one_sided": True}
    xlsx = {**about, "note": f"{slug} xlsx"}
    path = "administration:row"
    keeps = PAIRS if REGISTERS[slug].wish == May.KEEP_CREW else KEEPS
    page = _get(path, keeps, of_row, **about)
    if slug not in WHOLE:
        return (page, _get("administration:rows", keeps, of_slug, **about))
    return (
        _get("administration:rows", KEEPS, of_slug, query="?q=a&retired=1", **about),
        _get("administration:rows", KEEPS, of_slug, query="?export=xlsx", is_page=False, **xlsx),
        _get("administration:new", KEEPS, of_slug, **about),
        _post("administration:new", KEEPS, of_slug, status=422, **about),
        page,
        _post(path, KEEPS, of_row, _as_it_stands(path, of_row), status=saved, **about)
        if not unchanging
        else _post(path, KEEPS, of_row, status=200, **about),
    )


def _as_it_stands(name: str, at: Sent) -> Sent:
    """What the page's own form would send untouched."""

    def sent(side: Side, world: World) -> dict[str, Any]:
        asking = Client()
        asking.cookies[settings.SESSION_COOKIE_NAME] = world.sessions["administrator"]
        path = reverse(name, kwargs=at(side, world))
        reader = _Forms()
        reader.feed(asking.get(path).content.decode())
        form = next(f for f in reader.forms if f.method == "post" and f.action in ("", path))
        return dict(form.fields)

    return sent


def _calendar(side: Side, world: World) -> dict[str, Any]:
    return {"calendar_id": world.cast.calendar.pk}


def _contract(side: Side, world: World) -> dict[str, Any]:
    return {"contract_id": side.contract.pk}


def _terms(side: Side, world: World) -> dict[str, Any]:
    return {"version_id": side.contract.versions.get().pk}


def _renewal(side: Side, world: World) -> dict[str, Any]:
    return {"valid_from": "2027-01-01", "percent": "3.5", "rounding": "half_up"}


def _prices(side: Side, world: World) -> dict[str, Any]:
    return {"price_list_id": world.cast.price_list.pk}


def _prices_version(side: Side, world: World) -> dict[str, Any]:
    version = world.cast.price_list.versions.first()
    return {**_prices(side, world), "version_id": version.pk if version else new_id()}


def _price(side: Side, world: World) -> dict[str, Any]:
    of_version = _prices_version(side, world)
    item = PriceItem.objects.filter(version=of_version["version_id"], kind="waiting").first()
    return {**of_version, "item_id": item.pk if item else new_id()}


def _clause(side: Side, world: World) -> dict[str, Any]:
    version = side.contract.versions.get()
    return {"version_id": version.pk, "row_id": version.coverage_rules.first().pk}


def _engineer(side: Side, world: World) -> dict[str, Any]:
    return {"engineer_id": side.engineer.pk}


def _shifts(side: Side, world: World) -> dict[str, Any]:
    hours = {"wall_from": "08:00", "wall_to": "17:00", "break_min": 30}
    return {"first_day": "2026-12-07", "weeks": 1, "weekdays": [0, 1], "overtime_min": 0, **hours}


ADMINISTRATION: Final = (
    _get("administration:home", KEEPS),
    _get("administration:house", KEEPS),
    _get("administration:journal", KEEPS),
    _get("administration:journal", KEEPS, query="?export=csv", note="csv", is_page=False),
    _post("administration:house-again", KEEPS, lambda s, w: {"delivery_id": new_id()},
          status=404, one_sided=True, note="nothing given up"),
    _get("administration:calendars", KEEPS),
    _get("administration:calendar-new", KEEPS),
    _post("administration:calendar-new", KEEPS, status=422, note="empty"),
    _get("administration:calendar", KEEPS, _calendar, one_sided=True),
    _post("administration:calendar", KEEPS, _calendar,
          _as_it_stands("administration:calendar", _calendar), one_sided=True),
    _post("administration:calendar-day", KEEPS, _calendar,
          lambda s, w: {"day": "2026-12-24", "name": "Short day"}, one_sided=True),
    _post("administration:calendar-remove", KEEPS, _calendar,
          lambda s, w: {"day": "2026-12-25"}, one_sided=True),
    _get("administration:calendar-holidays", KEEPS, _calendar, one_sided=True,
         query="?country=MC&year=2030"),
    _post("administration:calendar-holidays", KEEPS, _calendar,
          lambda s, w: {"country": "MC", "year": 2030}, one_sided=True),
    _get("administration:contracts", OFFICE),
    _get("administration:contract-new", KEEPS),
    _post("administration:contract-new", KEEPS, status=422, note="empty"),
    _get("administration:contract", OFFICE, _contract),
    _get("administration:contract", OFFICE, _contract, query="?version=1", note="a version"),
    _get("administration:contract-kept", OFFICE, _contract),
    *(
        row
        for asks in ("promise", "price")
        for at in [lambda s, w, asks=asks: {**_contract(s, w), "asks": asks}]
        for row in (
            _get("administration:example-add", KEEPS, at, note=asks),
            _post("administration:example-add", KEEPS, at, status=422, note=f"{asks}, empty"),
        )
    ),
    _post("administration:example-remove", KEEPS,
          lambda s, w: {**_contract(s, w), "example_id": new_id()}, status=404, note="not there"),
    _post("administration:maintenance-remove", KEEPS,
          lambda s, w: {**_contract(s, w), "row_id": new_id()}, status=404, note="not there"),
    *_deeds(
        "administration:contract-deed",
        KEEPS,
        {
            "next": (_contract, lambda s, w: {"valid_from": "2027-01-01"}, 302),
            "renew": (_contract, _renewal, 302),
            "maintenance": (
                _contract,
                lambda s, w: {"from_at": "2027-01-04T08:00", "to_at": "2027-01-04T12:00"},
                302,
            ),
            "suspend": (_contract, _why, 302),
            "resume": (_contract, _nothing, 422),
            "end": (_contract, _why, 302),
        },
    ),
    _get("administration:version", KEEPS, _terms),
    _post("administration:version", KEEPS, _terms, status=422, note="empty"),
    *(
        row
        for part in PARTS
        for at in [lambda s, w, part=part: {**_terms(s, w), "part": part}]
        for row in (
            _get("administration:version-add", KEEPS, at, note=part),
            _post("administration:version-add", KEEPS, at, status=422, note=f"{part}, empty"),
        )
    ),
    _post("administration:version-remove", KEEPS, _clause, note="published"),
    _get("administration:version-preview", KEEPS, _terms, status=404, note="published already"),
    _get("administration:version-publish", KEEPS, _terms),
    _post("administration:version-publish", KEEPS, _terms, status=422, note="published already"),
    _get("administration:price-list", OFFICE, _prices, one_sided=True),
    _get("administration:price-list", OFFICE, _prices, one_sided=True, query="?export=csv",
         note="csv", is_page=False),
    *(
        _post(f"administration:price-{deed}", KEEPS, _prices_version, status=status,
              one_sided=True, note="empty")
        for deed, status in (("look", 422), ("apply", 404))
    ),
    _get("administration:price-remove", KEEPS, _price, one_sided=True),
    _post("administration:price-remove", KEEPS, _price, one_sided=True),
    _get("administration:shifts", KEEPS, _engineer),
    _post("administration:shifts", KEEPS, _engineer, _shifts),
    *(row for slug in REGISTERS for row in _register(slug)),
)  # fmt: skip


def _template(side: Side, world: World) -> dict[str, Any]:
    return {"template_id": ChecklistVersion.objects.earliest("number").template_id}


def _version(side: Side, world: World) -> dict[str, Any]:
    return {"version_id": ChecklistVersion.objects.earliest("number").pk}


def _draft(named: str = "", **told: str) -> Sent:
    """A draft of the world's form, made where it is asked for; `named` is its first section or
    item."""

    def at(side: Side, world: World) -> dict[str, Any]:
        with acting_as_system():
            keeper = User.objects.get(id=SYSTEM_ID)
            draft = start_draft(_template(side, world)["template_id"], by=keeper)
        (section, *_others) = draft.definition["sections"]
        keys = {"section": section["key"], "item": section["items"][0]["key"]}
        key = {"key": keys[named]} if named else {}
        return {"version_id": draft.pk, **told, **key}

    return at


def _names(side: Side, world: World) -> dict[str, Any]:
    return {"names_en": "Another name"}


def _step(side: Side, world: World) -> dict[str, Any]:
    return {"key": _draft("item")(side, world)["key"], "step": "-1"}


def _item(side: Side, world: World) -> dict[str, Any]:
    return {"title_en": "Asked", "asked": ""}


_SECTION, _ITEM, _NEW_ITEM = _draft("section"), _draft("item"), _draft("section", kind="date")
CHECKLISTS: Final = (
    _get("checklists:new", KEEPS),
    _post("checklists:new", KEEPS, sent=_names),
    _get("checklists:template", OFFICE, _template, one_sided=True),
    _post("checklists:start", KEEPS, _template, one_sided=True),
    _get("checklists:retire", KEEPS, _template, one_sided=True),
    _post("checklists:retire", KEEPS, _template, one_sided=True),
    _get("checklists:preview", OFFICE, _version, one_sided=True, is_page=False),
    _get("checklists:draft", KEEPS, _draft(), one_sided=True),
    _post("checklists:publish", KEEPS, _draft(), one_sided=True),
    _get("checklists:discard", KEEPS, _draft(), one_sided=True),
    _post("checklists:discard", KEEPS, _draft(), one_sided=True),
    _get("checklists:rename", KEEPS, _draft(), one_sided=True),
    _post("checklists:rename", KEEPS, _draft(), _names, one_sided=True),
    _post(
        "checklists:move", KEEPS, _draft(), _step,
        one_sided=True,
    ),
    _get("checklists:section-add", KEEPS, _draft(), one_sided=True),
    _post("checklists:section-add", KEEPS, _draft(), _names, one_sided=True),
    _get("checklists:section", KEEPS, _SECTION, one_sided=True),
    _post("checklists:section", KEEPS, _SECTION, _names, one_sided=True),
    _post("checklists:section-remove", KEEPS, _SECTION, status=422, one_sided=True),
    _get("checklists:item-choose", KEEPS, _SECTION, one_sided=True),
    _get("checklists:item-add", KEEPS, _NEW_ITEM, one_sided=True),
    _post("checklists:item-add", KEEPS, _NEW_ITEM, _item, one_sided=True),
    _get("checklists:item", KEEPS, _ITEM, one_sided=True),
    _post("checklists:item", KEEPS, _ITEM, _item, one_sided=True),
    _post("checklists:item-remove", KEEPS, _ITEM, one_sided=True),
)  # fmt: skip

ROUTES: Final = (
    *ACCOUNTS, *HOUSE, *PORTAL, *DESK, *DAY, *CHECKLISTS, *MONEY, *ADMINISTRATION, *WIRE,
)  # fmt: skip
