"""What fields and choices of the firm's own data are called on forms and in lists."""

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backend.accounts.models import Language
from backend.web.shared.choices import CHOICES

LABELS: Final[dict[str, Promise]] = {
    "abilities": _("Skills"),
    "access_hours": _("When we may come"),
    "access_min": _("Minutes from kerb to machine"),
    "acting_on": _("Acting on"),
    "address": _("Address"),
    "after_hours_factor": _("After-hours factor"),
    "approves_up_to": _("Approves up to"),
    "bank": _("Bank"),
    "base": _("Starts at (latitude, longitude)"),
    "base_name": _("Name of the base"),
    "bic": _("BIC"),
    "billable": _("Billable"),
    "calendar": _("Service hours"),
    "category": _("VAT category"),
    "client": _("Client"),
    "client_code": _("Client's own code"),
    "code": _("Code"),
    "contact": _("Contact"),
    "country": _("Country"),
    "currency": _("Currency"),
    "default_minutes": _("Usual minutes"),
    "digits": _("Digits"),
    "email": _("Mail address"),
    "entities": _("Legal entities"),
    "entity": _("Legal entity"),
    "entry_notes": _("How to get in"),
    "equipment_type": _("Equipment type"),
    "finish_before_close": _("Finish before they close"),
    "gets_invoices": _("Gets invoices"),
    "gets_sla_alerts": _("Gets alerts of missed promises"),
    "group": _("Group"),
    "groups": _("Groups"),
    "holiday_factor": _("Holiday factor"),
    "iban": _("IBAN"),
    "inventory_number": _("Inventory number"),
    "is_active": _("In use"),
    "is_ours": _("Our own company"),
    "is_stocked": _("Kept in stock"),
    "kind": _("Kind"),
    "language": _("Language"),
    "latin": _("In Latin letters"),
    "last_number": _("Last number"),
    "legal_texts": _("Words of the law"),
    "line_kind": _("Kind of line"),
    "maker": _("Maker"),
    "minimum_min": _("Least minutes billed"),
    "model": _("Model"),
    "name": _("Name"),
    "names": _("Name"),
    "needs_certificate": _("Needs a certificate"),
    "needs_note": _("Needs a note"),
    "needs_photo": _("Needs a photo"),
    "night_factor": _("Night factor"),
    "night_from": _("Night begins"),
    "night_to": _("Night ends"),
    "object": _("Object"),
    "office_hours": _("Office hours"),
    "our_vat_registered": _("We pay VAT"),
    "ownership": _("Whose it is"),
    "parent": _("Part of"),
    "parking_notes": _("Parking"),
    "part_warranty_days": _("Warranty of parts, days"),
    "password": _("Password"),
    "pauses_clocks": _("Pauses clocks"),
    "phone": _("Phone"),
    "point": _("Place (latitude, longitude)"),
    "post": _("Post"),
    "prefix": _("Prefix"),
    "prepayment": _("Prepayment"),
    "price": _("Price"),
    "price_list": _("Price list"),
    "prices_include_vat": _("Prices include VAT"),
    "rate": _("Rate, %"),
    "rate_class": _("Rate class"),
    "registry_number": _("Registry number"),
    "remote_allowed": _("Can be done remotely"),
    "reports": _("Reports problems"),
    "reset": _("Numbering"),
    "role": _("Role"),
    "rounding_mode": _("Rounding of time"),
    "rounding_step_min": _("Step of billed minutes"),
    "scope": _("For"),
    "serial": _("Serial number"),
    "service_hold": _("Service on hold"),
    "short_name": _("Short name"),
    "signatory_name": _("Who signs"),
    "signatory_post": _("Post of who signs"),
    "signs_acts": _("Signs acts"),
    "signs_reports": _("Signs reports"),
    "skills": _("Skills"),
    "statements": _("Words above the signatures"),
    "starts_from_home": _("Starts from home"),
    "territory": _("Territory"),
    "their_area": _("Where the client is"),
    "their_country": _("Client's country"),
    "their_vat_registered": _("Client pays VAT"),
    "titles": _("Title of the paper"),
    "total_in_words": _("Total in words too"),
    "travel_zone": _("Travel zone"),
    "type": _("Type"),
    "unit": _("Unit"),
    "used_for": _("Used for"),
    "user": _("Sign-in"),
    "valid_from": _("Valid from"),
    "valid_to": _("Valid until"),
    "vat_number": _("VAT number"),
    "vat_registered": _("Pays VAT"),
    "version": _("Version"),
    "warranty_until": _("Warranty until"),
    "whereabouts": _("Where it is"),
    "whose": _("Whose reason"),
    "work_warranty_days": _("Warranty of our work, days"),
    "zone": _("Time zone"),
}

# People have another word for it than things in some languages.
_PERSON: Final = pgettext_lazy("person", "Name")

HELPS: Final[dict[str, Promise]] = {
    "access_hours": _("Like 09:00-12:00, 13:00-18:00. Empty everywhere means any time."),
    "base": _("Like 43.7275, 7.4145."),
    "category": _("By EN 16931: S, Z, E, AE, O."),
    "client_code": _("The shop number their people say."),
    "code": _("Short and never changed; rows are found by it."),
    "country": _("Two letters, like MC."),
    "latin": _("As the company itself spells it; empty stays as above."),
    "line_kind": _("Empty for every kind."),
    "is_active": _("What is out of use is kept, but cannot be chosen."),
    "night_from": _("Both times or neither."),
    "office_hours": _("When our people are sent reminders; none means at any hour."),
    "password": _("Ten characters or more. Empty leaves the present one."),
    "point": _("Like 43.7388, 7.4252."),
    "their_country": _("Two letters; empty for any."),
    "travel_zone": _("The code a price list prices travel by."),
    "zone": _("Like Europe/Monaco."),
}

_OWN_CHOICES: Final[dict[str, dict[str, Promise]]] = {
    "used_for": {
        "wait": pgettext_lazy("reason", "A request waits"),
        "hold": pgettext_lazy("reason", "Work is held"),
        "failed": pgettext_lazy("reason", "A visit fails"),
        "refused": pgettext_lazy("reason", "A visit is declined"),
        "skipped": pgettext_lazy("reason", "An item is skipped"),
        "void": pgettext_lazy("reason", "Something is struck out"),
        "outcome": pgettext_lazy("reason", "Work is not done"),
        "pause": pgettext_lazy("reason", "Work is paused"),
    },
    "whose": {
        "client": pgettext_lazy("reason", "The client's"),
        "us": pgettext_lazy("reason", "Our own"),
        "third": pgettext_lazy("reason", "A third party's"),
        "nature": pgettext_lazy("reason", "Nature's"),
    },
    "ownership": {
        "client": pgettext_lazy("equipment", "The client's"),
        "ours": pgettext_lazy("equipment", "Ours"),
        "leased": pgettext_lazy("equipment", "Leased"),
    },
    "whereabouts": {
        "object": _("At the object"),
        "workshop": _("In the workshop"),
        "van": _("In a van"),
        "stock": _("In stock"),
        "scrap": _("Scrapped"),
    },
    "scope": {
        "client": _("The whole client"),
        "group": _("A group of objects"),
        "object": _("One object"),
    },
    "rounding_mode": CHOICES["rounding_mode"],
    "on_change": CHOICES["on_change"],
    "po_required": CHOICES["po_required"],
    "boundary": {
        "split": _("Split where the hours end"),
        "start": _("Charged as it began"),
    },
    "trip_split": {
        "first": _("All on the first one"),
        "evenly": _("In equal parts"),
        "by_time": _("By the time worked on each"),
    },
    "money_rounding": CHOICES["rounding_mode"],
    "their_area": {
        "home": pgettext_lazy("VAT", "In our country"),
        "eu": pgettext_lazy("VAT", "Elsewhere in the EU"),
        "outside": pgettext_lazy("VAT", "Outside the EU"),
    },
    "line_kind": CHOICES["line_kind"],
    "reset": CHOICES["series_reset"],
    "unit": CHOICES["unit"],
}

# The same field means another thing in these models.
_BY_MODEL: Final[dict[str, dict[str, Any]]] = {
    "legalentity.language": dict(Language.choices),
    "priceitem.kind": CHOICES["price_kind"],
    "documentseries.kind": CHOICES["document_kind"],
}


def label_of(field: str, model: str = "") -> Promise | str:
    """The words beside a field of `model`; its bare name where there are none."""
    if field == "name" and model in ("user", "contact"):
        return _PERSON
    return LABELS.get(field, field)


def choices_of(model: str, field: str) -> dict[str, Any] | None:
    """Words by value for a field that is chosen from a list of ours."""
    return _BY_MODEL.get(f"{model}.{field}") or _OWN_CHOICES.get(field)
