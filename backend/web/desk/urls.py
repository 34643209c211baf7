"""Addresses of the desk."""

from django.urls import path

from backend.web.desk.views import phone_log, phones, planned, queue, requests, review, why, work

app_name = "desk"

urlpatterns = [
    path("", queue.queue, name="queue"),
    path("log/", phone_log.find_object, name="log"),
    path("log/<uuid:object_id>/", phone_log.log_request, name="log-object"),
    path("log/<uuid:object_id>/promise/", phone_log.promise, name="log-promise"),
    path("requests/<uuid:request_id>/", requests.request_page, name="request"),
    path("requests/<uuid:request_id>/messages/", requests.message, name="message"),
    path("requests/<uuid:request_id>/triage/", requests.triage, name="triage"),
    path("requests/<uuid:request_id>/move/", requests.move, name="request-move"),
    path("requests/<uuid:request_id>/why/", why.why, name="why"),
    path("requests/<uuid:request_id>/<slug:name>/", requests.deed, name="request-deed"),
    path("planned/", planned.find_object, name="planned"),
    path("planned/<uuid:object_id>/", planned.plan_at, name="planned-object"),
    path("work/<uuid:work_order_id>/", work.work_page, name="work"),
    path("work/<uuid:work_order_id>/why/", why.why_work, name="work-why"),
    path("work/<uuid:work_order_id>/<slug:name>/", work.deed, name="work-deed"),
    path("review/", review.inbox, name="review"),
    path("review/<uuid:receipt_id>/<slug:name>/", review.deed, name="review-deed"),
    path("phones/", phones.phones, name="phones"),
    path("phones/pair/", phones.pair, name="pair"),
    path("phones/<uuid:device_id>/rescue/", phones.rescue, name="rescue"),
    path("phones/<uuid:device_id>/revoke/", phones.revoke, name="revoke"),
]
