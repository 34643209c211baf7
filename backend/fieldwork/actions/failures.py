"""What a failed item of a handed-in checklist leads to beside its defect: a follow-up request.

Paid work is offered on the phone, where its price is known; the definition only says that it is.
"""

from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from backend.accounts.models import User
from backend.database.principal import SYSTEM_ID
from backend.desk import actions as desk
from backend.dispatch.models import Visit
from backend.fieldwork import checklist as rule
from backend.fieldwork.happening import Happening
from backend.fieldwork.models import Checklist
from backend.lib.words import in_language

# How bad it is for the client, by how bad the form calls it.
IMPACTS: Final = {"critical": "stopped", "high": "partly"}


def open_follow_ups(
    visit: Visit,
    checklist: Checklist,
    answers: list[rule.Answer],
    failed: tuple[str, ...],
    happening: Happening,
) -> None:
    """One request for each item that failed and asks for it, however often it is handed in."""
    given = {answer.item: answer for answer in answers}
    for item in rule.items_of(checklist.version.definition):
        if item["key"] in failed and item.get("on_fail", {}).get("follow_up"):
            _submit(visit, checklist, item, given[item["key"]].note, happening)


def _submit(visit: Visit, checklist: Checklist, item: Any, note: str, happening: Happening) -> None:
    severity = item["on_fail"].get("defect", {}).get("severity", "")
    title = in_language(item["title"], visit.client.language)
    order = checklist.visit_work.work_order
    wish = desk.NewRequest(
        object_id=visit.object_id,
        equipment_id=order.equipment_id,
        words=f"{title}: {note}" if note else title,
        impact=IMPACTS.get(severity, "no_hurry"),
        reported_by=happening.by.name,
        channel="visit",
        request_id=uuid5(NAMESPACE_URL, f"callout:follow-up:{checklist.id}:{item['key']}"),
    )
    desk.submit_request(wish, by=User.objects.get(id=SYSTEM_ID))
