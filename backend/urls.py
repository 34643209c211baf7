"""Every address of the house, face by face."""

from django.urls import include, path

from backend.web.shared import views as shared

urlpatterns = [
    path("api/mobile/v1/", include("mobile_api.urls")),
    path("", shared.front_door, name="front-door"),
    path("livez", shared.livez, name="livez"),
    path("readyz", shared.readyz, name="readyz"),
]
