"""Phones of engineers: pair one by a code shown once, and end one."""

from uuid import UUID

import segno
from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from backend.accounts.devices import CODE_LIFETIME, make_pair_code, revoke_device
from backend.accounts.models import User
from backend.accounts.queries import devices
from backend.accounts.roles import May
from backend.dispatch.queries import engineers_visible_to
from backend.lib.clock import utc_now
from backend.lib.errors import NotFound
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.toasts import say

_GROUP = 4


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
    context = {"phones": devices(request.user), "form": PairForm(request.user)}
    return render(request, "desk/phones.html", context)


@may(May.PAIR_DEVICES)
@never_cache
@require_POST
def pair(request: SignedRequest) -> HttpResponse:
    """A code for one engineer's phone; this page is the only place it is ever shown."""
    form = PairForm(request.user, request.POST)
    if not form.is_valid():
        context = {"phones": devices(request.user), "form": form}
        return render(request, "desk/phones.html", context, status=422)
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
def revoke(request: SignedRequest, device_id: UUID) -> HttpResponse:
    """End a phone's token; what waits on the phone stays there."""
    if not devices(request.user).filter(id=device_id).exists():
        raise NotFound("device")
    revoke_device(device_id, by=request.user)
    say(request, _now("Phone revoked; it can send nothing any more"))
    return redirect("desk:phones")
