"""Checklists: templates, their immutable versions, and the answers given on site."""

from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.utils import timezone

from backend.accounts.models import User
from backend.dispatch.models import VisitWork
from backend.lib.ids import new_id


class ChecklistTemplate(models.Model):
    """A form on site under a stable key; what it asks lives in its versions."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=60, unique=True)
    names = models.JSONField(default=dict)

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


class ChecklistVersion(models.Model):
    """One published definition (checklist/1). A trigger refuses changes after publishing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    template = models.ForeignKey(
        ChecklistTemplate, on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveSmallIntegerField()
    definition = models.JSONField()
    sha256 = models.CharField(max_length=64, unique=True)
    published_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="one_checklist_version")
        ]

    def __str__(self) -> str:
        return f"{self.template_id} v{self.number}"


class Checklist(models.Model):
    """The version a work order of a visit pinned."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit_work = models.ForeignKey(VisitWork, on_delete=models.CASCADE, related_name="checklists")
    version = models.ForeignKey(ChecklistVersion, on_delete=models.PROTECT)
    required = models.BooleanField(default=True)
    submitted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["visit_work", "version"], name="one_checklist_a_work")
        ]

    def __str__(self) -> str:
        return f"{self.version_id} of {self.visit_work_id}"


class Answer(models.Model):
    """One answer; the last wins, earlier ones stay."""

    id = models.UUIDField(primary_key=True, default=new_id)
    checklist = models.ForeignKey(Checklist, on_delete=models.CASCADE, related_name="answers")
    item = models.CharField(max_length=60)
    value = models.JSONField(null=True)
    state = models.CharField(max_length=10)
    note = models.TextField(blank=True)
    media_ids = ArrayField(models.UUIDField(), default=list)
    by = models.ForeignKey(User, on_delete=models.PROTECT)
    captured_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["captured_at", "recorded_at"]

    def __str__(self) -> str:
        return f"{self.item}: {self.state}"
