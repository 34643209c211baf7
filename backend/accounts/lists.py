"""How a person likes the look of the house: views of lists kept by name, columns left out, theme.

`User.lists` holds by the name of a list `{"hidden": ["due"], "views": {"Mine": "view=mine"}}`.
It is read with the user and belongs to nobody else, so it costs no query and no history.
"""

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from backend.accounts.models import Theme, User
from backend.lib.errors import Invalid, NotFound, Refused

MOST_VIEWS: Final = 20
_LONGEST_NAME: Final = 40
_LONGEST_QUERY: Final = 1000
_LONGEST_KEY: Final = 40
_MOST_LISTS: Final = 50


def kept_views(user: User, page: str) -> dict[str, str]:
    """The person's views of a list: the query string of each by its name, in the order of names."""
    views: dict[str, str] = _of(user, page).get("views", {})
    return dict(sorted(views.items(), key=lambda view: view[0].casefold()))


def hidden_columns(user: User, page: str) -> frozenset[str]:
    """The keys of the columns the person leaves out of a list."""
    return frozenset(_of(user, page).get("hidden", []))


@transaction.atomic
def keep_view(user_id: UUID, page: str, name: str, query: str) -> User:
    """Keep a view under a name; the same name again means the new one."""
    name = name.strip()
    _check_text("name", name, _LONGEST_NAME)
    _check_text("query", query, _LONGEST_QUERY, may_be_empty=True)
    user = _locked(user_id)
    views = {**kept_views(user, page), name: query}
    if len(views) > MOST_VIEWS:
        raise Refused("too-many", limit=MOST_VIEWS)
    return _write(user, page, views=views)


@transaction.atomic
def drop_view(user_id: UUID, page: str, name: str) -> User:
    """Forget a kept view."""
    user = _locked(user_id)
    views = kept_views(user, page)
    if views.pop(name, None) is None:
        raise NotFound("view")
    return _write(user, page, views=views)


@transaction.atomic
def hide_columns(user_id: UUID, page: str, hidden: Iterable[str]) -> User:
    """Leave these columns out of a list from now on."""
    keys = sorted(set(hidden))
    for key in keys:
        _check_text("hidden", key, _LONGEST_KEY)
    if len(keys) > _MOST_LISTS:
        raise Invalid("hidden", "unknown")
    return _write(_locked(user_id), page, hidden=keys)


@transaction.atomic
def set_theme(user_id: UUID, theme: str) -> User:
    """Read the house in light, in dark, or as the device is set."""
    if theme not in Theme.values:
        raise Invalid("theme", "unknown")
    user = _locked(user_id)
    user.theme = theme
    user.save(update_fields=["theme"])
    return user


def _of(user: User, page: str) -> dict[str, Any]:
    found: dict[str, Any] = user.lists.get(page, {})
    return found


def _locked(user_id: UUID) -> User:
    user: User = User.objects.select_for_update().get(id=user_id)
    return user


def _write(user: User, page: str, **changes: object) -> User:
    _check_text("page", page, _LONGEST_KEY)
    if page not in user.lists and len(user.lists) >= _MOST_LISTS:
        raise Invalid("page", "unknown")
    user.lists = {**user.lists, page: {**_of(user, page), **changes}}
    user.save(update_fields=["lists"])
    return user


def _check_text(field: str, text: str, limit: int, *, may_be_empty: bool = False) -> None:
    if not text and not may_be_empty:
        raise Invalid(field, "blank")
    if len(text) > limit:
        raise Invalid(field, "too-long", limit=limit)
    # PostgreSQL keeps no NUL in JSON.
    if "\x00" in text:
        raise Invalid(field, "not-valid")
