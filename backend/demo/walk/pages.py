"""A person at a browser, without one: signs in, reads pages, fills the forms they hold.

Forms are sent as they stand, hidden fields and preset choices included, so a step names only
what a person would type or choose.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx

Files = list[tuple[str, tuple[str, bytes, str]]]


class WalkError(Exception):
    """A step did not do what it should; the message says what was seen instead."""


@dataclass
class Form:
    """One form of a page: where it goes and what it would send untouched."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    """Collects every form with its fields' present values."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._form: Form | None = None
        self._select = self._text = self._option = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._field(tag, given, self._form)

    def _end_select(self) -> None:
        """A list nobody touched sends its first choice, as browsers do."""
        form, name = self._form, self._select
        if form is not None and form.options.get(name):
            form.fields.setdefault(name, form.options[name][:1])
        self._select = ""

    def _field(self, tag: str, given: Mapping[str, str], form: Form) -> None:
        name = given.get("name", "")
        if tag == "input" and name:
            _input(form, name, given)
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self._option = given.get("value", "")
            form.options.setdefault(self._select, []).append(self._option)
            if "selected" in given:
                form.fields[self._select] = [given.get("value", "")]
        elif tag == "textarea" and name:
            self._text = name
            form.fields[name] = [""]
        elif tag == "button" and name:
            form.buttons.append((name, given.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self._text and self._form is not None:
            self._form.fields[self._text][0] += data.lstrip("\n")
        if self._option and self._form is not None and data.strip():
            self._form.labels[data.strip()] = self._option

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "option":
            self._option = ""
        elif tag == "select":
            self._end_select()
        elif tag == "textarea":
            self._text = ""


def _input(form: Form, name: str, given: Mapping[str, str]) -> None:
    kind = given.get("type", "text")
    if kind == "file" or (kind in ("submit", "button")):
        return
    if kind in ("checkbox", "radio"):
        form.options.setdefault(name, []).append(given.get("value", "on"))
        if "checked" not in given:
            return
    form.fields.setdefault(name, []).append(given.get("value", "on" if kind == "checkbox" else ""))


@dataclass(frozen=True)
class Page:
    """A page that was answered."""

    url: str
    status: int
    text: str
    content: bytes
    forms: list[Form]
    links: list[str]

    def form(self, holds: str) -> Form:
        """The first form with a field, choice or button named `holds`, or that goes there."""
        for form in self.forms:
            names = {*form.fields, *form.options, *(name for name, _value in form.buttons)}
            if holds in names or form.action.rstrip("/").endswith(holds):
                return form
        raise WalkError(f"{self.url} has no form with {holds}")

    def link(self, part: str) -> str:
        """The first link whose address contains `part`."""
        for link in self.links:
            if part in link:
                return link
        raise WalkError(f"{self.url} has no link to {part}")


class Person:
    """Somebody who signs in and works with pages."""

    def __init__(self, base: str, email: str, password: str) -> None:
        self.client = httpx.Client(base_url=base, timeout=30, follow_redirects=True)
        page = self.get("/accounts/login/")
        answered = self.send(page, "login", login=email, password=password)
        if "/accounts/login" in answered.url:
            raise WalkError(f"{email} cannot sign in")

    def get(self, path: str) -> Page:
        """Read a page; anything but 200 is an error."""
        return self._page(self.client.get(path))

    def send(self, page: Page, holds: str, files: Files | None = None, **typed: Any) -> Page:
        """Fill the form of `page` that holds a field and send it."""
        form = page.form(holds)
        data: dict[str, Any] = {**form.fields, **typed}
        target = form.action or page.url
        if form.method == "get":
            return self._page(self.client.get(target, params=data))
        headers = {"Referer": page.url}
        return self._page(self.client.post(target, data=data, files=files, headers=headers))

    def _page(self, answer: httpx.Response) -> Page:
        if answer.status_code != 200:
            raise WalkError(
                f"{answer.request.method} {answer.url} answered {answer.status_code}: "
                f"{_complaints(answer.text)}"
            )
        reader = _Forms()
        if "html" in answer.headers.get("content-type", ""):
            reader.feed(answer.text)
        text = answer.text if "text" in answer.headers.get("content-type", "") else ""
        return Page(
            str(answer.url), answer.status_code, text, answer.content, reader.forms, reader.links
        )


def _complaints(text: str) -> str:
    """What a refused page says is wrong, else its first words."""
    body = re.sub(r"<(head|script|style).*?</\1>", "", text, flags=re.DOTALL)
    said = re.findall(r'class="[^"]*error[^"]*"[^>]*>(.*?)</', body, flags=re.DOTALL)
    words = " ".join(re.sub(r"<[^>]+>", " ", part) for part in said or [body])
    return " ".join(words.split())[:400]
