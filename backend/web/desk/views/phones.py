"""Phones of engineers: pair one by a code shown once, and end one."""

from typing import Any, Final
from uuid import UUID

import segno
from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from backend.accounts.devices import CODE_LIFETIME, make_pair_code, open_rescue, revoke_device
from backend.accounts.models import Device, User
from backend.accounts.queries import devices
from backend.accounts.roles import May
from backend.dispatch.queries import engineers_visible_to
from backend.lib.clock import utc_now
from backend.lib.errors import NotFound
from backend.web.desk.columns import PHONES
from backend.web.shared.doors import SignedRequest, may, posted_from
from backend.web.shared.list_filters import ListFilter
from backend.web.shared.tables import Column, Listed, Table
from backend.web.shared.toasts import say

_GROUP = 4
TABLE: Final = Table(
    "phones",
    (
        Column("engineer", _("Engineer"), ("user__name",), fixed=True),
        Column("phone", _("Phone"), ("name", "platform")),
        Column("paired", _("Paired"), ("paired_at",)),
        Column("seen", _("Last seen"), ("last_seen_at",)),
        Column("unsent", _("Unsent"), ("oldest_unsent_at",)),
    ),
    sorted_by="-seen",
)


class PairForm(forms.Form):
    """Whose phone it shall be."""

    engineer_id = forms.ChoiceField(label=_("Engineer"))

    def __init__(self, user: User, *args: object) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        self.engineers = {str(each.pk): each for each in engineers_visible_to(user)}
        names = [(key, str(each)) for key, each in self.engineers.items()]
        self.fields["engineer_id"].choices = [("", _now("Choose")), *names]  # type: ignore[attr-defined]


@may(May.PAIR_DEVICES)
def phones(request: SignedRequest) -> HttpResponse:
    """Every phone with its engineer, the most recently seen first."""
    table, filters = TABLE.of(request), ListFilter(request.GET, ("q",), ("", ()))
    rows = table.ordered(_asked(request.user, filters.asked), "-last_seen_at")
    if table.export:
        return table.file(PHONES, rows)
    return _page(request, PairForm(request.user), table, filters, rows)


def _asked(user: User, asked: dict[str, Any]) -> QuerySet[Device]:
    rows, words = devices(user), (asked.get("q") or "").strip()
    named = Q(user__name__icontains=words) | Q(name__icontains=words)
    return rows.filter(named | Q(platform__icontains=words)) if words else rows


def _page(
    request: SignedRequest,
    pairing: PairForm,
    table: Listed,
    filters: ListFilter,
    rows: QuerySet[Device],
) -> HttpResponse:
    context = {"table": table, "form": filters, "page_obj": table.page_of(rows), "pairing": pairing}
    context["now"] = utc_now()
    return render(request, "desk/phones.html", context, status=422 if pairing.errors else 200)


@may(May.PAIR_DEVICES)
@never_cache
@posted_from("desk:phones")
def pair(request: SignedRequest) -> HttpResponse:
    """A code for one engineer's phone; this page is the only place it is ever shown."""
    form = PairForm(request.user, request.POST)
    if not form.is_valid():
        table, filters = TABLE.of(request), ListFilter({}, ("q",), ("", ()))
        return _page(request, form, table, filters, devices(request.user))
    engineer = form.engineers[form.cleaned_data["engineer_id"]]
    code = make_pair_code(engineer.user)
    return render(request, "desk/pair.html", {"engineer": engineer, **_shown(code)})


def _shown(code: str) -> dict[str, object]:
    """The code for eyes and for the camera, and until when it works."""
    link = f"{settings.PUBLIC_URL}/phone/#/pair/{code}"
    picture = segno.make(link, error="m").svg_data_uri(scale=5, border=2)
    until = utc_now() + CODE_LIFETIME
    return {"code": in_groups(code), "link": link, "picture": picture, "until": until}


def in_groups(code: str) -> str:
    """`ABCDEFGH` -> "ABCD EFGH", which a person can read aloud."""
    return " ".join(code[i : i + _GROUP] for i in range(0, len(code), _GROUP))


@may(May.PAIR_DEVICES)
@require_POST
def rescue(request: SignedRequest, device_id: UUID) -> HttpResponse:
    """Let a signed-out phone hand over what it holds; all of it waits in the review inbox."""
    _check_known(request, device_id)
    open_rescue(device_id, by=request.user)
    say(request, _now("The phone may send what it holds for a day; it waits in the review inbox"))
    return redirect("desk:phones")


@may(May.PAIR_DEVICES)
@require_POST
def revoke(request: SignedRequest, device_id: UUID) -> HttpResponse:
    """End a phone's token; what waits on the phone stays there."""
    _check_known(request, device_id)
    revoke_device(device_id, by=request.user)
    say(request, _now("Phone revoked; it can send nothing any more"))
    return redirect("desk:phones")


def _check_known(request: SignedRequest, device_id: UUID) -> None:
    if not devices(request.user).filter(id=device_id).exists():
        raise NotFound("device")
