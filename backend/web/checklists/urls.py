"""Addresses of the checklists' editor."""

from django.urls import path

from backend.web.checklists.views import draft, items, templates

app_name = "checklists"

urlpatterns = [
    path("new/", templates.new, name="new"),
    path("<uuid:template_id>/", templates.template, name="template"),
    path("<uuid:template_id>/draft/", templates.start, name="start"),
    path("<uuid:template_id>/retire/", templates.retire, name="retire"),
    path("versions/<uuid:version_id>/preview/", templates.preview, name="preview"),
    path("drafts/<uuid:version_id>/", draft.draft, name="draft"),
    path("drafts/<uuid:version_id>/publish/", draft.publish, name="publish"),
    path("drafts/<uuid:version_id>/discard/", draft.discard, name="discard"),
    path("drafts/<uuid:version_id>/name/", draft.rename, name="rename"),
    path("drafts/<uuid:version_id>/move/", draft.move, name="move"),
    path("drafts/<uuid:version_id>/sections/", draft.add_section, name="section-add"),
    path("drafts/<uuid:version_id>/sections/<slug:key>/", draft.section, name="section"),
    path(
        "drafts/<uuid:version_id>/sections/<slug:key>/remove/",
        draft.remove_section,
        name="section-remove",
    ),
    path("drafts/<uuid:version_id>/sections/<slug:key>/add/", items.choose, name="item-choose"),
    path(
        "drafts/<uuid:version_id>/sections/<slug:key>/add/<slug:kind>/", items.add, name="item-add"
    ),
    path("drafts/<uuid:version_id>/items/<slug:key>/", items.edit, name="item"),
    path("drafts/<uuid:version_id>/items/<slug:key>/remove/", items.remove, name="item-remove"),
]
