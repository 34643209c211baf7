"""Where a contract stands, and the one thing to do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backend.contracts.in_force import last_begun
from backend.contracts.models import Contract, ContractVersion
from backend.web.templatetags.quantities import day

SOON_DAYS: Final = 90
"""So long before its end a contract asks to be renewed."""


@dataclass(frozen=True)
class Standing:
    """What is so, what follows, and the deed that answers it; no `address` where nothing waits."""

    title: str
    text: str
    meaning: str
    address: str = ""
    button: str = ""


def standing_of(contract: Contract, versions: Sequence[ContractVersion], today: date) -> Standing:
    """In the order of urgency: a stop, a draft that waits, an end that comes, else all is well."""
    draft = next((each for each in versions if each.published_at is None), None)
    holding = last_begun(versions, today)
    if contract.state == Contract.State.SUSPENDED:
        text = _("New reports fall under standing terms until it is resumed.")
        return _asks(contract, "resume", _("It is suspended"), text, _("Resume"), "warn")
    if contract.state == Contract.State.TERMINATED:
        text = _("New reports fall under standing terms. What was promised stays promised.")
        return Standing(_("It was ended"), text, "info")
    if contract.state == Contract.State.EXPIRED:
        text = _("New reports fall under standing terms. To go on, draft a new contract.")
        return Standing(_("It has expired"), text, "warn", *_new())
    if draft is not None:
        return _drafted(draft, has_more=len(versions) > 1)
    if holding is None:
        first = min((each.valid_from for each in versions), default=None)
        title = _("It begins on %(day)s") % {"day": day(first)}
        return Standing(title, _("Until then reports fall under what holds now."), "info")
    return _running(contract, holding, versions, today)


def _drafted(draft: ContractVersion, *, has_more: bool) -> Standing:
    words = {"n": draft.number, "day": day(draft.valid_from)}
    title = _("Version %(n)d waits as a draft") % words
    text = _("It would hold from %(day)s. Look it through and put it in force.") % words
    if not has_more:
        text = _("Nothing holds yet. Say what it promises, then put it in force.")
    address = reverse("administration:version", args=[draft.pk])
    return Standing(title, text, "info", address, _("Open the draft"))


def _running(
    contract: Contract,
    holding: ContractVersion,
    versions: Sequence[ContractVersion],
    today: date,
) -> Standing:
    later = [each for each in versions if each.published_at and each.valid_from > today]
    if later:
        title = _("Version %(n)d holds from %(day)s") % {
            "n": later[-1].number,
            "day": day(later[-1].valid_from),
        }
        return Standing(title, _("Until then version %(n)d holds.") % {"n": holding.number}, "good")
    end = holding.valid_to
    if end is None:
        title = _("In force since %(day)s") % {"day": day(holding.valid_from)}
        return Standing(title, _("It has no last day."), "good")
    left = (end - today).days
    if contract.prolongs_itself:
        title = _("In force since %(day)s") % {"day": day(holding.valid_from)}
        text = _("It prolongs itself after %(day)s.") % {"day": day(end)}
        return Standing(title, text, "good")
    if left < 0:
        text = _("The days of grace run. Renew it, or it expires by itself.")
        return _asks(contract, "renew", _("Its last day has passed"), text, _("Renew"), "bad")
    words = ngettext("It ends on %(day)s, in %(n)d day", "It ends on %(day)s, in %(n)d days", left)
    title = words % {"day": day(end), "n": left}
    if left > SOON_DAYS:
        return Standing(title, _("Nothing waits to be done."), "good")
    text = _("Renew it with the prices of the new period, or let it end.")
    return _asks(contract, "renew", title, text, _("Renew"), "warn")


def _asks(
    contract: Contract, deed: str, title: str, text: str, button: str, meaning: str
) -> Standing:
    address = reverse("administration:contract-deed", args=[contract.pk, deed])
    return Standing(title, text, meaning, address, button)


def _new() -> tuple[str, str]:
    return reverse("administration:contract-new"), _("Draft a contract")
