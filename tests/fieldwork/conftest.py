"""A published visit and the phone of the engineer who goes there."""

import pytest

from backend.demo.cast import Cast
from backend.dispatch.models import Visit
from tests.onsite import Phone, paired_phone, published_visit


@pytest.fixture
def visit(cast: Cast) -> Visit:
    return published_visit(cast)


@pytest.fixture
def phone(cast: Cast) -> Phone:
    return paired_phone(cast.engineer)
