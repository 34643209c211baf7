"""The letter an issued act goes out with, to everybody at the client who gets invoices."""

from uuid import UUID, uuid5

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from backend.billing.models import Act
from backend.clients.limits import who_gets_papers
from backend.clients.models import Contact
from backend.documents.figures import date_words, money_words
from backend.files.queries import content_of
from backend.journal import actions as journal
from backend.journal import kinds
from backend.lib.errors import NotFound
from backend.notify.actions import Addressee, Enclosed, tell_address
from backend.notify.letter import in_language_of, letter


def mail_act(act_id: UUID, notice_id: UUID) -> None:
    """Send the act's PDF to the contacts who get invoices, each once; the act is then sent."""
    with transaction.atomic():
        act = Act.objects.select_related("client", "file").get(id=act_id)
        if act.file is None:
            raise NotFound("paper")
        paper = Enclosed(f"{act.number}.pdf", "application/pdf", content_of(act.file))
        letters = [_written(act, contact) for contact in who_gets_papers(act.client_id)]
    for addressee, subject, body in letters:
        own_id = uuid5(notice_id, addressee.address)
        tell_address(own_id, addressee, subject, body, enclosed=paper)
    if letters:
        note_sent(act_id, [addressee.address for addressee, _subject, _body in letters])


@transaction.atomic
def note_sent(act_id: UUID, addresses: list[str]) -> Act:
    """The act has gone out by mail; one that is further on stays as it is."""
    act = Act.objects.select_for_update().get(id=act_id)
    if act.state == Act.State.ISSUED:
        act.state = Act.State.SENT
        act.save(update_fields=["state"])
        journal.record(kinds.ACT_SENT, act, by=None, channel="mail", to=addresses)
    return act


def _written(act: Act, contact: Contact) -> tuple[Addressee, str, str]:
    """To whom, subject and body; the link is for who may sign in."""
    user = contact.user if contact.user and contact.user.is_active else None
    language = user.language if user else act.client.language
    facts = {
        "number": act.number,
        "date": date_words(act.document_date, language),
        "sum": money_words(act.gross, act.currency, language),
    }
    with in_language_of(language):
        subject = _("[%(number)s] Act of %(date)s") % facts
        words = _("Act %(number)s of %(date)s for %(sum)s is enclosed.") % facts
        path = reverse("portal:papers") if user else ""
        body = letter(contact.name, [words], path=path)
    return Addressee(contact.email, language, user, act.client_id), subject, body
