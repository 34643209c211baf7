"""Frames and parts of pages: what the content policy forbids, forms, lanes, assets, error pages."""

import json
import re
from pathlib import Path

import pytest
from django import forms
from django.core.exceptions import ImproperlyConfigured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils.datastructures import MultiValueDict

from backend.lib.errors import Invalid, Refused
from backend.web.shared import assets
from backend.web.shared.forms import PhotosField, tell
from backend.web.shared.lanes import Bar, Lane, symbols_of

TEMPLATES = sorted(Path("backend/web/templates").rglob("*.html"))
FORBIDDEN = re.compile(
    r"""\sstyle\s*=|<style|\son[a-z]+\s*=\s*["']|javascript:|hx-on|hx-vals=["']js:""", re.I
)
INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)", re.I)


def render(source: str, **context: object) -> str:
    return Template("{% load callout %}" + source).render(Context(context))


@pytest.fixture
def built(tmp_path, monkeypatch):
    """A frontend built into a folder of the test."""
    manifest = tmp_path / "manifest.json"
    manifest.write_text(
        json.dumps(
            {
                "web/web.ts": {"file": "a/web.js", "css": ["a/web.css"], "imports": ["_part.js"]},
                "_part.js": {"file": "a/part.js", "css": ["a/part.css"]},
                "phone/main.tsx": {"file": "a/main.js", "dynamicImports": ["phone/app.tsx"]},
                "phone/app.tsx": {"file": "a/app.js", "imports": ["_part.js"]},
                "i18n/uk.json": {"file": "a/uk.js"},
            }
        )
    )
    monkeypatch.setattr(assets, "MANIFEST", manifest)
    assets._read_manifest.cache_clear()
    yield
    assets._read_manifest.cache_clear()


@pytest.mark.parametrize("template", TEMPLATES, ids=str)
def test_no_template_holds_what_the_content_policy_drops(template):
    text = template.read_text()
    assert FORBIDDEN.findall(text) == []
    assert INLINE_SCRIPT.findall(text) == []


def test_an_asset_brings_its_sheets_and_what_it_imports(built):
    html = render('{% asset "web/web.ts" %}')
    assert html.count("stylesheet") == 2
    assert '<link rel="modulepreload" href="/static/a/part.js">' in html
    assert '<script type="module" src="/static/a/web.js"></script>' in html


def test_an_app_that_goes_on_at_once_is_fetched_side_by_side(built):
    html = render('{% asset "phone/main.tsx" whole_in="uk" %}')
    preloads = re.findall('modulepreload" href="/static/a/([^"]+)', html)
    assert preloads == ["app.js", "uk.js", "part.js"]
    assert "preload" not in render('{% asset "phone/main.tsx" %}')
    assert "uk.js" not in render('{% asset "phone/main.tsx" whole_in="en" %}')


def test_an_unknown_or_unbuilt_asset_says_so(built, monkeypatch, tmp_path):
    with pytest.raises(ImproperlyConfigured, match=r"no entry 'web/moon\.ts'"):
        render('{% asset "web/moon.ts" %}')
    monkeypatch.setattr(assets, "MANIFEST", tmp_path / "nothing.json")
    with pytest.raises(ImproperlyConfigured, match="npm run build"):
        render('{% asset "web/web.ts" %}')
    assert render('{% asset "web/web.ts" optional=True %}') == ""


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_pages_for_when_all_failed_need_nothing(name, monkeypatch, tmp_path):
    monkeypatch.setattr(assets, "MANIFEST", tmp_path / "nothing.json")
    assert "<h1>" in render_to_string(name)


class Sample(forms.Form):
    words = forms.CharField(label="Tell us", help_text="What you see.", max_length=5)


def test_a_field_ties_label_help_and_error_together():
    html = render("{% field form.words %}", form=Sample({"words": "too long"}))
    assert '<label for="id_words">Tell us' in html
    assert 'id="id_words_helptext"' in html
    assert 'id="id_words_error"' in html
    assert 'aria-describedby="id_words_helptext id_words_error"' in html
    assert 'aria-invalid="true"' in html


def test_the_summary_links_to_the_field():
    html = render('{% include "components/errors.html" %}', form=Sample({"words": "too long"}))
    assert '<a href="#id_words">Tell us</a>' in html


def test_a_refusal_is_told_beside_its_field_or_on_top():
    form = Sample({"words": "ok"})
    tell(form, Invalid("words", "blank"))
    tell(form, Invalid("elsewhere", "unknown"))
    tell(form, Refused("visit-clash"))
    assert form.errors["words"] == ["Fill this in."]
    assert len(form.non_field_errors()) == 2


class WithPhotos(forms.Form):
    photos = PhotosField(required=False, max_files=2)


def photo_form(count: int) -> WithPhotos:
    files = [SimpleUploadedFile(f"{n}.jpg", b"bytes") for n in range(count)]
    return WithPhotos({}, MultiValueDict({"photos": files}))


def test_several_photos_arrive_and_too_many_are_refused():
    form = photo_form(2)
    assert form.is_valid()
    assert [file.name for file in form.cleaned_data["photos"]] == ["0.jpg", "1.jpg"]
    assert photo_form(0).is_valid()
    assert photo_form(3).errors["photos"] == ["At most 2 photos; choose again."]


def test_a_bar_reads_whole_without_colour():
    bar = Bar(600, 690, "Hôtel de Paris", "#", "working", alert="late by 20 min", changed=True)
    assert bar.full_words == (
        "Hôtel de Paris · 10:00–11:30 · Working · late by 20 min · Changed since it was published"
    )


def test_a_days_icons_are_drawn_once_and_referred_to():
    bars = [Bar(600 + 90 * n, 660 + 90 * n, f"Shop {n}", "#", "working") for n in range(3)]
    lanes = [Lane("Olena", bars=bars)]
    assert symbols_of(lanes).count('<symbol id="icon-wrench"') == 1
    assert all('<use href="#icon-wrench"/>' in bar.drawn for bar in bars)


def test_sorting_keeps_the_filters_and_turns_on_the_second_click():
    request = RequestFactory().get("/", {"state": "new", "sort": "due", "page": "3"})
    html = render('{% sort_link "due" "Due" %}{% sort_link "number" "No" %}', request=request)
    assert "?state=new&amp;sort=-due" in html
    assert "?state=new&amp;sort=number" in html
    assert "page" not in html


def test_a_cookie_with_a_nul_is_nobody(client: Client, db: None) -> None:
    client.cookies["sessionid"] = "a\0b"
    answer = client.get("/portal/")
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")
