"""The visit itself, as the phone tells it."""

from typing import Any

from backend.demo.walk import repair
from backend.demo.walk.hand import Walk, found, is_pdf, pdf_of, until
from backend.demo.walk.phone import Phone

PART = "FAN-120"


def arrive(story: Walk) -> str:
    """The engineer sets off, arrives and starts:"""
    visit = _visit(story)
    repair.arrive(story.phone, visit)
    return f"{visit['number']}, {story.phone.seq} commands applied"


def work(story: Walk) -> str:
    """Checklist, photo, part and time:"""
    bundle, _size = story.phone.bundle()
    repair.work(story.phone, bundle, _visit(story), PART)
    return f"{story.phone.seq} commands applied, a photo by tus"


def finish(story: Walk) -> str:
    """The client signs, the visit is complete:"""
    bundle, _size = story.phone.bundle()
    repair.finish(story.phone, bundle, _visit(story))
    until(lambda: _is_quiet(story.phone), "the bundle never settles")
    return f"{story.phone.seq} commands applied, an unchanged bundle answers 304"


def read_the_report(story: Walk) -> str:
    """The worker sets the service report, the client reads it:"""
    contact = story.people["contact"]
    until(lambda: bool(_papers(story)), "no service report")
    number = found(r"SR-\d+", contact.get(story.request_page))
    # The link is there before the paper is; until then it leads to a page that waits for it.
    paper = _papers(story)[0]
    until(lambda: is_pdf(contact.get(paper)), "the service report was never set")
    pdf = pdf_of(contact.get(paper))
    return f"{number}, {story.keep(f'{number}.pdf', pdf)}, {len(pdf)} bytes"


def _is_quiet(phone: Phone) -> bool:
    """Whether a pull and the next one agree; the worker may still be changing the world."""
    phone.bundle()
    return phone.unchanged()


def _papers(story: Walk) -> list[str]:
    """Links to whole files on the request's page; a picture asks for a variant."""
    links = story.people["contact"].get(story.request_page).links
    return [link for link in links if "/files/" in link and "variant" not in link]


def _visit(story: Walk) -> dict[str, Any]:
    """The visit that serves the request, in whatever state it is."""
    bundle, _size = story.phone.bundle()
    return repair.visit_for(bundle, story.request)
