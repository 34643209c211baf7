"""Identifiers: UUIDv7, so rows sort by birth and phones can make their own."""

import uuid

import uuid_utils


def new_id() -> uuid.UUID:
    """A fresh UUIDv7 as the standard library's UUID."""
    return uuid.UUID(int=uuid_utils.uuid7().int)
