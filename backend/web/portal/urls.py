"""Addresses of the client portal."""

from django.urls import path

from backend.web.portal.views import (
    act,
    approvals,
    card,
    contracts,
    objects,
    papers,
    report,
    requests,
    why,
)

app_name = "portal"

urlpatterns = [
    path("", requests.own_list, name="requests"),
    path("new/", report.new, name="new"),
    path("new/choice/", report.choice, name="new-choice"),
    path("new/promise/", report.promise, name="new-promise"),
    path("requests/<uuid:request_id>/", card.request_page, name="request"),
    path("requests/<uuid:request_id>/messages/", card.message, name="message"),
    path("requests/<uuid:request_id>/cancel/", card.cancel, name="cancel"),
    path("requests/<uuid:request_id>/why/", why.why, name="why"),
    path("objects/", objects.own_objects, name="objects"),
    path("contracts/", contracts.own_contracts, name="contracts"),
    path("approvals/", approvals.approvals, name="approvals"),
    path("approvals/<uuid:proposal_id>/", approvals.approve, name="approve"),
    path("approvals/<uuid:proposal_id>/refuse/", approvals.refuse, name="refuse"),
    path("papers/", papers.papers, name="papers"),
    path("papers/acts/<uuid:act_id>/", act.act_page, name="act"),
]
