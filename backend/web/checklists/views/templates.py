"""A checklist with its versions: what changed between them, a new draft, retiring it."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.accounts.roles import may as is_allowed
from backend.fieldwork.actions.templates import make_template, retire_template, start_draft
from backend.fieldwork.checklist_changes import changes_between
from backend.fieldwork.models import ChecklistVersion
from backend.fieldwork.queries import checklist_versions_visible_to
from backend.lib.errors import NotFound
from backend.lib.words import LANGUAGE_NAMES
from backend.web.checklists.forms import NameForm
from backend.web.checklists.words import CHANGES, FIELDS, named
from backend.web.shared.deeds import Deed, Subject, deed_page, form_for
from backend.web.shared.doors import SignedRequest, may


def _retire(template_id: UUID, told: dict[str, Any], by: User) -> object:
    return retire_template(template_id, by=by)


RETIRE: Final = Deed(
    _("Retire checklist"),
    _("Retire"),
    _("Retired; no work order asks for it any more"),
    _retire,
    icon="cross",
    is_danger=True,
    warning=_("Visits that have it keep it. A new version brings it back."),
)


@may(May.KEEP_CATALOG)
def new(request: SignedRequest) -> HttpResponse:
    """A name, and the editor opens on an empty draft."""
    form = NameForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        section = {"en": "Work", get_language() or "en": gettext("Work")}
        draft = make_template(form.cleaned_data["names"], section, by=request.user)
        return redirect("checklists:draft", draft.pk)
    return render(
        request, "checklists/new.html", {"form": form}, status=422 if form.errors else 200
    )


@require_safe
@may(May.READ_OFFICE)
def template(request: SignedRequest, template_id: UUID) -> HttpResponse:
    """Its versions, the newest first, each with what changed in it."""
    versions = list(checklist_versions_visible_to(request.user).filter(template=template_id))
    if not versions:
        raise NotFound("checklist")
    context = {
        "template": versions[0].template,
        "versions": _with_changes(versions),
        "draft": next((each for each in versions if each.published_at is None), None),
        "is_live": any(each.published_at and not each.retired_at for each in versions),
        "may_edit": is_allowed(request.user, May.KEEP_CATALOG),
    }
    return render(request, "checklists/template.html", context)


@require_POST
@may(May.KEEP_CATALOG)
def start(request: SignedRequest, template_id: UUID) -> HttpResponse:
    """The draft there is, or a new one made from the newest version."""
    return redirect("checklists:draft", start_draft(template_id, by=request.user).pk)


@may(May.KEEP_CATALOG)
def retire(request: SignedRequest, template_id: UUID) -> HttpResponse:
    """No work order asks for it from now on."""
    rows = checklist_versions_visible_to(request.user).filter(template=template_id)
    newest = rows.first()
    if newest is None:
        raise NotFound("checklist")
    page = reverse("checklists:template", args=[template_id])
    subject = Subject(template_id, named(newest.template.names), page)
    return deed_page(request, RETIRE, subject, form_for(request, RETIRE))


@require_safe
@may(May.READ_OFFICE)
def preview(request: SignedRequest, version_id: UUID) -> HttpResponse:
    """The checklist as an engineer's phone shows it; what is answered here is kept nowhere."""
    version = checklist_versions_visible_to(request.user).filter(pk=version_id).first()
    if version is None:
        raise NotFound("checklist")
    asked = request.GET.get("language", "")
    language = asked if asked in LANGUAGE_NAMES else (get_language() or "en")
    context = {"version": version, "shown_in": language, "languages": LANGUAGE_NAMES.items()}
    return render(request, "checklists/preview.html", context)


def _with_changes(versions: list[ChecklistVersion]) -> list[dict[str, Any]]:
    older = [*versions[1:], None]
    return [
        {"version": version, "changes": _changes(before, version), "is_first": before is None}
        for version, before in zip(versions, older, strict=True)
    ]


def _changes(before: ChecklistVersion | None, version: ChecklistVersion) -> list[dict[str, Any]]:
    if before is None:
        return []
    return [
        {
            "what": CHANGES[change.what],
            "item": named(change.names),
            "fields": ", ".join(str(FIELDS.get(name, name)) for name in change.fields),
        }
        for change in changes_between(before.definition, version.definition)
    ]
