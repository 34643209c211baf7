"""From drafted lines to the export, and a look at the administrator's house."""

import re

from backend.demo.walk.hand import Walk, found, is_pdf, pdf_of, until
from backend.demo.walk.pages import Page, WalkError
from backend.lib.clock import local_date, utc_now


def approve(story: Walk) -> str:
    """The biller agrees with the lines of the visit:"""
    biller = story.people["biller"]
    address = f"/money/lines/?view=judge&q={story.visit}"
    until(lambda: "chosen" in _choices(biller.get(address)), "no lines were drafted")
    page = biller.get(address)
    chosen = page.form("chosen").options["chosen"]
    biller.send(page, "chosen", chosen=chosen, approve="1")
    return f"{len(chosen)} lines of {story.visit}"


def issue(story: Walk) -> str:
    """An act is issued and set as PDF:"""
    biller = story.people["biller"]
    preview = biller.get(_linked(biller.get("/money/ready/"), r"/money/ready/[0-9a-f-]{36}/"))
    act = biller.send(preview, "document_date")
    number = found(r"ACT-[0-9-]+", act)
    # The page lists the service reports too; only this address is the act's own PDF.
    paper = f"/files/acts/{act.url.rstrip('/').rsplit('/', 1)[-1]}/"
    until(lambda: is_pdf(biller.get(paper)), "the act was never set")
    pdf = pdf_of(biller.get(paper))
    return f"{number}, {story.keep(f'{number}.pdf', pdf)}, {len(pdf)} bytes"


def export(story: Walk) -> str:
    """The month is exported:"""
    biller = story.people["biller"]
    today = local_date(utc_now(), "Europe/Monaco")
    made = biller.send(
        biller.get("/money/exports/"),
        "period_from",
        period_from=str(today.replace(day=1)),
        period_to=str(today),
    )
    content = biller.get(made.link("/files/")).content
    rows = content.decode("utf-8-sig").count("\n") - 1
    return f"{story.keep('acts.csv', content)}, {rows} rows"


def administrate(story: Walk) -> str:
    """The administrator finds the steps in the house:"""
    admin = story.people["admin"]
    pages = [link for link in admin.get("/administration/").links if "/administration/" in link]
    for link in sorted(set(pages)):
        admin.get(link)
    return f"{len(set(pages))} pages"


def _choices(page: Page) -> set[str]:
    return {name for form in page.forms for name in form.options}


def _linked(page: Page, pattern: str) -> str:
    for link in page.links:
        if re.match(pattern, link):
            return link
    raise WalkError(f"{page.url} has no link like {pattern}")
