"""A photo named whose bytes never come is counted at once and told after a day, once."""

from datetime import timedelta

import time_machine
from django.core import mail
from django.urls import reverse

from backend.demo.cast import Cast
from backend.dispatch.models import Visit
from backend.fieldwork.missing_media import tell_missing_media
from backend.files.models import StoredFile
from backend.lib.clock import utc_now
from backend.lib.ids import new_id
from tests.onsite import Phone
from tests.web.office import built, signed_in

__all__ = ["built"]


def test_row_media_named_in_a_command_never_arrives(
    cast: Cast, visit: Visit, phone: Phone, built: None
) -> None:
    came = StoredFile.objects.create(
        id=new_id(),
        owner_id=cast.engineer_user.pk,
        sha256="0" * 64,
        size=3,
        mime="image/jpeg",
        path="x",
        verified_at=utc_now(),
    )
    for media_id in (came.id, new_id(), new_id()):
        phone.say("media.attach", visit, media_id=media_id, role="after")
    page = signed_in(cast.dispatcher).get(reverse("day:visit", args=[visit.pk])).text
    assert "1 of 3 photos" in page
    mail.outbox.clear()
    assert tell_missing_media() == 0
    with time_machine.travel(utc_now() + timedelta(hours=25)):
        assert tell_missing_media() == 1
        tell_missing_media()
    letters = [each for each in mail.outbox if cast.dispatcher.email in each.to]
    assert len(letters) == 1
    assert visit.number in letters[0].subject
    assert "Of 3 files" in letters[0].body
