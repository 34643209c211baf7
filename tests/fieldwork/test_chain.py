"""The chain by itself: whole, and where it breaks."""

from dataclasses import replace
from datetime import UTC, date, datetime

from backend.fieldwork.chain import BEGINNING, Link, breaks, root_of

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def chain() -> list[tuple[Link, str]]:
    """Three links, each with its name."""
    links: list[tuple[Link, str]] = []
    before = BEGINNING
    for place in (1, 2, 3):
        link = Link("v", place, "photo", f"p{place}", str(place) * 64, before, AT)
        links.append((link, link.sha256))
        before = link.sha256
    return links


def test_it_works() -> None:
    assert not list(breaks(chain()))
    assert not list(breaks([]))


def test_a_changed_content() -> None:
    links = chain()
    links[1] = (replace(links[1][0], content="f" * 64), links[1][1])
    assert list(breaks(links)) == [(2, "link-altered")]


def test_a_changed_link_named_anew_is_told_by_the_next() -> None:
    links = chain()
    forged = replace(links[1][0], content="f" * 64)
    links[1] = (forged, forged.sha256)
    assert list(breaks(links)) == [(3, "link-before")]


def test_a_link_taken_out() -> None:
    links = chain()
    del links[1]
    assert list(breaks(links)) == [(2, "link-missing")]


def test_a_link_cut_off_at_the_end_is_told_by_the_root() -> None:
    links, day = chain(), date(2026, 3, 2)
    assert not list(breaks(links[:2]))
    whole = root_of(day, {"v": links[2][1]}, BEGINNING)
    assert root_of(day, {"v": links[1][1]}, BEGINNING) != whole
