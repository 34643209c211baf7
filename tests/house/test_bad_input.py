"""Hostile input on every form and every endpoint: a no that names the field, nothing written.

Forms are found by reading the pages of the route table, so a new form is tried without a word
here. Never a 5xx; a refusal keeps every row as it was.
"""

import io
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.cache import cache as throttles
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from PIL import Image

from backend.demo.walk.pages import Form, _Forms
from backend.desk.models import Request
from backend.fieldwork.command_table import COMMANDS
from backend.journal.models import Entry
from backend.lib.clock import utc_now
from backend.lib.ids import new_id
from tests.house.asking import ask, body_of, browser
from tests.house.routes import ROUTES, Row
from tests.house.test_security import reader_of
from tests.house.world import World, forgotten, picture

LONG = "ї" * 10_000
UNKNOWN_ID = "01a20000-0000-7000-8000-00000000dead"
# What is put into every field of a form at once.
EVERYWHERE = {
    "nothing": "",
    "a NUL": "a\x00b",
    "an unknown id": UNKNOWN_ID,
    "a day long ago": "1900-01-01",
    "a negative": "-1",
    "no number": "NaN",
    "markup": "<script>alert(1)</script>{{7*7}}",
    "broken text": b"\xed\xa0\x80\xff",
}
# What is put into one field of its kind while the others stand as they were.
ALONE = {
    "number": ("-1", "9" * 40, "1e400"),
    "date": ("1900-01-01", "9999-12-31", "2026-02-30"),
    "datetime-local": ("1900-01-01T00:00", "9999-12-31T23:59"),
    "time": ("25:00", "9" * 40),
    "select": (UNKNOWN_ID, "a\x00b"),
    "hidden": (UNKNOWN_ID, "a\x00b", LONG),
    "textarea": (LONG, '{"why": "\\u0000 \\ud800"}'),
    "checkbox": (UNKNOWN_ID,),
    "radio": ("a\x00b",),
}
# Any other kind is a line of text.
TEXT = (LONG, "9" * 40)


class Kinds(_Forms):
    """Reads forms, and of which kind each field is."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        super().handle_starttag(tag, attrs)
        given = {name: value or "" for name, value in attrs}
        if given.get("name") and tag in ("input", "select", "textarea"):
            kind = given.get("type", "text") if tag == "input" else tag
            self.kinds[given["name"]] = kind


def forms_of(page: str) -> tuple[list[Form], dict[str, str]]:
    """Forms that a page sends by POST, and the kinds of their fields."""
    reader = Kinds()
    reader.feed(page)
    return [form for form in reader.forms if form.method == "post"], reader.kinds


def journal() -> int:
    return Entry.objects.count()


def names_a_field(page: str) -> bool:
    """Whether a refused page says beside a field, or on top, what is wrong."""
    return bool(re.search(r'aria-invalid="true"|class="[^"]*\b(errors?|wrong)\b', page))


PAGES = [row for row in ROUTES if row.method == "GET" and row.is_page and not row.is_wire]


@pytest.mark.parametrize("row", PAGES, ids=lambda row: row.title)
def test_forms_of(row: Row, world: World) -> None:
    """Every field of every form of the page, with everything nobody should type."""
    who = "anonymous" if "anonymous" in row.roles and row.name != "front-door" else reader_of(row)
    path = row.path(world.own, world)
    with forgotten():
        page = body_of(browser(who, world).get(path))
    wrong: list[Any] = []
    forms, kinds = forms_of(page)
    for form in forms:
        target = urlsplit(urljoin(path, form.action)).path or path
        # A form that stands on many pages (sign-out, language, the deeds) is tried once.
        if target in SEEN:
            continue
        SEEN.add(target)
        for case, typed in mutations(form, kinds, REACH.get(row.name, 9)):
            throttles.clear()
            with forgotten():
                before = journal()
                answer = browser(who, world).post(target, typed)
                wrong += complaints(target, case, answer, before)
    assert not wrong


SEEN: set[str] = set()


# How many values each field is tried with alone: the registers share two views, and the empty form
# of one has the fields of its rows' forms.
REACH = {"administration:new": 0, "administration:row": 1}


def mutations(
    form: Form, kinds: dict[str, str], reach: int
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The form with every field changed at once, then one field after the other."""
    names = {*form.fields, *form.options} - {"csrfmiddlewaretoken"}
    filled = {name: values for name, values in form.fields.items() if name in names}
    pressed = dict(form.buttons[:1])
    yield "an empty body", {}
    for case, value in EVERYWHERE.items():
        if reach > 1 or case in ("a NUL", "no number"):
            yield case, {**dict.fromkeys(names, value), **pressed}
    for name in sorted(names):
        if reach > 1:
            yield f"{name} missing", {k: v for k, v in filled.items() if k != name} | pressed
        for value in ALONE.get(kinds.get(name, "text"), TEXT)[:reach]:
            yield f"{name}: {value[:20]!r}", {**filled, **pressed, name: value}


def complaints(target: str, case: str, answer: Any, before: int) -> list[Any]:
    """What is wrong with how a form took something."""
    status = answer.status_code
    if status >= 500:
        return [(target, case, status)]
    if status in (400, 404, 409, 422) and journal() != before:
        return [(target, case, status, "refused, yet something was written")]
    if status == 422 and target not in NO_FORM and not names_a_field(body_of(answer)):
        return [(target, case, status, "names no field")]
    return []


# The choice of a language is one button a language; what is none is told on a page of its own.
NO_FORM = {"/language/", "/theme/"}


# -- what stands in addresses ---------------------------------------------------------------------

FIRST = list({(row.name, row.method): row for row in reversed(ROUTES)}.values())
QUERIES = [row for row in FIRST if row.method == "GET" and not row.is_wire]
NAMED = [row for row in FIRST if row.at]
HOSTILE_QUERY = (
    "q=%00&page=%00&show=%00&object=%00&view=%00&sort=%00&client=x&variant=%00&object_id=1"
    "&equipment_id=2&impact=none&reported_at=9999-12-31T23:59&works=1&kept=a:b&batch=%00",
    f"q={'%D1%97' * 3000}&page={'9' * 30}&object={UNKNOWN_ID}&view=none&sort=-password&chosen=1"
    "&document_date=0001-01-01&impact=partly&reported_at=1900-01-01T00:00&spoils_at=x&parent=x",
    "q=%ED%A0%80&page=-1&page=2&state=x&priority=x&begin=0001-01-01&end=9999-12-31&visit=1"
    "&entity=%00&exported=x&verdict=x&question=x&entry=1&user=1&roles=1&after_seq=-1&show=reports",
)


@pytest.mark.parametrize("row", QUERIES, ids=lambda row: row.title)
def test_addresses_asked_for_nonsense(row: Row, world: World) -> None:
    wrong = []
    path = row.path(world.own, world).split("?")[0]
    for query in HOSTILE_QUERY:
        with forgotten():
            answer = browser(reader_of(row), world).get(f"{path}?{query}")
            if answer.status_code >= 500 and answer.status_code != row.status:
                wrong.append((query[:60], answer.status_code))
    assert not wrong


@pytest.mark.parametrize("row", NAMED, ids=lambda row: row.title)
def test_addresses_of_nothing(row: Row, world: World) -> None:
    """Ids that do not exist and words that are none: 404, as if they were not ours."""
    wrong = []
    for worse in (UNKNOWN_ID, "%00", "x" * 3000, "%ED%A0%80"):
        for path in with_other_parts(row, world, worse):
            with forgotten():
                who = "phone" if row.is_wire else reader_of(row)
                answer = browser(who, world).generic(row.method, path)
                if not 300 <= answer.status_code < 500 and row.name not in LOOSE:
                    wrong.append((path[:80], answer.status_code))
    assert not wrong


# A letter's key that is wrong is told on a page of its own.
LOOSE = {"account_reset_password_from_key"}


def with_other_parts(row: Row, world: World, worse: str) -> Iterator[str]:
    """The row's address with each of its parts replaced."""
    assert row.at
    path = row.path(world.own, world).split("?")[0]
    for value in row.at(world.own, world).values():
        yield path.replace(str(value), worse)


# -- photos ---------------------------------------------------------------------------------------


def noise(size: int) -> bytes:
    return picture() + b"\x00" * size


def bomb() -> bytes:
    """A PNG that says it is larger than anything a person photographs."""
    out = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(out, "PNG")
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
UPLOADS: dict[str, tuple[str, bytes, str]] = {
    "20 MB photo": ("big.jpg", noise(20 << 20), "image/jpeg"),
    "30 MB photo": ("bigger.jpg", noise(30 << 20), "image/jpeg"),
    "an SVG": ("drawing.svg", SVG, "image/svg+xml"),
    "an SVG called JPEG": ("drawing.jpg", SVG, "image/jpeg"),
    "no picture": ("photo.jpg", b"hello", "image/jpeg"),
    "half a picture": ("half.jpg", picture()[:300], "image/jpeg"),
    "an empty file": ("empty.jpg", b"", "image/jpeg"),
    "too many pixels": ("bomb.png", bomb(), "image/png"),
    "a name of many letters": (f"{'x' * 10_000}.jpg", picture(), "image/jpeg"),
    "a name that climbs": ("../../../etc/passwd.jpg", picture(), "image/jpeg"),
}
TAKEN = {"20 MB photo", "a name of many letters", "a name that climbs"}


@pytest.mark.parametrize("case", UPLOADS, ids=str)
def test_photos_of_the_portal(case: str, world: World) -> None:
    own = world.own
    with forgotten():
        before = Request.objects.count()
        typed = {
            "request_id": str(new_id()),
            "object_id": str(own.place.pk),
            "equipment_id": str(own.unit.pk),
            "impact": "partly",
            "words": "What was typed stays",
            "photos": SimpleUploadedFile(*UPLOADS[case]),
        }
        answer = browser("contact", world).post(reverse("portal:new"), typed)
        if case in TAKEN:
            assert answer.status_code == 302
            assert Request.objects.count() == before + 1
        else:
            assert answer.status_code in (413, 422)
            assert Request.objects.count() == before
            assert names_a_field(body_of(answer))
            assert "What was typed stays" in body_of(answer)


# -- the wire -------------------------------------------------------------------------------------

DEEP = "[" * 10_000 + "]" * 10_000
BODIES = {
    "nothing": "",
    "a list": "[]",
    "null": "null",
    "a word": '"x"',
    "half": '{"a":',
    "deep": DEEP,
    "deep inside": '{"commands":' + DEEP + "}",
    "a NUL": '{"code":"\\u0000","installation_id":"\\u0000","commands":"\\u0000"}',
    "a lone surrogate": '{"code":"\\ud800","installation_id":"\\ud800","app_build":"\\ud800"}',
    "bytes": b"\xff\xfe\x00",
    "NaN": '{"points":[{"lat":NaN,"lon":1,"at":"2026-11-23T09:00:00Z"}],"commands":NaN}',
    "a huge number": '{"points":[{"lat":1e999,"lon":1,"at":1}],"commands":[{"seq":1e999}]}',
    "many digits": '{"schema":' + "9" * 5000 + "}",
    "wrong types": '{"code":1,"installation_id":[],"points":{},"commands":{},"clock":[]}',
    "large": '{"commands":[],"x":"' + "a" * (3 << 20) + '"}',
}
WIRE = [row for row in ROUTES if row.is_wire and row.method in ("POST", "PATCH", "DELETE")]


@pytest.mark.parametrize("case", BODIES, ids=str)
@pytest.mark.parametrize("row", WIRE, ids=lambda row: row.title)
def test_bodies_of_the_wire(row: Row, case: str, world: World) -> None:
    with forgotten():
        before = journal()
        headers = row.headers(world.own, world) if row.headers else {}
        path = row.path(world.own, world)
        answer = browser("phone", world).generic(
            row.method, path, BODIES[case], "application/json", **headers
        )
        assert answer.status_code < 500, answer.content[:300]
        if answer.status_code >= 400:
            assert journal() == before
            is_a_problem(answer)


def is_a_problem(answer: Any) -> None:
    """An error of the wire is problem+json; bad input names its places."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    said = json.loads(answer.content)
    assert said["status"] == answer.status_code
    assert said["detail"]
    if answer.status_code == 422:
        assert said["errors"], said
        assert all(fault["pointer"] is not None and fault["message"] for fault in said["errors"])


HOSTILE: dict[str, Any] = {
    "null": None,
    "a number": -1,
    "a huge number": 10**400,
    "a float": 1.5e300,
    "yes": True,
    "a list": [],
    "an object": {},
    "nothing": "",
    "a NUL": "\x00",
    "a surrogate": "\ud800",
    "long": LONG,
    "1900": "1900-01-01T00:00:00Z",
    "9999": "9999-12-31T23:59:59-14:00",
    "an unknown id": UNKNOWN_ID,
    "many": [{}] * 200,
}
VALID: dict[str, dict[str, Any]] = {
    "mobile:pair": {
        "code": "NOSUCHCODE",
        "installation_id": "p",
        "name": "n",
        "platform": "x",
        "app_build": "1",
    },
    "mobile:change_me": {"push_subscription": {"endpoint": "https://push.example", "keys": {}}},
    "mobile:positions": {
        "points": [{"lat": 43.7, "lon": 7.4, "acc_m": 5, "at": "2026-11-23T09:00:00Z"}]
    },
    "mobile:push": {
        "schema": 1,
        "app_build": "1",
        "batch_id": UNKNOWN_ID,
        "clock": {"device_now": "2026-11-23T09:00:00Z", "offset_ms": 0, "offset_age_s": 0},
        "commands": [],
    },
}


def changed(value: Any, hostile: Any) -> Iterator[Any]:
    """The value with each of its places changed once, and once left out."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield {key: each for key, each in value.items() if key != name}
            yield {**value, name: hostile}
            for other in changed(inner, hostile):
                yield {**value, name: other}
    elif isinstance(value, list) and value:
        for other in changed(value[0], hostile):
            yield [other, *value[1:]]


@pytest.mark.parametrize("name", VALID, ids=str)
def test_members_of_bodies(name: str, world: World) -> None:
    row = next(row for row in ROUTES if row.name == name)
    wrong = []
    for case, hostile in HOSTILE.items():
        for body in changed(VALID[name], hostile):
            with forgotten():
                answer = browser("phone", world).generic(
                    row.method, reverse(name), json.dumps(body), "application/json"
                )
                if answer.status_code >= 500:
                    wrong.append((case, str(body)[:120], answer.content[:100]))
                elif answer.status_code >= 400:
                    is_a_problem(answer)
    assert not wrong


def command(world: World, kind: str, told: Any, /, **said: Any) -> dict[str, Any]:
    """One command of Olena's phone, ready to be spoilt."""
    world.own.device.refresh_from_db()
    return {
        "id": str(new_id()),
        "seq": world.own.device.last_seq + 1,
        "type": kind,
        "visit_id": str(world.own.ahead.pk),
        "base_version": 1,
        "captured_at": utc_now().isoformat(),
        "gps": {"lat": 43.7, "lon": 7.4, "acc_m": 5},
        "body": told,
        **said,
    }


def push(world: World, said: dict[str, Any]) -> Any:
    body = json.dumps({"schema": 1, "app_build": "1", "commands": [said]})
    if len(body) > 1 << 20:
        # Letters as themselves are shorter than their escapes.
        body = json.dumps(json.loads(body), ensure_ascii=False)
    return browser("phone", world).generic("POST", reverse("mobile:push"), body, "application/json")


SETTLED = ("applied", "applied_with_review", "parked", "rejected")


@pytest.mark.parametrize("kind", COMMANDS, ids=str)
def test_members_of_commands(kind: str, world: World) -> None:
    """Each member of each body with each hostile value: settled, never deferred by a fault."""
    wrong = []
    fields = {field.alias or name: None for name, field in COMMANDS[kind].body.model_fields.items()}
    bodies = [{}, {"unknown": "\x00"}]
    bodies += [dict.fromkeys(fields, hostile) for hostile in HOSTILE.values()]
    for body in bodies:
        with forgotten():
            answer = push(world, command(world, kind, body))
            assert answer.status_code == 200, answer.content[:300]
            (result,) = answer.json()["results"]
            if result["status"] not in SETTLED:
                wrong.append((str(body)[:100], result))
    assert not wrong


@pytest.mark.parametrize("member", ["id", "seq", "type", "visit_id", "captured_at", "gps", "body"])
def test_envelopes_of_commands(member: str, world: World) -> None:
    wrong = []
    for case, hostile in HOSTILE.items():
        with forgotten():
            answer = push(world, command(world, "visit.accept", {}, **{member: hostile}))
            if answer.status_code >= 500:
                wrong.append((case, answer.content[:200]))
            elif answer.status_code >= 400:
                is_a_problem(answer)
            else:
                (result,) = answer.json()["results"]
                if result["status"] not in (*SETTLED, "deferred") or (
                    result["status"] == "deferred" and result["problem"]["code"] == "server-fault"
                ):
                    wrong.append((case, result))
    assert not wrong


ANNOUNCED = {
    "Upload-Length": ("", "-1", "0", "9" * 30, "x", "1e9", "27000000"),
    "Upload-Metadata": (
        "",
        "media_id",
        "media_id !!!",
        "media_id AAAA,sha256 AAAA,mime AAAA",
        "media_id " + "QQ==" * 5000,
        "mime " + "AA==",
    ),
}


@pytest.mark.parametrize("header", ANNOUNCED, ids=str)
def test_announcements_of_uploads(header: str, world: World) -> None:
    row = next(row for row in ROUTES if row.name == "mobile:create")
    assert row.headers
    for value in ANNOUNCED[header]:
        with forgotten():
            headers = row.headers(world.own, world)
            headers[f"HTTP_{header.upper()}"] = value
            answer = browser("phone", world).generic("POST", reverse(row.name), "", **headers)
            assert 400 <= answer.status_code < 500, (value[:60], answer.status_code)
            is_a_problem(answer)


def test_the_database_is_whole_afterwards(world: World) -> None:
    connection.check_constraints()
    with forgotten():
        row = next(row for row in ROUTES if row.name == "portal:requests")
        assert ask(row, "contact", "own", world).status_code == 200
