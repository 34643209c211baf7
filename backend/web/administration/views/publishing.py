"""Before a draft holds: what past requests would have got, and what its examples answer. A red one
is overruled only by name."""

from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.accounts.roles import May
from backend.contracts import queries
from backend.contracts.actions import activate_contract
from backend.desk.preview import MOST
from backend.lib.errors import CalloutError, NotFound
from backend.web.administration.row_forms import tell_row
from backend.web.agreements.examples import examples_shown
from backend.web.agreements.preview_columns import PREVIEW, shifts_of
from backend.web.agreements.preview_rows import SHOWS, is_kept, previewed
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.downloads import download, file_asked
from backend.web.shared.toasts import say

PAGE_ROWS = 50


class PublishForm(forms.Form):
    """Why a draft holds although an example says otherwise."""

    despite = forms.CharField(
        label=gettext_lazy("Why it is put in force all the same"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Kept in the history under your name."),
    )


@may(May.KEEP_CONTRACTS)
def publish(request: SignedRequest, version_id: UUID) -> HttpResponse:
    """What the examples say of the draft; POST puts it in force."""
    row = queries.contract_version(request.user, version_id)
    examples = examples_shown(row)
    red = [each for each in examples if not each.is_green]
    form = PublishForm(request.POST if request.method == "POST" else None)
    if not red:
        del form.fields["despite"]
    if request.method == "POST" and form.is_valid():
        try:
            activate_contract(row.pk, by=request.user, despite=form.cleaned_data.get("despite", ""))
        except CalloutError as error:
            tell_row(form, error)
        else:
            say(request, _("Version in force"))
            return redirect("administration:contract", row.contract_id)
    context = {"version": row, "contract": row.contract, "form": form, "examples": examples}
    status = 422 if form.errors else 200
    return render(request, "administration/publish.html", context | {"red": red}, status=status)


@may(May.KEEP_CONTRACTS)
def preview(request: SignedRequest, version_id: UUID) -> HttpResponse:
    """What past requests would have got under the draft: `?show=`, `?sort=`, `?export=`. Until
    the answer is at hand the page says so, and asks for itself again."""
    row = queries.contract_version(request.user, version_id)
    context = {"version": row, "contract": row.contract, "shows": SHOWS, "most": MOST}
    if row.published_at is not None:
        raise NotFound("page")
    if "asked" not in request.GET and not is_kept(request.user, row):
        return render(request, "administration/preview.html", context)
    listed = previewed(request.user, row)
    which = request.GET.get("show", "changed")
    which = which if which in SHOWS else "changed"
    rows = listed.shown(which, request.GET.get("sort", ""))
    if file_asked(request):
        return download(request, "preview", PREVIEW, shifts_of(rows))
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    shown = {"listed": listed, "page_obj": page, "which": which}
    return render(request, "administration/preview.html", context | shown)
