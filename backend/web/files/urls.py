"""The addresses of stored files, and of papers before they are files."""

from django.urls import path

from backend.web.files import papers, views

app_name = "files"

urlpatterns = [
    path("<uuid:file_id>", views.file, name="file"),
    path("acts/<uuid:act_id>/", papers.act, name="act"),
    path("reports/<uuid:report_id>/", papers.report, name="report"),
]
