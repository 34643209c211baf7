"""What a change of a contract's draft did, in the words of the form that made it."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from backend.contracts.pricing import DISCOUNTED
from backend.documents.figures import percent_words
from backend.web.administration.contract_forms import TermsForm
from backend.web.administration.words import choices_of, label_of
from backend.web.shared.choices import choice_word
from backend.web.shared.durations import locale_name
from backend.web.templatetags.quantities import day

_DATES: Final = ("valid_from", "valid_to")


def terms_changed(changed: Mapping[str, Any]) -> Iterator[str]:
    """A line a term, as it was and as it is now; entries of earlier days know only the latter."""
    for name, said in changed.items():
        field = TermsForm.base_fields.get(name)
        label = field.label if field else label_of(name)
        both = said if isinstance(said, list) else [said]
        yield f"{label}: {' → '.join(_words(name, each) for each in both)}"


def _words(name: str, said: Any) -> str:
    if said in (None, "", "None", {}):
        return "–"
    if isinstance(said, bool):
        return _("Yes") if said else _("No")
    if isinstance(said, dict):
        return ", ".join(
            f"{choice_word('line_kind', kind)} {percent_words(Decimal(said[kind]), locale_name())}"
            for kind in DISCOUNTED
            if kind in said
        )
    if name in _DATES:
        return day(date.fromisoformat(said))
    return str((choices_of("", name) or {}).get(said, said))
