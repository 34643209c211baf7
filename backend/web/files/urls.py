"""The address of a stored file."""

from django.urls import path

from backend.web.files import views

app_name = "files"

urlpatterns = [path("<uuid:file_id>", views.file, name="file")]
