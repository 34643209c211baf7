"""One item of a draft: what kind it is, what it asks, when, and what a failure brings."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.fieldwork.actions.templates import change_draft
from backend.fieldwork.checklist import items_of
from backend.fieldwork.checklist_draft import items_before, with_item, without_item
from backend.fieldwork.checklist_limits import check_limits
from backend.fieldwork.models import ChecklistVersion
from backend.lib.errors import Invalid, NotFound
from backend.web.checklists.forms import ItemForm
from backend.web.checklists.views.draft import draft_of, page_of
from backend.web.checklists.words import TYPES, named
from backend.web.shared.deeds import Deed, Subject, deed_page
from backend.web.shared.doors import SignedRequest, may

HINTS: Final = {
    "check": _("Something to be done: ticked when it is."),
    "passfail": _("Something to be judged: pass, fail or not applicable."),
    "number": _("A measured value with its unit and its good range."),
    "meter": _("A counter that only rises, or starts over at a limit."),
    "choice": _("One answer out of a list."),
    "multi": _("Several answers out of a list."),
    "text": _("Words of the engineer's own."),
    "date": _("A day."),
    "datetime": _("A day and a time."),
    "photo": _("Pictures taken with the camera."),
    "file": _("A PDF or a picture that is there already."),
    "scan": _("A code read with the camera, or typed."),
    "signature": _("Somebody signs for this one item."),
    "geo": _("Where the phone is."),
    "info": _("Words to read; nothing is asked."),
}


@require_safe
@may(May.KEEP_CATALOG)
def choose(request: SignedRequest, version_id: UUID, key: str) -> HttpResponse:
    """The fifteen kinds of items, each with what it is for."""
    version = draft_of(request.user, version_id)
    _before_end_of(version, key)
    kinds = [(kind, words, HINTS[kind]) for kind, words in TYPES.items()]
    context = {"version": version, "section": key, "kinds": kinds, "page": page_of(version)}
    return render(request, "checklists/kinds.html", context)


@may(May.KEEP_CATALOG)
def add(request: SignedRequest, version_id: UUID, key: str, kind: str) -> HttpResponse:
    """A new item at the end of a section."""
    version = draft_of(request.user, version_id)
    if kind not in TYPES:
        raise NotFound("kind")
    data = request.POST if request.method == "POST" else None
    form = ItemForm(kind, _before_end_of(version, key), data)
    return _page(request, version, form, key)


@may(May.KEEP_CATALOG)
def edit(request: SignedRequest, version_id: UUID, key: str) -> HttpResponse:
    """An item of the draft; its key and its kind stay."""
    version = draft_of(request.user, version_id)
    known = next((item for item in items_of(version.definition) if item["key"] == key), None)
    if known is None:
        raise NotFound("item")
    data = request.POST if request.method == "POST" else None
    form = ItemForm(known["type"], items_before(version.definition, key), data, known)
    return _page(request, version, form, _section_of(version, key))


@require_POST
@may(May.KEEP_CATALOG)
def remove(request: SignedRequest, version_id: UUID, key: str) -> HttpResponse:
    """Take an item out of the draft."""
    version = draft_of(request.user, version_id)
    change_draft(version.pk, lambda old: without_item(old, key), by=request.user)
    return redirect(page_of(version))


def _page(
    request: SignedRequest, version: ChecklistVersion, form: ItemForm, section: str
) -> HttpResponse:
    def run(version_id: UUID, told: dict[str, Any], by: User) -> object:
        item = form.item([each["key"] for each in items_of(version.definition)])
        _check(item)
        return change_draft(version_id, lambda old: with_item(old, section, item), by=by)

    deed = Deed(TYPES[form.kind], _("Save"), _("Saved"), run)
    subject = Subject(version.pk, named(version.definition["title"]), page_of(version))
    return deed_page(request, deed, subject, form)


def _check(item: dict[str, Any]) -> None:
    """The field of the form that a crossed limit is about."""
    try:
        check_limits(item, "item")
    except Invalid as error:
        raise Invalid(error.field.removeprefix("item."), error.code, **error.context) from error


def _section_of(version: ChecklistVersion, key: str) -> str:
    for section in version.definition["sections"]:
        if any(item["key"] == key for item in section["items"]):
            return str(section["key"])
    raise NotFound("item")


def _before_end_of(version: ChecklistVersion, section: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for each in version.definition["sections"]:
        found += each["items"]
        if each["key"] == section:
            return found
    raise NotFound("section")
