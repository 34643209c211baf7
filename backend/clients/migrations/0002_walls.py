"""A contact sees the rows of their own clients, whatever a query forgets."""

from django.db import migrations

from backend.database.rls import (
    DROP_FUNCTIONS,
    FUNCTIONS,
    dropped,
    owned_by_client,
    owned_through,
    staff_only,
)

OURS_OR_MINE = """
alter table catalog_legalentity enable row level security;
create policy whose on catalog_legalentity
    using (is_ours or (select callout_is_staff()) or exists (
        select 1 from clients_client_entities link where link.legalentity_id = catalog_legalentity.id))
    with check ((select callout_is_staff()));
"""

WALLS = {
    "clients_client": owned_by_client("clients_client", "id"),
    "clients_contact": owned_by_client("clients_contact"),
    "clients_objectgroup": owned_by_client("clients_objectgroup"),
    "clients_serviceobject": owned_by_client("clients_serviceobject"),
    "clients_equipment": owned_by_client("clients_equipment"),
    "clients_objecttenure": owned_by_client("clients_objecttenure"),
    "clients_contactrole": owned_through("clients_contactrole", "contact_id", "clients_contact"),
    "clients_equipmentplacement": owned_through(
        "clients_equipmentplacement", "equipment_id", "clients_equipment"
    ),
    "clients_client_entities": owned_through(
        "clients_client_entities", "client_id", "clients_client"
    ),
    "clients_serviceobject_groups": owned_through(
        "clients_serviceobject_groups", "serviceobject_id", "clients_serviceobject"
    ),
    "catalog_legalentity": OURS_OR_MINE,
    "catalog_legalentitydetails": owned_through(
        "catalog_legalentitydetails", "entity_id", "catalog_legalentity"
    ),
    "journal_delivery": staff_only("journal_delivery"),
    "journal_entry": owned_by_client("journal_entry"),
    "files_storedfile": owned_by_client("files_storedfile"),
    "files_upload": staff_only("files_upload"),
}


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0001_initial"),
        ("accounts", "0002_system"),
        ("files", "0001_initial"),
        ("journal", "0002_walls"),
    ]
    operations = [
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        *[migrations.RunSQL(sql, dropped(table)) for table, sql in WALLS.items()],
    ]
