"""Bytes and what is known of them. Files know their owner's id, never the story around it."""

from django.contrib.gis.db import models
from django.utils import timezone

from backend.lib.ids import new_id


class StoredFile(models.Model):
    """One file: original kept, with a display copy and a thumbnail when it is a picture.

    `id` may be made by a phone (media_id). It is believed only when `verified_at` is set;
    `problem` says why a received file was refused.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    client_id = models.UUIDField(null=True, db_index=True)
    owner_id = models.UUIDField(null=True, db_index=True)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    mime = models.CharField(max_length=100)
    name = models.CharField(max_length=255, blank=True)
    path = models.CharField(max_length=255)
    display_path = models.CharField(max_length=255, blank=True)
    thumb_path = models.CharField(max_length=255, blank=True)
    taken_at = models.DateTimeField(null=True)
    point = models.PointField(geography=True, null=True)
    received_at = models.DateTimeField(default=timezone.now)
    verified_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return self.name or self.sha256[:12]


class Upload(models.Model):
    """A tus upload under way; its id is the media id the phone made."""

    id = models.UUIDField(primary_key=True)
    owner_id = models.UUIDField(db_index=True)
    length = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    mime = models.CharField(max_length=100)
    metadata = models.JSONField(default=dict)
    path = models.CharField(max_length=255)
    started_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.offset} of {self.length} bytes"
