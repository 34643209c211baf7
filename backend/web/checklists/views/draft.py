"""The editor: a draft's sections and items in their order, publishing it, throwing it away."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.fieldwork.actions.templates import change_draft, discard_draft, publish_checklist
from backend.fieldwork.checklist_draft import (
    moved_item,
    stepped_item,
    with_section,
    without_section,
)
from backend.fieldwork.models import ChecklistVersion
from backend.fieldwork.queries import checklist_versions_visible_to
from backend.lib.errors import CalloutError, Invalid, NotFound
from backend.web.checklists.forms import NameForm
from backend.web.checklists.words import TYPES, condition_in_words, named, place_in_words
from backend.web.shared.deeds import Deed, Subject, deed_page, form_for
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.errors import words_for
from backend.web.shared.toasts import say


def _discard(version_id: UUID, told: dict[str, Any], by: User) -> object:
    return discard_draft(version_id, by=by)


DISCARD: Final = Deed(
    _("Discard draft"), _("Discard"), _("Draft discarded"), _discard, icon="cross", is_danger=True
)


def draft_of(user: User, version_id: UUID) -> ChecklistVersion:
    """The draft; NotFound where it is none, or frozen by now."""
    rows = checklist_versions_visible_to(user).filter(pk=version_id, published_at=None)
    found = rows.first()
    if found is None:
        raise NotFound("checklist")
    return found


def page_of(version: ChecklistVersion, anchor: str = "") -> str:
    """The editor's address, at the item where one is named."""
    return reverse("checklists:draft", args=[version.pk]) + (f"#item-{anchor}" if anchor else "")


def name_deed(title: Any, run: Callable[[UUID, dict[str, Any], User], object]) -> Deed:
    """A small form that asks for a name in each language."""
    return Deed(title, _("Save"), _("Saved"), run, NameForm)


@require_safe
@may(May.KEEP_CATALOG)
def draft(request: SignedRequest, version_id: UUID) -> HttpResponse:
    """Every section with its items, each to be moved, mended or taken out."""
    return _page(request, draft_of(request.user, version_id))


@require_POST
@may(May.KEEP_CATALOG)
def publish(request: SignedRequest, version_id: UUID) -> HttpResponse:
    """Freeze the draft, or say what is not fit yet and where."""
    version = draft_of(request.user, version_id)
    try:
        publish_checklist(version.pk, by=request.user)
    except NotFound:
        raise
    except CalloutError as error:
        return _page(request, version, error)
    say(request, _now("Published; the phones get it with their next contact"))
    return redirect("checklists:template", version.template_id)


@may(May.KEEP_CATALOG)
def discard(request: SignedRequest, version_id: UUID) -> HttpResponse:
    """Throw the draft away."""
    version = draft_of(request.user, version_id)
    subject = Subject(version.pk, named(version.definition["title"]), page_of(version))
    return deed_page(
        request, DISCARD, subject, form_for(request, DISCARD), reverse("day:checklists")
    )


@may(May.KEEP_CATALOG)
def rename(request: SignedRequest, version_id: UUID) -> HttpResponse:
    """The checklist's name in each language."""
    version = draft_of(request.user, version_id)

    def run(draft_id: UUID, told: dict[str, Any], by: User) -> object:
        return change_draft(draft_id, lambda old: {**old, "title": told["names"]}, by=by)

    return _named(request, version, name_deed(_("Name"), run), version.definition["title"])


@may(May.KEEP_CATALOG)
def add_section(request: SignedRequest, version_id: UUID) -> HttpResponse:
    """One more section at the end."""
    version = draft_of(request.user, version_id)

    def run(draft_id: UUID, told: dict[str, Any], by: User) -> object:
        return change_draft(draft_id, lambda old: with_section(old, told["names"]), by=by)

    return _named(request, version, name_deed(_("New section"), run), {})


@may(May.KEEP_CATALOG)
def section(request: SignedRequest, version_id: UUID, key: str) -> HttpResponse:
    """A section's name."""
    version = draft_of(request.user, version_id)
    known = next((each for each in version.definition["sections"] if each["key"] == key), None)
    if known is None:
        raise NotFound("section")

    def run(draft_id: UUID, told: dict[str, Any], by: User) -> object:
        return change_draft(draft_id, lambda old: with_section(old, told["names"], key), by=by)

    return _named(request, version, name_deed(_("Section"), run), known["title"])


@require_POST
@may(May.KEEP_CATALOG)
def remove_section(request: SignedRequest, version_id: UUID, key: str) -> HttpResponse:
    """Take an empty section out."""
    version = draft_of(request.user, version_id)
    return _changed(request, version, lambda old: without_section(old, key))


@require_POST
@may(May.KEEP_CATALOG)
def move(request: SignedRequest, version_id: UUID) -> HttpResponse:
    """An item one step up or down (`step`), or to where it was dropped (`section`, `place`)."""
    version, told = draft_of(request.user, version_id), request.POST
    key, step, place = told.get("key", ""), told.get("step", ""), told.get("place", "")
    if step in ("-1", "1"):
        return _changed(request, version, lambda old: stepped_item(old, key, int(step)), key)
    if not (place.isascii() and place.isdigit() and len(place) < 5):
        raise NotFound("place")
    where = told.get("section", "")
    return _changed(request, version, lambda old: moved_item(old, key, where, int(place)), key)


def _changed(
    request: SignedRequest, version: ChecklistVersion, change: Any, key: str = ""
) -> HttpResponse:
    try:
        change_draft(version.pk, change, by=request.user, seen=request.POST.get("seen", ""))
    except NotFound:
        raise
    except CalloutError as error:
        version.refresh_from_db()
        return _page(request, version, error)
    return redirect(page_of(version, key))


def _named(
    request: SignedRequest, version: ChecklistVersion, deed: Deed, names: dict[str, str]
) -> HttpResponse:
    subject = Subject(version.pk, named(version.definition["title"]), page_of(version))
    return deed_page(request, deed, subject, form_for(request, deed, names=names))


def _page(
    request: SignedRequest, version: ChecklistVersion, error: CalloutError | None = None
) -> HttpResponse:
    definition = version.definition
    fault, place = "", ""
    if error is not None:
        fault = words_for(error)
        place = place_in_words(definition, error.field) if isinstance(error, Invalid) else ""
    context = {
        "version": version,
        "sections": [_section(definition, each) for each in definition["sections"]],
        "fault": fault,
        "place": place,
    }
    # What somebody else changed meanwhile is no mistake of a field.
    status = 422 if isinstance(error, Invalid) else 409 if error else 200
    return render(request, "checklists/draft.html", context, status=status)


def _section(definition: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    items = [
        {
            **item,
            "kind": TYPES[item["type"]],
            "if": condition_in_words(definition, item.get("visible_if")),
        }
        for item in told["items"]
    ]
    return {**told, "items_shown": items}
