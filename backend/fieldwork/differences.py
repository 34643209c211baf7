"""What an engineer worked by, beside what the house says now: the rows a dispatcher reads before
deciding on something that came too late to be simply believed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from backend.dispatch.models import Visit
from backend.fieldwork.models import Receipt, ServiceReport
from backend.fieldwork.queries import snapshot_for
from backend.fieldwork.snapshot import Snapshot

# Answers whose question is "what was different".
ABOUT_THE_WORK: Final = ("scope-changed", "signature-stale")


@dataclass(frozen=True)
class Difference:
    """One thing that differs: its name ("words", "equipment", "checklists", "object", "outcome",
    "state", "engineers"), which work order it is of, what the phone had and what stands now."""

    what: str
    of: str
    then: str
    now: str


def differences_of(receipt: Receipt) -> list[Difference]:
    """What is not the same any more; empty where nothing can be compared."""
    command = receipt.command
    visit = (
        Visit.objects.filter(id__in=[command.visit_id]).select_related("object", "client").first()
    )
    if visit is None:
        return []
    if receipt.code in ABOUT_THE_WORK:
        signed = _signed(receipt, visit)
        return [each for snapshot in signed for each in _between(visit, snapshot)]
    if receipt.code in ("job-reassigned", "told-after-withdrawal"):
        return [Difference("engineers", visit.number, command.device.user.name, _crew(visit))]
    if receipt.code == "invalid-transition":
        said = receipt.result.get("context") or {}
        return [Difference("state", visit.number, str(said.get("wanted", "")), visit.state)]
    return []


def _signed(receipt: Receipt, visit: Visit) -> list[Snapshot]:
    """What was read and signed: by this very command, else the visit's last paper."""
    body = receipt.command.raw.get("body") or {}
    told: list[Any] = [each.get("snapshot") for each in body.get("reports", [])]
    known = [each for each in told if isinstance(each, dict)]
    if known:
        return known
    papers = ServiceReport.objects.filter(visit=visit, signature__isnull=False)
    last = papers.order_by("-made_at").first()
    return [last.snapshot] if last else []


def _between(visit: Visit, signed: Snapshot) -> Iterator[Difference]:
    now = snapshot_for(visit, str(signed["language"]))
    then_place, now_place = signed["object"]["name"], now["object"]["name"]
    if then_place != now_place:
        yield Difference("object", visit.number, then_place, now_place)
    before = {work["number"]: work for work in signed["work_orders"]}
    after = {work["number"]: work for work in now["work_orders"]}
    for number in sorted({*before, *after}):
        then, later = _facts(before.get(number)), _facts(after.get(number))
        for what in then | later:
            if then.get(what, "") != later.get(what, ""):
                yield Difference(what, number, then.get(what, ""), later.get(what, ""))


def _facts(work: dict[str, Any] | None) -> dict[str, str]:
    """What of a work order an engineer goes by; nothing of one that is not there."""
    if work is None:
        return {}
    forms = sorted(str(form["title"]) for form in work["checklists"])
    facts = {"words": work["words"], "equipment": work["equipment"], "checklists": ", ".join(forms)}
    return {name: str(value or "") for name, value in facts.items()}


def _crew(visit: Visit) -> str:
    seats = visit.engineers.select_related("engineer__user").order_by("part")
    return ", ".join(seat.engineer.user.name for seat in seats)
