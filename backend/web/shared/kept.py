"""Parts of the frame that come again on every page: written once for what they show.

Menus, navigation and the tools of a list took a third of the time of a page and hardly differ from
one page to the next. What differs by request, its address and its token against forged forms, is
put in afterwards. Everything else a part shows belongs into its `key`.
"""

from collections.abc import Callable, Hashable, Mapping
from typing import Any, Final
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.template import loader
from django.template.context import Context
from django.urls import get_script_prefix
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

# Nobody can type these: they are new in every process.
_ADDRESS: Final = f"address-{uuid4().hex}"
_TOKEN: Final = f"token-{uuid4().hex}"
# Parts kept at most; then they are written anew, the ones asked for first.
_MOST: Final = 2000
_texts: dict[Hashable, str] = {}


class _Anyone:
    """A request as a kept part may look at it: what was asked, not by whom or where."""

    def __init__(self, asked: QueryDict) -> None:
        self.GET = asked

    def get_full_path(self) -> str:
        """Stands for the address of the page."""
        return _ADDRESS


def kept(
    context: Context, name: str, key: Hashable, shown: Callable[[], Mapping[str, Any]]
) -> SafeString:
    """The template of that name with what `shown` answers; the same text for an equal `key`.

    Inside, `request` has the address and the query string alone, which is part of the key.
    """
    request: HttpRequest | None = context.get("request")
    asked = request.GET if request else QueryDict()
    told = (name, get_language(), routes(), asked.urlencode(), key)
    text = _texts.get(told)
    if text is None:
        if len(_texts) >= _MOST:
            _texts.clear()
        values = {**shown(), "request": _Anyone(asked), "csrf_token": _TOKEN}
        text = _texts[told] = loader.render_to_string(name, values)
    address = escape(request.get_full_path()) if request else ""
    token = str(context.get("csrf_token", ""))
    return SafeString(text.replace(_ADDRESS, address).replace(_TOKEN, token))


def routes() -> Hashable:
    """The table of routes that addresses are taken from."""
    return settings.ROOT_URLCONF, get_script_prefix()
