"""Long answers leave compressed; short ones and answers to POST do not."""

import gzip

import pytest
from django.http import HttpResponse, JsonResponse
from django.test import RequestFactory

from backend.web.middleware import LONG, LongAnswersMiddleware
from tests.web.office import built, signed_in

__all__ = ["built"]
TEXT = "Ice machine A-113. " * (LONG // 19 + 1)


def answered(answer: HttpResponse, method: str = "GET", accepts: str = "br, gzip") -> HttpResponse:
    request = RequestFactory().generic(method, "/", HTTP_ACCEPT_ENCODING=accepts)
    return LongAnswersMiddleware(lambda _request: answer)(request)


def test_a_long_page_is_a_tenth_on_the_way_and_the_same_when_read():
    answer = answered(HttpResponse(TEXT))
    assert answer["Content-Encoding"] == "gzip"
    assert answer["Vary"] == "Accept-Encoding"
    assert len(answer.content) < len(TEXT) / 10
    assert gzip.decompress(answer.content).decode() == TEXT


def test_long_json_is_compressed_and_its_etag_is_weak():
    answer = JsonResponse({"text": TEXT}, headers={"ETag": '"v7"'})
    assert answered(answer)["ETag"] == 'W/"v7"'


@pytest.mark.parametrize(
    ("answer", "asked"),
    [
        (HttpResponse(TEXT[: LONG - 1]), {}),
        (HttpResponse(TEXT), {"method": "POST"}),
        (HttpResponse(TEXT), {"accepts": "br"}),
        (HttpResponse(TEXT, status=422), {}),
        (HttpResponse(TEXT, content_type="application/pdf"), {}),
    ],
)
def test_what_is_sent_as_it_is(answer, asked):
    sent = answered(answer, **asked)
    assert "Content-Encoding" not in sent
    assert sent.content.decode() == TEXT[: len(sent.content)]


@pytest.mark.django_db
@pytest.mark.usefixtures("built")
def test_the_token_against_forged_forms_is_masked_anew_for_each_answer(cast):
    desk = signed_in(cast.dispatcher)
    tokens = {desk.get("/desk/").context["csrf_token"] + "" for _turn in range(3)}
    assert len(tokens) == 3
