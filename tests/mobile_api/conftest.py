"""The same visit and phone, spoken to over HTTP."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from backend.demo.cast import Cast
from backend.dispatch.models import Visit
from backend.lib.clock import utc_now
from backend.lib.ids import new_id
from tests.onsite import Phone, paired_phone, published_visit

BASE = "/api/mobile/v1"


@pytest.fixture
def visit(cast: Cast) -> Visit:
    return published_visit(cast)


@pytest.fixture
def phone(cast: Cast) -> Phone:
    return paired_phone(cast.engineer)


class Wire:
    """One phone's HTTP."""

    def __init__(self, phone: Phone) -> None:
        self.client = Client(raise_request_exception=False)
        self.phone = phone

    def ask(self, method: str, path: str, body: bytes | str = b"", **headers: str) -> Any:
        told = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        return self.client.generic(
            method,
            BASE + path,
            body,
            content_type=headers.pop("content_type", "application/json"),
            HTTP_AUTHORIZATION=f"Bearer {self.phone.token}",
            **told,
        )

    def push(self, *sent: Any, **more: Any) -> Any:
        commands = [{"id": str(s.id), "seq": s.seq, **s.raw} for s in sent]
        said = {"schema": 1, "app_build": "1", "batch_id": str(new_id()), "commands": commands}
        clock = {"device_now": utc_now().isoformat(), "offset_ms": 0, "offset_age_s": 0}
        return self.ask("POST", "/commands", json.dumps({**said, "clock": clock, **more}))

    def announce(self, content: bytes, mime: str, visit: Visit, **more: str) -> tuple[UUID, Any]:
        media_id = new_id()
        told = {
            "media_id": str(media_id),
            "visit_id": str(visit.id),
            "sha256": hashlib.sha256(content).hexdigest(),
            "mime": mime,
            "role": "after",
            "filename": "photo",
            **more,
        }
        pairs = ",".join(f"{k} {b64encode(v.encode()).decode()}" for k, v in told.items())
        answer = self.ask(
            "POST", "/media/uploads", upload_metadata=pairs, upload_length=str(len(content))
        )
        return media_id, answer

    def patch(self, media_id: UUID, offset: int, chunk: bytes, **headers: str) -> Any:
        digest = b64encode(hashlib.sha256(chunk).digest()).decode()
        return self.ask(
            "PATCH",
            f"/media/uploads/{media_id}",
            chunk,
            upload_offset=str(offset),
            **{"upload_checksum": f"sha256 {digest}", **headers},
        )


@pytest.fixture
def wire(phone: Phone) -> Wire:
    return Wire(phone)


@pytest.fixture
def count_queries(django_assert_num_queries: Callable[..., Any]) -> Callable[..., Any]:
    return django_assert_num_queries
