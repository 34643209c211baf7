"""Whom we serve and what stands there."""

from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.clients import actions as clients
from backend.clients import models as client_rows
from backend.clients.tenure import hand_over
from backend.dispatch.models import EngineerWish
from backend.dispatch.people import save_right
from backend.web.administration.registers.register import Register, saved_by
from backend.web.administration.special_forms import ClientForm, ContactForm, ContactRoleForm


def _hand_over(values: dict[str, Any], by: User, row_id: UUID | None) -> Model:
    return hand_over(values["object"].pk, values["client"], on=values["valid_from"], by=by)


CLIENTS: Final = (
    Register(
        slug="clients",
        title=_("Clients"),
        one=_("Client"),
        model=client_rows.Client,
        save=saved_by(clients.save_client, "client_id"),
        fields=("name", "code", "parent", "language", "entities", "service_hold", "is_active"),
        columns=("name", "code", "language", "service_hold", "is_active"),
        search=("name", "code"),
        form=ClientForm,
        children=("contacts", "objects", "object-groups", "engineer-wishes"),
    ),
    Register(
        slug="contacts",
        title=_("Contacts"),
        one=_("Contact"),
        model=client_rows.Contact,
        save=saved_by(clients.save_contact, "contact_id"),
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
        save=saved_by(clients.save_contact_role, "role_id"),
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
        columns=("contact", "scope", "object", "group", "reports", "approves_up_to", "signs_acts"),
        search=("contact__name",),
        form=ContactRoleForm,
        parent="contact",
    ),
    Register(
        slug="objects",
        title=_("Objects"),
        one=_("Object"),
        model=client_rows.ServiceObject,
        save=saved_by(clients.save_object, "object_id"),
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
        children=("equipment", "tenures", "access-rules"),
    ),
    Register(
        slug="access-rules",
        title=_("What is asked at the door"),
        one=_("Access rule"),
        model=client_rows.AccessRule,
        save=saved_by(clients.save_access_rule, "rule_id"),
        fields=("object", "kind", "lead_min", "ordered_by"),
        columns=("object", "kind", "lead_min", "ordered_by"),
        search=("object__name", "object__client_code"),
        why=_("Who has no pass or induction is not sent; nobody comes before it can be ordered."),
        parent="object",
    ),
    Register(
        slug="engineer-wishes",
        title=_("Wishes for engineers"),
        one=_("Wish for an engineer"),
        model=EngineerWish,
        save=saved_by(partial(save_right, EngineerWish), "row_id"),
        fields=("client", "object", "engineer", "kind"),
        columns=("client", "object", "engineer", "kind"),
        search=("client__name", "engineer__user__name"),
        wish=May.KEEP_CREW,
        parent="client",
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
        save=saved_by(clients.save_group, "group_id"),
        fields=("client", "name"),
        columns=("name", "client"),
        search=("name", "client__name"),
    ),
    Register(
        slug="equipment",
        title=_("Equipment"),
        one=_("Piece of equipment"),
        model=client_rows.Equipment,
        save=saved_by(clients.save_equipment, "equipment_id"),
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
