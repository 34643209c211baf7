"""What people write to each other in a request; internal messages stay among staff."""

from typing import Final
from uuid import UUID

from django.db import transaction

from backend.accounts.models import Role, User
from backend.accounts.roles import May, may
from backend.contracts.sla import Target
from backend.desk import clocks
from backend.desk.actions.locked import locked_request
from backend.desk.actions.work import resume_waiting
from backend.desk.models import Message, Request
from backend.desk.queries import requests_visible_to
from backend.journal import kinds
from backend.journal.actions import record
from backend.lib.clock import utc_now
from backend.lib.errors import Invalid, NotFound

LONGEST_MESSAGE: Final = 5000
# The reason a request waits for while the client owes an answer.
_CLIENT: Final = "client"


@transaction.atomic
def send_message(request_id: UUID, text: str, *, by: User, internal: bool = False) -> Message:
    """Write into a request the user may see; NotFound otherwise, or for an internal one by a
    contact.

    The first public answer by a person here stops the response clock and opens the request; an
    answer by the client ends waiting for them.
    """
    request = _conversation(request_id, by, internal)
    if not text.strip():
        raise Invalid("text", "blank")
    if len(text) > LONGEST_MESSAGE:
        raise Invalid("text", "too-long", limit=LONGEST_MESSAGE)
    if "\x00" in text:
        raise Invalid("text", "not-valid")
    message = Message.objects.create(
        request=request, author=by, internal=internal, text=text.strip(), sent_at=utc_now()
    )
    if by.role == Role.CONTACT:
        _heard_from_client(request, message)
    elif not internal:
        answer_given(request, message)
    record(kinds.REQUEST_MESSAGED, request, by=by, internal=internal, message=str(message.pk))
    return message


def answer_given(request: Request, message: Message) -> None:
    """A person here answered the client: a new request opens, its response clock stops."""
    clocks.stop(request, Target.RESPONSE, message.sent_at)
    clocks.updated(request, message.sent_at)
    if request.state == Request.State.NEW:
        request.state = Request.State.OPEN
        request.save(update_fields=["state"])


def _heard_from_client(request: Request, message: Message) -> None:
    waiting_for = request.waiting_for
    if request.state == Request.State.WAITING and waiting_for and waiting_for.code == _CLIENT:
        resume_waiting(request, by=message.author, happened_at=message.sent_at)


def _conversation(request_id: UUID, by: User, internal: bool) -> Request:
    allowed = may(by, May.ANSWER_REQUESTS) or (may(by, May.USE_PORTAL) and not internal)
    if not allowed or not requests_visible_to(by).filter(id=request_id).exists():
        raise NotFound("request")
    return locked_request(request_id)
