"""What a visit is about, named by a hash: scope, equipment, forms, place. The phone sends back the
one it worked by, so that a change behind its back is seen when the visit is completed."""

import hashlib
import json
from collections.abc import Iterable

from backend.dispatch.models import Visit, VisitWork
from backend.fieldwork.models import Checklist, ChecklistVersion


def material_hash(visit: Visit, forms: dict[str, ChecklistVersion]) -> str:
    """What a completion is measured against; `forms` are the newest by their template's key."""
    material = sorted(_material_of(work, forms) for work in visit.works.all())
    told = json.dumps([str(visit.object_id), material], ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def _material_of(work: VisitWork, forms: dict[str, ChecklistVersion]) -> list[object]:
    order = work.work_order
    hashes = sorted(version.sha256 for version, _checklist in pinned_forms(work, forms))
    return [str(order.id), order.words, str(order.equipment_id or ""), hashes]


def pinned_forms(
    work: VisitWork, forms: dict[str, ChecklistVersion]
) -> list[tuple[ChecklistVersion, Checklist | None]]:
    """Versions already pinned, then those an answer would pin now."""
    pinned = [(checklist.version, checklist) for checklist in work.checklists.all()]
    known = {version.template.key for version, _checklist in pinned}
    wanted = [key for key in work.work_order.checklist_keys if key not in known]
    return [*pinned, *((forms[key], None) for key in wanted if key in forms)]


def forms_of(visits: Iterable[Visit]) -> dict[str, ChecklistVersion]:
    """The newest published version of every template any of the visits asks for."""
    keys = {key for v in visits for work in v.works.all() for key in work.work_order.checklist_keys}
    versions = ChecklistVersion.objects.select_related("template").filter(
        template__key__in=keys, published_at__isnull=False, retired_at=None
    )
    return {version.template.key: version for version in versions.order_by("number")}


def scope_changed(visit: Visit, worked_by: str) -> bool:
    """Whether the visit is no longer what the phone worked by; a phone of earlier does not say."""
    if not worked_by:
        return False
    return material_hash(visit, forms_of([visit])) != worked_by
