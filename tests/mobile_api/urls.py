"""The phones' face alone, as in backend/urls.py."""

from django.urls import include, path

urlpatterns = [path("api/mobile/v1/", include("mobile_api.urls"))]
