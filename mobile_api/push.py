"""Push: a batch is read here and applied by fieldwork.commands; results are put into words."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import Router
from pydantic import ValidationError

from backend.accounts.devices import Unsent
from backend.fieldwork.commands import Batch, apply_batch
from backend.fieldwork.envelope import Sent, is_storable
from backend.fieldwork.happening import PhoneClock
from backend.fieldwork.queries import receipts_after
from backend.fieldwork.results import Result, result_of
from backend.lib.errors import Invalid, Refused
from mobile_api import limits
from mobile_api.problems import sentence_of
from mobile_api.reading import read_object
from mobile_api.schemas import PushAnswer, UnsentIn
from mobile_api.tokens import RescueToken, device_of, in_transaction, on_behalf

router = Router(tags=["push"])

BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/PushIn"}}},
    }
}


@router.post("/commands", response=PushAnswer, openapi_extra=BODY, auth=RescueToken())
@on_behalf
def push(request: HttpRequest) -> HttpResponse:
    """What happened, in order; 200 whenever the batch could be read."""
    batch = read_batch(read_object(request, limits.MOST_COMMAND_BYTES))
    said = apply_batch(device_of(request).id, batch)
    results = [result_row(result) for result in said.results]
    answer = JsonResponse({"results": results, "last_seq": said.last_seq})
    if said.is_deferred:
        answer["Retry-After"] = str(limits.RETRY_AFTER_S)
    return answer


@router.get("/commands", response=PushAnswer)
@in_transaction
def results_again(request: HttpRequest, after_seq: int = 0) -> dict[str, Any]:
    """What became of commands after `after_seq`: for a lost answer or a restored phone."""
    device = device_of(request)
    found = receipts_after(device, max(0, min(after_seq, 2**62)))
    return {
        "results": [result_row(result_of(receipt)) for receipt in found],
        "last_seq": device.last_seq,
    }


def read_batch(raw: dict[str, Any]) -> Batch:
    """The envelope of a push; a command without readable id or seq spoils the whole of it."""
    commands = raw.get("commands")
    if not isinstance(commands, list):
        raise Invalid("commands", "not-a-list")
    if len(commands) > limits.MOST_COMMANDS:
        raise Refused("body-too-large")
    schema = raw.get("schema", 1)
    if not isinstance(schema, int) or isinstance(schema, bool):
        raise Invalid("schema", "not-a-number")
    build = str(raw.get("app_build", ""))[:50]
    return Batch(
        commands=[_sent(place, each) for place, each in enumerate(commands)],
        clock=_clock(raw.get("clock")),
        schema=schema,
        app_build=build if is_storable(build) else "",
        unsent=_unsent(raw.get("unsent")),
    )


def _sent(place: int, raw: Any) -> Sent:
    if not isinstance(raw, dict):
        raise Invalid(f"commands.{place}", "not-an-object")
    seq = raw.get("seq")
    if not isinstance(seq, int) or isinstance(seq, bool) or not 0 < seq < 2**53:
        raise Invalid(f"commands.{place}.seq", "not-a-number")
    try:
        return Sent(UUID(str(raw.get("id"))), seq, raw)
    except ValueError as reason:
        raise Invalid(f"commands.{place}.id", "not-an-id") from reason


def _clock(raw: Any) -> PhoneClock:
    """What cannot be read of the clock counts as never measured."""
    told = raw if isinstance(raw, dict) else {}
    offset: Any = told.get("offset_ms")
    age: Any = told.get("offset_age_s")
    try:
        return PhoneClock(timedelta(milliseconds=offset), timedelta(seconds=max(0, age)))
    except (TypeError, ValueError, OverflowError):
        return PhoneClock()


def _unsent(raw: Any) -> Unsent | None:
    """What stays on the phone after this push; what cannot be read was not told."""
    try:
        told = UnsentIn.model_validate(raw)
    except ValidationError:
        return None
    return Unsent(told.commands, told.media, told.oldest_at)


def result_row(result: Result) -> dict[str, Any]:
    """One result on the wire, its problem in the reader's language."""
    row: dict[str, Any] = {"id": str(result.id), "seq": result.seq, "status": result.status}
    if result.original:
        row["original"] = result_row(result.original)
    if result.versions:
        row["versions"] = result.versions
    if result.warnings:
        row["warnings"] = [{"code": c, "message": sentence_of(c)} for c in result.warnings]
    if result.code:
        row["problem"] = _problem(result)
    if result.review_id:
        row["review_id"] = str(result.review_id)
    return row


def _problem(result: Result) -> dict[str, Any]:
    return {
        "code": result.code,
        "detail": sentence_of(result.code, result.context),
        "errors": [
            {
                "pointer": finding.pointer,
                "code": finding.code,
                "message": sentence_of(finding.code, result.context),
            }
            for finding in result.findings
        ],
    }
