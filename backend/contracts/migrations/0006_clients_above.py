"""Whose contracts may speak for a client's objects: its own, and those of all above it."""

from django.db import migrations

# Contacts do not see the clients above their own, yet the chain's contract holds for them.
ABOVE = """
create or replace function callout_clients_above(client uuid) returns setof uuid
language plpgsql stable rows 5 security definer set search_path = pg_catalog, public as $$
begin
    return query
    with recursive above(id) as (
        select client
        union
        select c.parent_id from public.clients_client c
        join above a on a.id = c.id where c.parent_id is not null)
    select id from above;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("contracts", "0005_what_contracts_say")]
    operations = [migrations.RunSQL(ABOVE, "drop function if exists callout_clients_above(uuid);")]
