"""A contact may note what they did to their own account, which belongs to no client."""

from django.db import migrations

OWN = """
create policy own_doings on journal_entry
    using (client_id is null
        and actor_id = nullif(current_setting('app.user_id', true), '')::uuid)
    with check (client_id is null
        and actor_id = nullif(current_setting('app.user_id', true), '')::uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("clients", "0002_walls")]
    operations = [migrations.RunSQL(OWN, "drop policy own_doings on journal_entry;")]
