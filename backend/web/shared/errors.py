"""Words for every no of the house: one sentence a code, in the reader's language.

Each says what happened, what is kept, what to do. Keep the codes in alphabetical order; named
placeholders are filled from the error's context.
"""

from decimal import Decimal
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from backend.documents.figures import money_words
from backend.lib.errors import CalloutError, Refused

WORDS: Final[dict[str, Promise]] = {
    "added-on-site": _("The engineer added this work on site. Look whether it belongs there."),
    "address-not-public": _("Nothing is sent to this address: it is not a public one."),
    "already-approved": _("The client has approved this already."),
    "already-done": _("This was already done. Nothing was changed."),
    "app-too-old": _("This app is too old for the server. Reload it; what waits is kept."),
    "approval-over-limit": _(
        "Whoever approved it may not approve so much at this object. Ask the client."
    ),
    "bad-date": _("This date cannot be used. Choose another one."),
    "before-supply": _("The work was done until %(last)s. Choose that day or a later one."),
    "bic-not-valid": _("This is no BIC: 8 or 11 letters and digits, as the bank writes it."),
    "blank": _("Fill this in."),
    "body-broken-off": _(
        "The connection broke off. Nothing of this part was kept; it is sent again."
    ),
    "body-invalid": _(
        "What the phone sent cannot be read even after the change. Change it again or dismiss it."
    ),
    "body-too-large": _("This is too much at once. Send less; the rest is kept."),
    "busy": _("The server is busy. Nothing was changed; try again in a moment."),
    "call-needed": _("Log the call to the client first: number, time, whether they answered."),
    "check-digit": _(
        "The check digit does not fit the rest: a digit is mistyped. Compare it with the register."
    ),
    "checklist-empty": _("Nothing is asked yet. Add an item first."),
    "checklist-incomplete": _("Required items of the checklist have no answer yet."),
    "checklist-not-json": _("The checklist cannot be read. Check that it is valid JSON."),
    "checklist-shape": _("The checklist does not have the shape it must: %(problem)s"),
    "checklist-unknown": _(
        "The checklist changed in the office meanwhile. The answers are kept for review."
    ),
    "checksum-differs": _("The file arrived damaged and was not taken. Send it again."),
    "clock-implausible": _(
        "The phone's clock cannot be right. The time of arrival here was taken."
    ),
    "clock-unverified": _(
        "The phone's clock was not compared for long. The time is the phone's own."
    ),
    "command-id-reused": _("This was sent before with other content. The first one counts."),
    "condition-not-before": _("A condition may only ask about an item before it (%(item)s)."),
    "condition-too-deep": _("Conditions may be at most %(deepest)s levels deep."),
    "consent-differs": _("The wording that was signed is not the one we offered. Sign again."),
    "consent-hash-differs": _("The wording that was signed is not the one we offered. Sign again."),
    "date-before-last": _(
        "Dates rise with numbers: the last document is of %(last)s. Choose that day or later."
    ),
    "day-changed": _("Somebody changed this day meanwhile. Look at the day again, then repeat."),
    "day-is-past": _("This day is over. Nobody can be sent anywhere on it."),
    "device-revoked": _("This phone is signed out. What waits on it is kept; pair it again."),
    "disk-full": _(
        "The server has no room left for files. Nothing of this file was kept; tell the "
        "administrator, then send it again."
    ),
    "draft-changed": _(
        "Somebody changed the draft meanwhile. This is how it stands now; do it again."
    ),
    "draft-exists": _("The contract already has a draft. Finish that one first."),
    "ends-before-it-begins": _("The end must be after the beginning."),
    "engineer-busy": _(
        "%(engineer)s is already busy: %(times)s. What you chose is kept; choose another time or "
        "engineer."
    ),
    "equal-selectors": _(
        "Two rules say the same thing about the same equipment. Change or remove one."
    ),
    "equipment-moved": _("The engineer says this equipment was moved. Confirm it in the register."),
    "equipment-suggested": _("The engineer suggests a correction of the equipment. Decide on it."),
    "equipment-unknown": _("This equipment is not known here."),
    "examples-red": _(
        "The contract answers an example otherwise than agreed (%(first)s). Nothing was changed; "
        "mend the terms or the example, or say why it shall hold all the same."
    ),
    "file-broken": _("The file cannot be read. Choose another one; the rest is kept."),
    "file-empty": _("The file is empty. Choose another one; the rest is kept."),
    "file-too-big": _("The file is larger than %(limit)s. Choose a smaller one."),
    "file-type": _("Files of this kind are not taken. Use JPEG, PNG, HEIC or WebP."),
    "files-are-media": _("Photos and signatures are added as files, not as an answer."),
    "files-away": _(
        "The file store does not answer. Nothing of this file was kept; try again in a moment."
    ),
    "foreign-work": _("%(number)s belongs to another client. Choose work of the same client."),
    "iban-not-valid": _("This IBAN cannot be right: its check digits or its length do not fit."),
    "id-reused": _("This was already sent with other content. Nothing was changed."),
    "in-future": _("This lies in the future. Enter a time that has passed."),
    "in-use": _("This is in use and stays as it is. Make a new one instead."),
    "info-takes-no-answer": _("This item only informs; it takes no answer."),
    "invalid-transition": _(
        "The visit is no longer in a state that allows this. Look at it again."
    ),
    "item-key-repeated": _("Two items of the checklist have the same key (%(item)s)."),
    "job-reassigned": _(
        "%(number)s was given to another engineer. What you did is kept for review."
    ),
    "key-meant-other": _(
        "Answers given under an earlier version would be read wrongly: it was %(before)s there. "
        "Add a new item instead."
    ),
    "last-administrator": _("Somebody has to stay administrator. Make another one first."),
    "limits-cross": _("%(low)s is above %(high)s: nothing lies between. Mend one of the two."),
    "line-not-approved": _("Only approved lines go on an act. Approve them first."),
    "may-not-approve": _(
        "Your role approves no paid work here. Nothing was approved; ask the administrator."
    ),
    "media-id-reused": _("This photo was already sent with other content. Take it again."),
    "meter-went-back": _(
        "The meter showed %(previous)s before; it cannot go back. Check the reading."
    ),
    "method-unknown": _("This address does not know such a request."),
    "missing": _("Fill this in."),
    "missing-field": _("Fill this in."),
    "na-not-allowed": _("This item needs an answer; it cannot be marked as not applicable."),
    "needs-lead": _("Only the lead engineer of %(number)s can do this."),
    "negative": _("This cannot be less than zero."),
    "net-and-gross": _("Prices with and without VAT cannot stand on one document."),
    "never-open": _("The calendar %(name)s never opens. Give it hours first."),
    "night-needs-both": _("A night has a beginning and an end. Enter both, or neither."),
    "no-contract": _("No contract covers this. Choose standing terms or another object."),
    "no-engineer": _("Only an active engineer has a phone here."),
    "no-place-on-the-map": _("An object has no place on the map. Give it one, then plan again."),
    "no-prices": _("The price list %(name)s has no version valid on %(day)s. Add one first."),
    "no-series": _("There is no numbering for this kind of document. An administrator adds it."),
    "no-standing-terms": _(
        "No contract covers this work and no standing terms are set. Set one of them."
    ),
    "no-such-column": _("The file has no column %(column)s. Take the export as a pattern."),
    "no-tax-treatment": _(
        "No tax treatment fits this line. An administrator adds it in the catalog."
    ),
    "no-work-type": _("There is no kind of work yet. Add one to the catalog."),
    "not-a-currency": _("This is no currency code. Write it like EUR."),
    "not-a-date": _("This is no date. Write it like 2026-11-23."),
    "not-a-list": _("This must be a list."),
    "not-a-moment": _("This is no date and time. Write it as 2026-11-20T17:30."),
    "not-a-number": _("This is no number."),
    "not-a-place": _("This is no place on the map."),
    "not-a-point": _("This is no place on the map."),
    "not-a-price": _("This is no price. Write it like 12.50, with four decimals at most."),
    "not-a-stretch": _("A stretch of time needs a beginning and an end."),
    "not-a-table": _("This is no CSV or XLSX file that can be read; nothing was stored."),
    "not-a-wall-clock": _("This is no time of day. Write it like 08:30."),
    "not-a-weekday": _("This is no day of the week."),
    "not-a-window": _("A window of hours needs a beginning and a later end."),
    "not-after-start": _("The end must be after the beginning."),
    "not-allowed": _("Your role does not allow this. Nothing was changed."),
    "not-an-address": _("This is no mail address. Write it like name@example.com."),
    "not-an-engineer": _("This person's role is not engineer. Change the role first."),
    "not-an-id": _("This is no identifier."),
    "not-an-instant": _("The time needs its zone. Choose the time again."),
    "not-an-object": _("This cannot be read. Check that it is valid JSON."),
    "not-assigned": _("This visit is not yours. It was not applied; the office can see it."),
    "not-base64": _("The file's description cannot be read. Send the file again."),
    "not-decimal": _("This is no number."),
    "not-distinct": _("This stands here twice. Remove one."),
    "not-finite": _("This is no number."),
    "not-for-a-month": _("The price of work is for one late promise; a month needs fees or a sum."),
    "not-found": _("This does not exist, or it is not yours to see."),
    "not-in-order": _("Steps go up, and none twice. Put them in order."),
    "not-in-the-clause": _("The clause does not name this reason. Choose one it names."),
    "not-json": _("This cannot be read. Check that it is valid JSON."),
    "not-of-this-visit": _("This work order does not belong to the visit."),
    "not-ours": _("This company is not one of ours. Choose another one."),
    "not-pass-or-fail": _("Answer with passed or failed."),
    "not-positive": _("This must be more than zero."),
    "not-remote-work": _(
        "%(number)s is done on site; its time belongs to a visit. Nothing was changed."
    ),
    "not-remotely": _("This kind of work cannot be done remotely. Choose another place."),
    "not-seven-days": _("Give the hours of all seven days of the week."),
    "not-sha256": _("The file's checksum cannot be read. Send the file again."),
    "not-storable": _(
        "What the phone sent cannot be stored. It is told apart and kept on the phone."
    ),
    "not-text": _("This is no text."),
    "not-time": _("This is no time. Choose it again."),
    "not-true-or-false": _("Answer with yes or no."),
    "not-valid": _("This cannot be used. Check what was entered."),
    "not-whole": _("This must be a whole number."),
    "not-whole-cents": _("Amounts have two decimals at most."),
    "not-windows": _("Hours are windows, each with a beginning and a later end."),
    "nothing-to-export": _("Every act of this period is exported already. Nothing was changed."),
    "object-and-group": _("A rule names an object or a group, not both (clause %(clause)s)."),
    "object-unknown": _("This object is not known here."),
    "offer-differs": _("What was approved is not what was offered. Propose it again."),
    "offer-sums-differ": _("The lines of the offer do not add up to its price."),
    "only-covered": _("Only a covered clause has a quota. Leave it open, or choose covered."),
    "only-per-unit": _("Only a fee per unit asks for a type. Leave it open, or choose per unit."),
    "opened-on-site": _("The engineer began work before there was a request. Look at it."),
    "option-key-repeated": _("Two choices of one item have the same key (%(item)s)."),
    "option-repeated": _("The same choice was given twice."),
    "other-client": _("This belongs to another client. Choose an object of the same client."),
    "out-of-range": _("This must lie between %(least)s and %(most)s."),
    "outcomes-differ": _("Give every work order of the visit one outcome."),
    "outside-shift": _("This lies outside the shift. Choose another time."),
    "over-hundred": _("This cannot be more than 100."),
    "over-limit": _(
        "%(estimate)s is more than the %(limit)s you may approve. Nothing was "
        "approved; somebody with a higher limit can."
    ),
    "overlap": _("These times overlap. Change one of them."),
    "pair-code": _("This code is unknown, used or too old. Ask the office for another one."),
    "paper-sums-differ": _(
        "The sums on the document do not agree; it was not made. An administrator looks at it."
    ),
    "part-not-counted": _(
        "Only a part of the catalog, in its own unit, is counted in a van. Choose another place."
    ),
    "part-recovered": _("The engineer took an old part back. Put it on record."),
    "part-unknown": _("This part is not in the catalog."),
    "part-use-unknown": _("This use of a part is not known here."),
    "phone-may-speak": _("This phone can send by itself. Nothing was changed."),
    "photo-needed": _("Take a photo first; it shows that nobody could let you in."),
    "picture-too-large": _(
        "The picture has too many pixels. Choose a smaller one; the rest is kept."
    ),
    "place-needed": _("The phone does not know where it is. Allow the place and try again."),
    "plan-cancelled": _("Planning was stopped. The day is as it was."),
    "plan-change-dropped": _(
        "The engineer had begun by the published plan; a later change was dropped."
    ),
    "plan-decided": _(
        "Somebody accepted or discarded this plan meanwhile. Look at the page again."
    ),
    "plan-failed": _("Planning failed. The day is as it was; plan again."),
    "plan-not-taken": _(
        "No worker took this plan for ten minutes. The day is as it was; plan again when one runs."
    ),
    "plan-stale": _("The day changed since this plan was made. Plan again."),
    "plan-timeout": _("Planning took too long and was ended. The day is as it was."),
    "plan-under-way": _("This day is being planned already. Wait for that plan or stop it."),
    "plan-unlawful": _("The plan breaks a rule and was not kept: %(first)s"),
    "plan-went-on": _(
        "Some of its visits were published, moved or begun since. Nothing was undone; "
        "change single visits on the board."
    ),
    "plan-worker-died": _(
        "The worker stopped in the middle of planning. The day is as it was; plan again."
    ),
    "policy-without-target": _("Clause %(clause)s promises nothing yet. Add a target to it."),
    "price-needed": _("The list has no price for “%(line)s”. Set the price or reject the line."),
    "price-twice": _("The same kind and code stand in row %(row)s already."),
    "proposal-unknown": _("This proposal is not known here."),
    "push-in-progress": _("This phone is sending already. It goes on by itself."),
    "push-keys": _("The browser's keys for notices cannot be read. Allow notices again."),
    "reason-needed": _("Give a reason; it is kept in the history."),
    "reason-unknown": _("There is no such reason. Choose one from the list."),
    "registry-digits": _(
        "A registry number of this country has %(first)s or %(second)s digits, and nothing else."
    ),
    "repeated": _("This stands here twice. Remove one."),
    "rescued": _(
        "A phone that may not speak any more handed this over. It counts only when replayed."
    ),
    "same-client": _("The object is this client's already. Choose another one."),
    "scope-changed": _(
        "The work was changed after the engineer was told of it. Look at the difference."
    ),
    "second-person-needed": _("Whoever asked cannot approve it too. Another person decides."),
    "section-full": _("A section takes at most %(most)s items. Add another section."),
    "section-not-empty": _("Only an empty section can be removed, and not the last one."),
    "sequence-fork": _("This phone counts from %(last_seq)s; it sends again by itself."),
    "sequence-gap": _("Something before this has not arrived yet. It is sent again in order."),
    "server-fault": _("Something broke on the server. It is kept; the office can repeat it."),
    "service-hold": _("Service for %(client)s is on hold. A biller can lift the hold."),
    "several-objects": _("One visit goes to one object. Choose work orders of the same object."),
    "several-parties": _(
        "One act has one client, one entity and one currency. Choose fitting lines."
    ),
    "sign-in-needed": _("Nobody is signed in here. Sign in, or use a code of the office."),
    "signature-stale": _("The work changed after what was signed. Look at the difference."),
    "skill-missing": _("The engineer lacks a skill this needs."),
    "snapshot-hash-differs": _(
        "What was signed differs from what the office has. It is kept for review."
    ),
    "snapshot-not-canonical": _("What was signed arrived damaged. Sign again."),
    "snapshot-shape": _("What was signed arrived incomplete. Sign again."),
    "taken": _("This is taken already. Choose another one."),
    "tenures-overlap": _("Its present client has it since %(since)s. Enter a later date."),
    "time-budget": _("This comes next. It is sent again in a moment."),
    "time-unknown": _("This time entry is not known here."),
    "token-idle": _("This phone was silent for too long. Pair it again; what waits is kept."),
    "token-missing": _("This phone is not signed in. Pair it with a code of the office."),
    "token-unknown": _("This phone is not signed in. Pair it with a code of the office."),
    "told-after-the-end": _("This came after the visit had ended. Look whether it counts."),
    "told-after-withdrawal": _("This came after the visit was taken away. Look whether it counts."),
    "too-deep": _("This is nested too deep. Check what was sent."),
    "too-early": _("This is too long ago. Enter a later date."),
    "too-large": _("This is too large."),
    "too-long": _("This is too long: %(limit)s characters at most."),
    "too-long-time": _("One entry lasts at most %(hours)s hours. Split it."),
    "too-many": _("At most %(limit)s."),
    "too-many-decimals": _("This has too many decimals."),
    "too-many-lines": _("The file is too long: %(limit)s rows at most."),
    "too-many-rows": _(
        "The list has more than %(most)s rows, and no file was made. Narrow it with the filters, "
        "then export again."
    ),
    "too-small": _("This is too small: at least %(least)s."),
    "two-prices": _("The price list has two prices for the same thing. Keep one."),
    "two-rates": _("One tax treatment cannot have two rates on a document."),
    "unit-differs": _("This part is counted in %(unit)s."),
    "unknown": _("There is no such choice. Choose one from the list."),
    "unknown-checksum": _("The file's checksum is of a kind we do not know. Send the file again."),
    "unknown-command": _("The server does not know this yet. It is kept for after the upgrade."),
    "unknown-engineer": _("This engineer is not known here."),
    "unknown-field": _("This field is not known."),
    "unknown-item": _("The checklist has no such item (%(item)s)."),
    "unknown-option": _("There is no such choice. Choose one from the list."),
    "unknown-place": _("This place is not known here."),
    "unknown-section": _("This section is not there any more. Look at the page again."),
    "unknown-state": _("This state of an answer is not known."),
    "unknown-work-order": _("This work order is not known here."),
    "unknown-zone": _("This time zone is not known. Write it like Europe/Monaco."),
    "upload-busy": _("This file is being sent already. It goes on by itself."),
    "upload-expired": _("The upload was left too long. Send the file again."),
    "upload-too-long": _("More arrived than was announced. Send the file again."),
    "vat-number-not-valid": _(
        "This VAT number cannot be right for the country. One looks like %(example)s."
    ),
    "version-published": _(
        "Version %(number)s is published and never changes. Begin a new version instead."
    ),
    "visit-clash": _("The engineer is already busy then. Choose another time or engineer."),
    "visit-under-review": _(
        "What the phone sent of %(number)s waits in the review inbox. Nothing was approved; a "
        "dispatcher decides first."
    ),
    "waits-for-itself": _(
        "%(number)s itself waits for this work order, so neither could begin. Nothing was changed."
    ),
    "weak-password": _("This password is too weak. Use ten characters or more, nothing common."),
    "wording-missing": _("It says nothing in this language yet: %(language)s."),
    "work-is-bound": _(
        "Somebody is planned for this request or at work on it. Nothing was moved; take the visit "
        "away first."
    ),
    "work-is-open": _("Work orders of this request are still open. End or cancel them first."),
    "work-is-over": _("%(number)s is over already, so there is nothing to wait for."),
    "wrong-offset": _("The upload lost its place; it goes on from byte %(offset)s."),
    "wrong-state": _("This is no longer possible in the present state. Look at the page again."),
}

# Django and the catalog explain these themselves, in the reader's language.
_EXPLAINED: Final = ("not-valid", "weak-password")


# Amounts of the context, told in its currency as the reader writes money.
_AMOUNTS: Final = {"over-limit": ("estimate", "limit")}


def words_for(error: CalloutError) -> str:
    """The sentence for `error`; a code without one, or short of context, gets the general one."""
    why = error.context.get("why")
    if why and error.code in _EXPLAINED:
        return str(why)
    words = WORDS.get(error.code)
    if words is not None:
        try:
            return str(words) % {**error.context, **_amounts(error)}
        except (KeyError, ValueError, TypeError):
            pass
    return _now("This is not possible now; nothing was changed (%(code)s).") % {"code": error.code}


def words_of_code(code: str) -> str:
    """The sentence for a bare code, of which nothing else was kept; nothing for none."""
    return words_for(Refused(code)) if code else ""


def _amounts(error: CalloutError) -> dict[str, str]:
    said, language = error.context, get_language() or "en"
    return {
        name: money_words(Decimal(str(said[name])), str(said["currency"]), language)
        for name in _AMOUNTS.get(error.code, ())
    }
