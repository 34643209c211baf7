"""The tags of the frame around every page and every list, kept by what they show."""

from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from backend.accounts.lists import hidden_columns, kept_views
from backend.accounts.models import Theme, User
from backend.web.shared.kept import kept
from backend.web.shared.navigation import items_for
from backend.web.templatetags import callout

register = template.Library()


@register.simple_tag(takes_context=True)
def me(context: Context) -> SafeString:
    """`{% me %}`: the menu of the signed-in person: who, language, theme, sign out."""
    user = context.get("user")
    if user is None or not user.is_authenticated:
        return SafeString("")
    told = {"name": user.name, "email": user.email, "role": user.role, "theme": user.theme}
    return kept(context, "components/me.html", tuple(told.values()), lambda: {"user": User(**told)})


@register.inclusion_tag("components/theme.html", takes_context=True)
def theme_choice(context: Context) -> dict[str, Any]:
    """`{% theme_choice %}`: light, dark, or as the device is set; kept with the person."""
    told = {name: context.get(name) for name in ("user", "request", "csrf_token")}
    return {"themes": Theme.choices, **told}


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> SafeString:
    """`{% navigation %}`: the links of the signed-in person's role, the present one marked."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if request is None or user is None or not user.is_authenticated:
        return SafeString("")
    items = items_for(user, request.path)
    key = (user.role, next((item.href for item in items if item.current), ""), len(items))
    return kept(context, "components/navigation.html", key, lambda: {"items": items})


@register.simple_tag(takes_context=True)
def list_tools(context: Context) -> SafeString:
    """`{% list_tools %}`: kept views, columns and export of the page's `table`."""
    table = context["table"]
    views = tuple(kept_views(table.user, table.table.page).items())
    key = (*_listed(context), views)
    return kept(context, "components/list_tools.html", key, lambda: {"table": table})


@register.simple_tag(takes_context=True)
def heads(context: Context, *, pick: bool = False, after: str = "") -> SafeString:
    """`{% heads %}`: the head row of the `table` (shared/tables.py) on the page.

    `pick=True` begins it with the box that chooses all rows; `after` is a last head without words,
    told to screen readers only.
    """
    key = (*_listed(context), pick, after)
    shown = {"pick": pick, "after": after}
    return kept(
        context, "components/heads.html", key, lambda: {"columns": _columns(context), **shown}
    )


def _listed(context: Context) -> tuple[Any, ...]:
    """The page's table by its name, and what its reader leaves out of it."""
    table = context["table"]
    return table.table.page, hidden_columns(table.user, table.table.page)


def _columns(context: Context) -> list[dict[str, Any]]:
    listed = context["table"]
    by_itself = listed.table.sorted_by
    sort = listed.sort or by_itself
    return [
        {
            "column": column,
            "link": callout.sort_link(context, column.key, str(column.label), by_itself)
            if column.order
            else "",
            "sorted": {column.key: "ascending", f"-{column.key}": "descending"}.get(sort, ""),
        }
        for column in listed.shown
    ]
