"""What a published version says never changes: PostgreSQL refuses it, whoever asks.

The version's own row, its services, priorities, promises with their targets, quotas, coverage,
fees and penalties, and what these name. The contract's examples are not the version's and may grow;
price lists and calendars have dated versions and changes of their own. A migration that must change
what was published says so by taking the trigger `frozen` of the table away and putting it back.
"""

from django.db import migrations

from backend.database.rls import frozen_whole, frozen_with, thawed

VERSION = "contracts_contractversion"
OF_A_VERSION = (
    "service",
    "priorityrule",
    "slapolicy",
    "quota",
    "coveragerule",
    "recurringfee",
    "penaltyrule",
)
# Rows one step further away, and the clause they belong to.
OF_A_CLAUSE = {
    "slatarget": ("policy_id", "slapolicy"),
    "service_work_types": ("service_id", "service"),
    "service_equipment_types": ("service_id", "service"),
    "service_object_groups": ("service_id", "service"),
    "service_excluded_objects": ("service_id", "service"),
    "coveragerule_excluded_objects": ("coveragerule_id", "coveragerule"),
}


def _through(clause: str) -> str:
    return (
        f"(select c.id, v.published_at from public.contracts_{clause} c"  # noqa: S608
        f" join public.{VERSION} v on v.id = c.version_id)"
    )


FROZEN = {
    VERSION: frozen_whole(VERSION, "published_at"),
    **{
        f"contracts_{name}": frozen_with(
            f"contracts_{name}", "version_id", f"public.{VERSION}", "published_at"
        )
        for name in OF_A_VERSION
    },
    **{
        f"contracts_{name}": frozen_with(f"contracts_{name}", key, _through(clause), "published_at")
        for name, (key, clause) in OF_A_CLAUSE.items()
    },
}


class Migration(migrations.Migration):
    dependencies = [("contracts", "0011_contract_manager")]
    operations = [migrations.RunSQL(sql, thawed(table)) for table, sql in FROZEN.items()]
