"""From the client's report to a published day and a paired phone."""

import re

from backend.demo.cast import PASSWORD
from backend.demo.walk import repair
from backend.demo.walk.hand import Walk, first, found, until
from backend.demo.walk.pages import Person
from backend.demo.walk.phone import Phone

BAR = "HH-01 Hotel Hermitage, bar"


def sign_in(story: Walk) -> str:
    """Five people sign in:"""
    names = ("contact", "dispatcher", "engineer", "biller", "admin")
    for name in names:
        story.people[name] = Person(story.base, f"{name}@example.com", PASSWORD)
    return ", ".join(names)


def report_a_problem(story: Walk) -> str:
    """The client reports a problem:"""
    contact = story.people["contact"]
    place = contact.get("/portal/new/").form("object_id").labels[BAR]
    page = contact.get(f"/portal/new/?object={place}")
    sent = contact.send(
        page,
        "words",
        object_id=place,
        equipment_id=first(page, "equipment_id"),
        impact="stopped",
        words="The ice machine stands still, the bar cannot open.",
        ask="send",
    )
    story.request, story.request_page = found(r"REQ-\d+", sent), sent.url
    due = re.findall(r' due="([^"]+)"', sent.text)
    return f"{story.request}, due {', '.join(sorted(set(due))[:4])}"


def read_the_confirmation(story: Walk) -> str:
    """The worker confirms by mail:"""
    dispatcher = story.people["dispatcher"]
    until(lambda: story.request in dispatcher.get("/mail/").text, "no confirmation mail")
    return f"a letter about {story.request}"


def triage(story: Walk) -> str:
    """The dispatcher makes a work order of it:"""
    dispatcher = story.people["dispatcher"]
    queue = dispatcher.get(f"/desk/?view=all&q={story.request}")
    story.desk_page = queue.link("/desk/requests/")
    page = dispatcher.get(f"{story.desk_page.rstrip('/')}/triage/")
    form = page.form("work_type_id")
    made = dispatcher.send(
        page,
        "work_type_id",
        work_type_id=form.labels["Repair"],
        checklist_keys=["cold-repair"],
        answer="We are coming.",
    )
    return found(r"WO-\d+", made)


def plan(story: Walk) -> str:
    """OR-Tools plans the day, the dispatcher accepts:"""
    dispatcher = story.people["dispatcher"]
    asked = dispatcher.send(dispatcher.get(f"/day/{story.day}/"), "plan")
    until(lambda: "plan-accept" in _accepting(dispatcher, asked.url), "no proposal")
    proposal = dispatcher.get(asked.url)
    costs = re.findall(r'class="total".*?class="number">([^<]+)<', proposal.text, re.DOTALL)
    changes = len(proposal.form("accept").options["changes"])
    dispatcher.send(proposal, "accept", all="1")
    return f"{changes} changes, cost {costs[0].strip() if costs else 'unknown'}"


def _accepting(dispatcher: Person, url: str) -> str:
    page = dispatcher.get(url)
    return "plan-accept" if any(form.action.endswith("/accept/") for form in page.forms) else ""


def publish(story: Walk) -> str:
    """The day is published:"""
    dispatcher = story.people["dispatcher"]
    dispatcher.send(dispatcher.get(f"/day/{story.day}/publish/"), "version")
    page = dispatcher.get(story.desk_page)
    visit = dispatcher.get(page.link("/day/visits/"))
    phones = dispatcher.get("/desk/phones/")
    people = phones.form("engineer_id").labels
    story.engineer = next((name for name in people if name in visit.text), "")
    story.visit = found(r"VIS-\d+", visit)
    return f"{story.visit} by {story.engineer or 'nobody'}"


def pair(story: Walk) -> str:
    """The engineer pairs a phone and pulls the day:"""
    dispatcher = story.people["dispatcher"]
    phones = dispatcher.get("/desk/phones/")
    chosen = phones.form("engineer_id").labels[story.engineer]
    paired = dispatcher.send(phones, "engineer_id", engineer_id=chosen)
    code = found(r'id="code">([^<]+)<', paired)
    story.phones.append(Phone(story.base, code.strip()))
    bundle, size = story.phone.bundle()
    repair.next_visit(bundle, story.request)
    return f"bundle of {size} bytes, {len(bundle['visits'])} visits"
