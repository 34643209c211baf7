"""One small form that does one thing to one row: a page of its own, or a sheet over the page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from backend.accounts.models import User
from backend.lib.errors import CalloutError, NotFound
from backend.web.shared.back import way_back
from backend.web.shared.doors import SignedRequest
from backend.web.shared.forms import tell
from backend.web.shared.toasts import say


class NoWords(forms.Form):
    """Nothing to say: the button alone does it."""


@dataclass(frozen=True)
class Deed:
    """What the form asks, what it does (`run(id, answers, by)`), and what is said after.

    `warning` says what cannot be undone.
    """

    title: Promise
    button: Promise
    said: Promise
    run: Callable[[UUID, dict[str, Any], User], object]
    form: type[forms.Form] = NoWords
    icon: str = "edit"
    is_danger: bool = False
    warning: Promise | str = ""


@dataclass(frozen=True)
class Subject:
    """The row a deed is done to: its id, its words for the heading, and its page."""

    id: UUID
    words: str
    page: str


def was_done(request: SignedRequest, deed: Deed, form: forms.Form, subject: Subject) -> bool:
    """Whether the deed was done; else the form knows why not."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        deed.run(subject.id, getattr(form, "body", form.cleaned_data), request.user)
    except NotFound:
        raise
    except CalloutError as error:
        tell(form, error)
        return False
    return True


def deed_page(
    request: SignedRequest,
    deed: Deed,
    subject: Subject,
    form: forms.Form,
    onward: str = "",
    *,
    above: str = "",
    shown: dict[str, Any] | None = None,
) -> HttpResponse:
    """Shows the form; on POST does the deed and goes `onward`, else back to the subject's page.

    `above` is a template that says something before the form, of what is `shown`. A form with a
    `body` gives the deed that in place of its answers.
    """
    if was_done(request, deed, form, subject):
        say(request, str(deed.said))
        return redirect(way_back(request) or onward or subject.page)
    in_sheet = request.headers.get("HX-Request") == "true"
    template = "desk/deed_sheet.html" if in_sheet else "desk/deed.html"
    context = {
        "deed": deed,
        "subject": subject,
        "form": form,
        "above": above,
        # The way back must outlive what was typed wrong.
        "address": request.get_full_path() if "next" in request.GET else request.path,
        "back": way_back(request) or subject.page,
        **(shown or {}),
    }
    return render(request, template, context, status=422 if form.errors else 200)


def form_for(request: SignedRequest, deed: Deed, **initial: Any) -> forms.Form:
    """The deed's form, bound to what was sent."""
    data = request.POST if request.method == "POST" else None
    return deed.form(data, initial=initial)
