"""The page engineers open; it needs the built frontend."""

import json

import pytest
from django.conf import settings
from django.test import Client

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("backend.web.phone.urls"),
    pytest.mark.skipif(
        not (settings.FRONTEND_DIST / "manifest.json").exists(), reason="frontend is not built"
    ),
]


def test_it_works(client: Client) -> None:
    page = client.get("/phone/")
    assert page.status_code == 200
    assert '<div id="phone"></div>' in page.content.decode()
    assert "wasm-unsafe-eval" in page["Content-Security-Policy"]


def test_phone_without_a_slash_leads_there(client: Client) -> None:
    assert client.get("/phone")["Location"] == "/phone/"


def test_the_service_worker_is_never_cached(client: Client) -> None:
    entries = json.loads((settings.FRONTEND_DIST / "manifest.json").read_text())
    answer = client.get("/phone/sw.js")
    assert answer.status_code == (200 if "phone/sw.ts" in entries else 404)
    if answer.status_code == 200:
        assert "no-store" in answer["Cache-Control"]
        assert answer["Service-Worker-Allowed"] == "/phone/"


def test_the_worker_knows_every_file_the_app_may_ask_for(client: Client) -> None:
    entries = json.loads((settings.FRONTEND_DIST / "manifest.json").read_text())
    first = client.get("/phone/sw.js").content.decode().splitlines()[0]
    told = json.loads(first.removeprefix("self.SHELL = ").removesuffix(";"))
    assert told["needed"][0] == f"/static/{entries['phone/main.tsx']['file']}"
    assert f"/static/{entries['phone/app.tsx']['file']}" in told["needed"]
    for language in ("uk", "bg", "ru"):
        assert f"/static/{entries[f'i18n/{language}.json']['file']}" in told["later"]


def test_its_files_travel_packed_and_are_kept_for_ever(client: Client) -> None:
    entries = json.loads((settings.FRONTEND_DIST / "manifest.json").read_text())
    address = f"/static/{entries['phone/app.tsx']['file']}"
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    assert "immutable" in answer["Cache-Control"]
    assert "Content-Encoding" not in client.get(address)


def test_another_page_is_another_build(client: Client) -> None:
    english = client.get("/phone/sw.js").content
    assert client.get("/phone/sw.js").content == english
    assert client.get("/phone/sw.js", headers={"accept-language": "uk"}).content != english
