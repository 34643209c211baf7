"""The words of what stands behind a verdict: a clause, or the code of what spoke in its place."""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from backend.contracts.coverage import NOT_LISTED, OTHER_PAYER, STANDING_TERMS, Verdict
from backend.documents.figures import date_words

CODES: dict[str, Promise] = {
    STANDING_TERMS: _("standing terms, no contract"),
    NOT_LISTED: _("not listed in the contract"),
    OTHER_PAYER: _("billed to another payer"),
}


def clause_words(clause: str, verdict: str = "") -> str:
    """What stands behind a verdict, as "clause 3.2" or "until 31 Dec 2026"; empty for no clause.

    A warranty of a unit is kept by its last day; other warranties name their clause.
    """
    if not clause or clause in CODES:
        return str(CODES.get(clause, ""))
    if verdict == Verdict.WARRANTY and (day := _last_day(clause)):
        last = date_words(day, get_language() or "en", "medium")
        return _now("until %(date)s") % {"date": last}
    return _now("clause %(clause)s") % {"clause": clause}


def _last_day(clause: str) -> date | None:
    try:
        return date.fromisoformat(clause)
    except ValueError:
        return None
