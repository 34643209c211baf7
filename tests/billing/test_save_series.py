"""The series documents are numbered by."""

import pytest

from backend.billing.models import DocumentSeries
from backend.billing.series import save_series
from backend.demo.cast import Cast
from backend.journal.models import Entry
from backend.lib.errors import Invalid, NotFound
from backend.lib.ids import new_id


def told(cast: Cast, **other: object) -> dict[str, object]:
    usual = {"entity": cast.our_entity, "kind": "act", "prefix": "A-", "digits": 4}
    return {**usual, "reset": "never", **other}


def test_it_works(cast: Cast) -> None:
    made = save_series(told(cast), by=cast.administrator)
    assert (made.prefix, made.digits, made.last_number) == ("A-", 4, 0)
    assert Entry.objects.get(subject_id=made.id).actor_id == cast.administrator.id


def test_one_that_gave_no_number_yet_is_changed(cast: Cast) -> None:
    made = save_series(told(cast), by=cast.administrator)
    save_series(told(cast, prefix="ACT-"), by=cast.administrator, series_id=made.id)
    assert DocumentSeries.objects.get().prefix == "ACT-"


@pytest.mark.parametrize(
    ("other", "field"), [({"digits": 0}, "digits"), ({"digits": 11}, "digits")]
)
def test_digits_are_one_to_ten(cast: Cast, other: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        save_series(told(cast, **other), by=cast.administrator)
    assert refused.value.field == field


def test_only_our_own_companies_number(cast: Cast) -> None:
    with pytest.raises(Invalid) as refused:
        save_series(told(cast, entity=cast.hotel.entities.get()), by=cast.administrator)
    assert (refused.value.field, refused.value.code) == ("entity", "not-ours")


def test_one_in_use_stays(cast: Cast) -> None:
    made = save_series(told(cast), by=cast.administrator)
    DocumentSeries.objects.update(last_number=1)
    with pytest.raises(Invalid, match="in-use"):
        save_series(told(cast, prefix="B-"), by=cast.administrator, series_id=made.id)


def test_a_second_of_one_kind_is_refused(cast: Cast) -> None:
    save_series(told(cast), by=cast.administrator)
    with pytest.raises(Invalid, match="taken"):
        save_series(told(cast), by=cast.administrator)


def test_an_unknown_one_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound):
        save_series(told(cast), by=cast.administrator, series_id=new_id())
