"""A row is locked for its writer, or said not to be there."""

from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from backend.catalog.models import Skill
from backend.database.locking import locked, new_or_locked
from backend.lib.errors import NotFound

pytestmark = pytest.mark.django_db
NOBODY = UUID(int=0)


def test_the_row_is_locked() -> None:
    skill = Skill.objects.create(code="gas", names={"en": "Gas"})
    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        assert locked(Skill, skill.pk) == skill
    assert any("FOR UPDATE" in query["sql"] for query in asked.captured_queries)


def test_what_is_not_there_is_named() -> None:
    with transaction.atomic(), pytest.raises(NotFound, match="skill"):
        locked(Skill, NOBODY)
    with transaction.atomic(), pytest.raises(NotFound, match="trade"):
        new_or_locked(Skill, NOBODY, "trade")


def test_without_an_id_it_is_new() -> None:
    assert new_or_locked(Skill, None)._state.adding
