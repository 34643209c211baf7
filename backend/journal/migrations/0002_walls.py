"""The application's role gets its rights here, before any row exists; history stays as written."""

from django.db import migrations

GRANTS = """
grant usage on schema public to callout_app;
grant select, insert, update, delete on all tables in schema public to callout_app;
grant usage, select on all sequences in schema public to callout_app;
alter default privileges in schema public
    grant select, insert, update, delete on tables to callout_app;
alter default privileges in schema public grant usage, select on sequences to callout_app;
revoke update, delete on journal_entry from callout_app;
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunSQL(GRANTS, migrations.RunSQL.noop)]
