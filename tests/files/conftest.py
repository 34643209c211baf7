"""A visit and a phone that speaks of it, as the phones' face has them."""

from tests.mobile_api.conftest import phone, visit, wire

__all__ = ["phone", "visit", "wire"]
