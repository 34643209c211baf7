"""Words for every no of the house: one sentence a code, in the reader's language.

Each says what happened, what is kept, what to do. Keep the codes in alphabetical order; named
placeholders are filled from the error's context.
"""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from backend.lib.errors import CalloutError

WORDS: Final[dict[str, Promise]] = {
    "already-done": _("This was already done. Nothing was changed."),
    "bad-date": _("This date cannot be used. Choose another one."),
    "blank": _("Fill this in."),
    "checklist-incomplete": _("Required items of the checklist have no answer yet."),
    "day-changed": _("Somebody changed this day meanwhile. Look at the day again, then repeat."),
    "file-broken": _("The file cannot be read. Choose another one; the rest is kept."),
    "file-too-big": _("The file is larger than %(limit)s. Choose a smaller one."),
    "file-type": _("Files of this kind are not taken. Use JPEG, PNG, HEIC or WebP."),
    "in-future": _("This lies in the future. Enter a time that has passed."),
    "no-contract": _("No contract covers this. Choose standing terms or another object."),
    "not-allowed": _("Your role does not allow this. Nothing was changed."),
    "not-found": _("This does not exist, or it is not yours to see."),
    "plan-stale": _("The day changed since this plan was made. Plan again."),
    "reason-needed": _("Give a reason; it is kept in the history."),
    "skill-missing": _("The engineer lacks a skill this needs."),
    "too-early": _("This is too long ago. Enter a later date."),
    "too-long": _("This is too long: %(limit)s characters at most."),
    "too-many": _("At most %(limit)s."),
    "unknown": _("There is no such choice. Choose one from the list."),
    "visit-clash": _("The engineer is already busy then. Choose another time or engineer."),
    "wrong-state": _("This is no longer possible in the present state. Look at the page again."),
}


def words_for(error: CalloutError) -> str:
    """The sentence for `error`; a code without one, or short of context, gets the general one."""
    words = WORDS.get(error.code)
    if words is not None:
        try:
            return str(words) % error.context
        except (KeyError, ValueError, TypeError):
            pass
    return _now("This is not possible now; nothing was changed (%(code)s).") % {"code": error.code}
