"""What all web processes count together: failed sign-ins and the worker's sign of life.

It lives in PostgreSQL, so that sign-in and readiness do not hang on the broker. Losing its rows
in a crash does no harm, hence unlogged. The shape is the one Django's database cache asks for.
"""

from django.db import migrations

TABLE = """
create unlogged table callout_cache (
    cache_key varchar(255) primary key,
    value text not null,
    expires timestamptz not null
);
create index callout_cache_expires on callout_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_how_one_likes_it")]
    operations = [migrations.RunSQL(TABLE, "drop table callout_cache")]
