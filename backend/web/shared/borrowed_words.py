"""Words that Django and allauth show on our pages, marked so that our catalogues say them our way.

Nothing reads this list but the gathering of translations: a catalogue of ours goes before theirs.
"""

from typing import Final

from django.utils.translation import gettext_noop as _

BORROWED: Final = (
    _("Current Password"),
    _("Email"),
    _("Forgot your password?"),
    _("New Password"),
    _("New Password (again)"),
    _("Password"),
    _("This field is required."),
)
