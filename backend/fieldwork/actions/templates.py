"""Forms of site work as the office keeps them: a draft, published for good, retired."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from backend.accounts.models import User
from backend.accounts.roles import May, require
from backend.catalog.models import LegalEntity
from backend.fieldwork.checklist import check_definition, definition_sha256, items_of
from backend.fieldwork.checklist_draft import Definition, empty_definition, key_for
from backend.fieldwork.checklist_limits import check_meanings, check_wordings
from backend.fieldwork.models import ChecklistTemplate, ChecklistVersion
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.clock import utc_now
from backend.lib.errors import Invalid, NotFound, Refused
from backend.lib.words import LANGUAGES

Change = Callable[[Definition], Definition]


@transaction.atomic
def make_template(
    names: Mapping[str, str], section: Mapping[str, str], *, by: User
) -> ChecklistVersion:
    """A new checklist with an empty draft; its key is made from the name and stays."""
    require(by, May.KEEP_CATALOG)
    key = key_for(names, ChecklistTemplate.objects.values_list("key", flat=True), joint="-")
    template = ChecklistTemplate.objects.create(key=key, names=dict(names))
    return _keep(template, 1, empty_definition(key, names, section))


@transaction.atomic
def start_draft(template_id: UUID, *, by: User) -> ChecklistVersion:
    """The template's draft: the one there is, or a copy of its newest version."""
    require(by, May.KEEP_CATALOG)
    template = _locked(template_id)
    draft = template.versions.filter(published_at=None).first()
    if draft:
        return draft
    newest = template.versions.latest("number")
    number = newest.number + 1
    return _keep(template, number, {**newest.definition, "version": number})


@transaction.atomic
def change_draft(version_id: UUID, change: Change, *, by: User, seen: str = "") -> ChecklistVersion:
    """The draft after `change`.

    `seen` is the SHA-256 of the draft that was looked at; Refused("draft-changed") where somebody
    else changed it since. Refused("version-published") for one that is frozen.
    """
    version = _draft(version_id, by)
    if seen and seen != version.sha256:
        raise Refused("draft-changed")
    version.definition = change(version.definition)
    version.sha256 = definition_sha256(version.definition)
    version.save(update_fields=["definition", "sha256"])
    return version


@transaction.atomic
def publish_checklist(version_id: UUID, *, by: User) -> ChecklistVersion:
    """Freeze the draft: from now on work orders that ask for the checklist get this version.

    Invalid names what is not fit yet: its shape, a condition, a limit, a wording that is missing
    in a language of our companies, a key that meant something else before.
    """
    version = _draft(version_id, by)
    definition = version.definition
    if not list(items_of(definition)):
        raise Invalid("sections", "checklist-empty")
    for place, section in enumerate(definition["sections"]):
        if not section["items"]:
            raise Invalid(f"sections.{place}", "checklist-empty")
    check_definition(definition)
    check_wordings(definition, wording_languages())
    published = version.template.versions.filter(published_at__isnull=False)
    check_meanings(definition, [each.definition for each in published.order_by("number")])
    version.published_at = utc_now()
    version.save(update_fields=["published_at"])
    version.template.names = definition["title"]
    version.template.save(update_fields=["names"])
    key, number = version.template.key, version.number
    journal.record(kinds.CHECKLIST_PUBLISHED, version, by=by, checklist=key, version=number)
    return version


@transaction.atomic
def discard_draft(version_id: UUID, *, by: User) -> None:
    """Throw a draft away; a template that was never published goes with it."""
    version = _draft(version_id, by)
    template = version.template
    version.delete()
    if not template.versions.exists():
        template.delete()


@transaction.atomic
def retire_template(template_id: UUID, *, by: User) -> ChecklistTemplate:
    """No work order asks for it any more; visits that pinned a version keep it."""
    require(by, May.KEEP_CATALOG)
    template = _locked(template_id)
    live = template.versions.filter(published_at__isnull=False, retired_at=None)
    if not live.update(retired_at=utc_now()):
        raise Refused("already-done")
    journal.record(kinds.CHECKLIST_RETIRED, template, by=by, checklist=template.key)
    return template


def wording_languages() -> list[str]:
    """The languages of our companies: in each of them every wording must say something."""
    ours = LegalEntity.objects.filter(is_ours=True)
    spoken = {str(language)[:2] for language in ours.values_list("language", flat=True)}
    return [language for language in LANGUAGES if language in spoken]


def _draft(version_id: UUID, by: User) -> ChecklistVersion:
    require(by, May.KEEP_CATALOG)
    rows = ChecklistVersion.objects.select_for_update(of=("self",)).select_related("template")
    version = rows.filter(id=version_id).first()
    if version is None:
        raise NotFound("checklist")
    if version.published_at:
        raise Refused("version-published", number=version.number)
    return version


def _locked(template_id: UUID) -> ChecklistTemplate:
    template = ChecklistTemplate.objects.select_for_update().filter(id=template_id).first()
    if template is None:
        raise NotFound("checklist")
    return template


def _keep(template: ChecklistTemplate, number: int, definition: dict[str, Any]) -> ChecklistVersion:
    return ChecklistVersion.objects.create(
        template=template,
        number=number,
        definition=definition,
        sha256=definition_sha256(definition),
    )
