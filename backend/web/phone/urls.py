"""Addresses of the engineers' app; everything under /phone/ is one page."""

from django.urls import path
from django.views.generic import RedirectView

from backend.web.phone import views

app_name = "phone"

urlpatterns = [
    path("phone", RedirectView.as_view(url="/phone/", permanent=False), name="door"),
    path("phone/", views.shell, name="shell"),
    path("phone/sw.js", views.service_worker, name="service-worker"),
]
