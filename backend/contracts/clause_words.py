"""The words of what stands behind a verdict: a clause, or the code of what spoke in its place."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from backend.contracts.coverage import NOT_LISTED, OTHER_PAYER, STANDING_TERMS, Verdict
from backend.contracts.warranties import REPEAT
from backend.documents.figures import date_words

CODES: dict[str, Promise] = {
    STANDING_TERMS: _("standing terms, no contract"),
    NOT_LISTED: _("not listed in the contract"),
    OTHER_PAYER: _("billed to another payer"),
}


def clause_words(clause: str, verdict: str = "") -> str:
    """What stands behind a verdict, as "clause 3.2" or "until 31 Dec 2026"; empty for no clause.

    A warranty is kept by its last day, with the work order that earned it; one agreed under a
    clause names that.
    """
    if not clause or clause in CODES:
        return str(CODES.get(clause, ""))
    if clause.startswith(REPEAT):
        return _now("repeat of %(number)s") % {"number": clause.removeprefix(REPEAT)}
    if verdict == Verdict.WARRANTY and (day := _last_day(clause)):
        last = date_words(day, get_language() or "en", "medium")
        words = _now("until %(date)s") % {"date": last}
        earned_by = clause.partition(" ")[2]
        return f"{words} ({earned_by})" if earned_by else words
    return _now("clause %(clause)s") % {"clause": clause}


def _last_day(clause: str) -> date | None:
    try:
        return date.fromisoformat(clause.partition(" ")[0])
    except ValueError:
        return None
