"""What the administrator keeps: one table, a row for each kind, and two views for all of them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backend.accounts.actions import NewUser, change_user, create_user
from backend.accounts.models import Role, User
from backend.accounts.roles import May
from backend.billing.models import DocumentSeries
from backend.billing.series import save_series
from backend.catalog import models as catalog
from backend.catalog.actions import save_catalog_row
from backend.clients import actions as clients
from backend.clients import models as client_rows
from backend.clients.tenure import hand_over
from backend.contracts.actions import (
    add_prices,
    save_price_item,
    save_price_list,
    save_standing_terms,
)
from backend.contracts.models import PriceItem, PriceList, PriceListVersion, StandingTerms
from backend.dispatch.models import Engineer
from backend.dispatch.people import save_engineer
from backend.web.administration.row_forms import RowForm
from backend.web.administration.special_forms import (
    ContactForm,
    ContactRoleForm,
    EngineerForm,
    UserForm,
)

Save = Callable[[dict[str, Any], User, UUID | None], Model]


@dataclass(frozen=True)
class Register:
    """One kind of row: how it is called, listed, typed and saved.

    `columns` and `fields` are names of the model's fields. `parent` is a field that says under
    what the row stands; it is given by the address and never changed. `children` are registers
    shown under a row. Rows of a register that is not `changeable` are only added.
    """

    slug: str
    title: Promise
    one: Promise
    model: type[Model]
    save: Save
    fields: tuple[str, ...]
    columns: tuple[str, ...]
    search: tuple[str, ...] = ()
    wish: May = May.KEEP_CATALOG
    why: Promise | str = ""
    form: type[RowForm] = RowForm
    parent: str = ""
    children: tuple[str, ...] = ()
    changeable: bool = True

    def rows(self) -> "QuerySet[Any]":
        """Every row in an order that pages can lean on, with what the list shows joined in."""
        joined = [f.name for f in self.model._meta.concrete_fields if f.many_to_one or f.one_to_one]
        rows = self.model._default_manager.select_related(*joined)
        if not rows.ordered:
            rows = rows.order_by("pk")
        return rows.exclude(role=Role.SYSTEM) if self.model is User else rows


def _by(action: Callable[..., Model], id_name: str) -> Save:
    """An action as every register calls it: values, who, and the id of a row that changes."""

    def save(values: dict[str, Any], by: User, row_id: UUID | None) -> Model:
        return action(values, by=by, **{id_name: row_id})

    return save


def _catalog(slug: str) -> Save:
    return _by(partial(save_catalog_row, slug), "row_id")


def _save_user(values: dict[str, Any], by: User, row_id: UUID | None) -> Model:
    if row_id is None:
        values.pop("is_active", None)
        return create_user(NewUser(**{**values, "password": values["password"] or None}), by=by)
    kept = User.objects.get(pk=row_id)
    password = values.pop("password")
    changes = {name: value for name, value in values.items() if getattr(kept, name) != value}
    if password:
        changes["password"] = password
    return change_user(row_id, by=by, **changes) if changes else kept


def _save_engineer(values: dict[str, Any], by: User, row_id: UUID | None) -> Model:
    skills = values.pop("abilities", None)
    return save_engineer(values, by=by, engineer_id=row_id, skills=skills)


def _add_prices(values: dict[str, Any], by: User, row_id: UUID | None) -> Model:
    return add_prices(values.pop("price_list").pk, values, by=by)


def _save_item(values: dict[str, Any], by: User, row_id: UUID | None) -> Model:
    return save_price_item(values.pop("version").pk, values, by=by, item_id=row_id)


def _hand_over(values: dict[str, Any], by: User, row_id: UUID | None) -> Model:
    return hand_over(values["object"].pk, values["client"], on=values["valid_from"], by=by)


_NAMED: Final = ("code", "names")

_PEOPLE: Final = (
    Register(
        slug="users",
        title=_("People who sign in"),
        one=_("Person"),
        model=User,
        save=_save_user,
        fields=("name", "email", "role", "language", "zone", "is_active"),
        columns=("name", "email", "role", "language", "zone", "is_active"),
        search=("name", "email"),
        wish=May.KEEP_USERS,
        why=_("What somebody may do follows from the role."),
        form=UserForm,
    ),
    Register(
        slug="engineers",
        title=_("Engineers"),
        one=_("Engineer"),
        model=Engineer,
        save=_save_engineer,
        fields=(
            "user",
            "base_name",
            "base",
            "starts_from_home",
            "zone",
            "territory",
            "phone",
            "rate_class",
            "is_active",
        ),
        columns=("user", "base_name", "territory", "rate_class", "phone", "is_active"),
        search=("user__name", "base_name"),
        wish=May.KEEP_USERS,
        why=_("Where the day starts, what they can do, and when they work."),
        form=EngineerForm,
    ),
)

_CLIENTS: Final = (
    Register(
        slug="clients",
        title=_("Clients"),
        one=_("Client"),
        model=client_rows.Client,
        save=_by(clients.save_client, "client_id"),
        fields=("name", "code", "parent", "language", "entities", "service_hold", "is_active"),
        columns=("name", "code", "language", "service_hold", "is_active"),
        search=("name", "code"),
        children=("contacts", "objects", "object-groups"),
    ),
    Register(
        slug="contacts",
        title=_("Contacts"),
        one=_("Contact"),
        model=client_rows.Contact,
        save=_by(clients.save_contact, "contact_id"),
        fields=("client", "name", "post", "phone", "email", "user", "is_active"),
        columns=("name", "client", "post", "phone", "email", "user", "is_active"),
        search=("name", "email", "client__name"),
        why=_("Who reports, approves and signs for a client."),
        form=ContactForm,
        children=("contact-roles",),
    ),
    Register(
        slug="contact-roles",
        title=_("What contacts may do"),
        one=_("Role of a contact"),
        model=client_rows.ContactRole,
        save=_by(clients.save_contact_role, "role_id"),
        fields=(
            "contact",
            "scope",
            "group",
            "object",
            "reports",
            "approves_up_to",
            "signs_reports",
            "signs_acts",
            "gets_invoices",
            "gets_sla_alerts",
        ),
        columns=("scope", "contact", "object", "group", "reports", "approves_up_to", "signs_acts"),
        search=("contact__name",),
        form=ContactRoleForm,
        parent="contact",
    ),
    Register(
        slug="objects",
        title=_("Objects"),
        one=_("Object"),
        model=client_rows.ServiceObject,
        save=_by(clients.save_object, "object_id"),
        fields=(
            "client",
            "name",
            "client_code",
            "kind",
            "address",
            "point",
            "zone",
            "territory",
            "groups",
            "phone",
            "access_hours",
            "finish_before_close",
            "access_min",
            "entry_notes",
            "parking_notes",
            "is_active",
        ),
        columns=("name", "client_code", "client", "kind", "address", "territory", "is_active"),
        search=("name", "client_code", "address", "client__name"),
        children=("equipment", "tenures"),
    ),
    Register(
        slug="tenures",
        title=_("Whose it was"),
        one=_("Handing over"),
        model=client_rows.ObjectTenure,
        save=_hand_over,
        fields=("object", "client", "valid_from"),
        columns=("valid_from", "valid_to", "client", "object"),
        why=_("From that day on it is the new client's; what was before stays with the former."),
        parent="object",
        changeable=False,
    ),
    Register(
        slug="object-groups",
        title=_("Groups of objects"),
        one=_("Group of objects"),
        model=client_rows.ObjectGroup,
        save=_by(clients.save_group, "group_id"),
        fields=("client", "name"),
        columns=("name", "client"),
        search=("name", "client__name"),
    ),
    Register(
        slug="equipment",
        title=_("Equipment"),
        one=_("Piece of equipment"),
        model=client_rows.Equipment,
        save=_by(clients.save_equipment, "equipment_id"),
        fields=(
            "client",
            "object",
            "type",
            "name",
            "maker",
            "model",
            "serial",
            "inventory_number",
            "ownership",
            "whereabouts",
            "warranty_until",
            "is_active",
        ),
        columns=("name", "serial", "type", "client", "object", "warranty_until", "is_active"),
        search=("name", "serial", "inventory_number", "client__name"),
    ),
)

_PRICES: Final = (
    Register(
        slug="price-lists",
        title=_("Price lists"),
        one=_("Price list"),
        model=PriceList,
        save=_by(save_price_list, "price_list_id"),
        fields=("name", "currency", "prices_include_vat"),
        columns=("name", "currency", "prices_include_vat"),
        search=("name",),
        wish=May.KEEP_CONTRACTS,
        why=_("Lines already drafted keep their price."),
        children=("prices",),
    ),
    Register(
        slug="prices",
        title=_("Prices from a date"),
        one=_("Prices from a date"),
        model=PriceListVersion,
        save=_add_prices,
        fields=(
            "price_list",
            "valid_from",
            "minimum_min",
            "rounding_step_min",
            "rounding_mode",
            "after_hours_factor",
        ),
        columns=(
            "valid_from",
            "price_list",
            "minimum_min",
            "rounding_step_min",
            "rounding_mode",
            "after_hours_factor",
        ),
        wish=May.KEEP_CONTRACTS,
        why=_("New prices begin as a copy of the items valid until then."),
        parent="price_list",
        children=("price-items",),
        changeable=False,
    ),
    Register(
        slug="price-items",
        title=_("Prices"),
        one=_("Price"),
        model=PriceItem,
        save=_save_item,
        fields=("version", "kind", "code", "names", "unit", "price"),
        columns=("kind", "code", "names", "unit", "price"),
        search=("code",),
        wish=May.KEEP_CONTRACTS,
        parent="version",
    ),
    Register(
        slug="standing-terms",
        title=_("Standing terms"),
        one=_("Standing terms of a company"),
        model=StandingTerms,
        save=_by(save_standing_terms, "terms_id"),
        fields=("entity", "price_list", "prepayment"),
        columns=("entity", "price_list", "prepayment"),
        wish=May.KEEP_CONTRACTS,
        why=_("What holds for a client without a contract in force."),
    ),
)

_CATALOG: Final = (
    Register(
        slug="work-types",
        title=_("Kinds of work"),
        one=_("Kind of work"),
        model=catalog.WorkType,
        save=_catalog("work-types"),
        fields=(*_NAMED, "default_minutes", "remote_allowed", "is_active"),
        columns=("names", "code", "default_minutes", "remote_allowed", "is_active"),
        search=("code", "names"),
    ),
    Register(
        slug="skills",
        title=_("Skills"),
        one=_("Skill"),
        model=catalog.Skill,
        save=_catalog("skills"),
        fields=(*_NAMED, "needs_certificate", "is_active"),
        columns=("names", "code", "needs_certificate", "is_active"),
        search=("code", "names"),
    ),
    Register(
        slug="equipment-types",
        title=_("Equipment types"),
        one=_("Equipment type"),
        model=catalog.EquipmentType,
        save=_catalog("equipment-types"),
        fields=(*_NAMED, "skills", "default_minutes", "is_active"),
        columns=("names", "code", "default_minutes", "is_active"),
        search=("code", "names"),
    ),
    Register(
        slug="parts",
        title=_("Parts"),
        one=_("Part"),
        model=catalog.Part,
        save=_catalog("parts"),
        fields=(*_NAMED, "unit", "is_stocked", "is_active"),
        columns=("names", "code", "unit", "is_stocked", "is_active"),
        search=("code", "names"),
    ),
    Register(
        slug="reasons",
        title=_("Reasons"),
        one=_("Reason"),
        model=catalog.Reason,
        save=_catalog("reasons"),
        fields=(
            *_NAMED,
            "used_for",
            "whose",
            "pauses_clocks",
            "billable",
            "needs_photo",
            "needs_note",
            "is_active",
        ),
        columns=("names", "code", "used_for", "whose", "pauses_clocks", "billable", "is_active"),
        search=("code", "names"),
        why=_("Why something waits, is held, fails or is struck out."),
    ),
    Register(
        slug="territories",
        title=_("Territories"),
        one=_("Territory"),
        model=catalog.Territory,
        save=_catalog("territories"),
        fields=(*_NAMED, "travel_zone", "is_active"),
        columns=("names", "code", "travel_zone", "is_active"),
        search=("code", "names"),
    ),
)

_PAPERS: Final = (
    Register(
        slug="legal-entities",
        title=_("Legal entities"),
        one=_("Legal entity"),
        model=catalog.LegalEntity,
        save=_catalog("legal-entities"),
        fields=("short_name", "is_ours", "currency", "zone", "language"),
        columns=("short_name", "is_ours", "currency", "zone"),
        search=("short_name",),
        why=_("Companies on paper, ours and clients'."),
        children=("legal-entity-details",),
    ),
    Register(
        slug="legal-entity-details",
        title=_("Particulars from a date"),
        one=_("Particulars from a date"),
        model=catalog.LegalEntityDetails,
        save=_catalog("legal-entity-details"),
        fields=(
            "entity",
            "valid_from",
            "name",
            "country",
            "registry_number",
            "vat_registered",
            "vat_number",
            "address",
            "iban",
            "bic",
            "bank",
            "signatory_name",
            "signatory_post",
            "acting_on",
        ),
        columns=("valid_from", "name", "country", "registry_number", "vat_number"),
        search=("name", "registry_number"),
        why=_("Papers say what was in force on their date."),
        parent="entity",
    ),
    Register(
        slug="tax-treatments",
        title=_("Tax treatments"),
        one=_("Tax treatment"),
        model=catalog.TaxTreatment,
        save=_catalog("tax-treatments"),
        fields=(
            "code",
            "entity",
            "their_country",
            "their_area",
            "their_vat_registered",
            "our_vat_registered",
            "line_kind",
            "rate",
            "category",
            "legal_texts",
            "valid_from",
            "valid_to",
        ),
        columns=("code", "entity", "rate", "category", "their_area", "valid_from", "valid_to"),
        search=("code",),
        why=_("The row that says most about a line decides; an accountant confirms them."),
    ),
    Register(
        slug="series",
        title=_("Numbering of documents"),
        one=_("Series of numbers"),
        model=DocumentSeries,
        save=_by(save_series, "series_id"),
        fields=("entity", "kind", "prefix", "digits", "reset", "titles", "statements"),
        columns=("entity", "kind", "prefix", "digits", "reset", "last_number"),
        why=_("Numbers have no gap; a series that gave one is not changed any more."),
    ),
)

SECTIONS: Final = (
    (_("People"), _PEOPLE),
    (_("Clients"), _CLIENTS),
    (_("Prices"), _PRICES),
    (_("Catalog"), _CATALOG),
    (_("Companies and papers"), _PAPERS),
)
REGISTERS: Final = {register.slug: register for _words, rows in SECTIONS for register in rows}
