"""Few new rows go as values, many as arrays; what is read again is the same."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.clients.models import ObjectGroup
from backend.database.compiler import FEW
from backend.demo.cast import Cast


def test_it_works(cast: Cast) -> None:
    for count in (2, FEW, FEW + 1):
        names = [f"Group {count}-{number}" for number in range(count)]
        rows = [ObjectGroup(client=cast.hotel, name=name) for name in names]
        with CaptureQueriesContext(connection) as seen:
            ObjectGroup.objects.bulk_create(rows)
        assert ("UNNEST" in seen[0]["sql"]) is (count > FEW)
        found = ObjectGroup.objects.filter(name__startswith=f"Group {count}-")
        assert {group.name for group in found} == set(names)
