"""Contracts and their prices belong to the client they were made with."""

from django.db import migrations

from backend.database.rls import dropped, owned_by_client, owned_through

OF_A_VERSION = ("service", "priorityrule", "slapolicy", "coveragerule", "recurringfee")

# A price list is a client's where a contract of theirs, or our standing terms, name it.
PRICES = """
alter table contracts_pricelist enable row level security;
create policy whose on contracts_pricelist using ((select callout_is_staff())
    or exists (select 1 from contracts_contractversion v where v.price_list_id = contracts_pricelist.id)
    or exists (select 1 from contracts_standingterms t where t.price_list_id = contracts_pricelist.id))
    with check ((select callout_is_staff()));
"""

WALLS = {
    "contracts_contract": owned_by_client("contracts_contract"),
    "contracts_contractversion": owned_through(
        "contracts_contractversion", "contract_id", "contracts_contract"
    ),
    **{
        f"contracts_{name}": owned_through(
            f"contracts_{name}", "version_id", "contracts_contractversion"
        )
        for name in OF_A_VERSION
    },
    "contracts_slatarget": owned_through("contracts_slatarget", "policy_id", "contracts_slapolicy"),
    "contracts_pricelist": PRICES,
    "contracts_pricelistversion": owned_through(
        "contracts_pricelistversion", "price_list_id", "contracts_pricelist"
    ),
    "contracts_priceitem": owned_through(
        "contracts_priceitem", "version_id", "contracts_pricelistversion"
    ),
}


class Migration(migrations.Migration):
    dependencies = [("contracts", "0001_initial"), ("clients", "0002_walls")]
    operations = [migrations.RunSQL(sql, dropped(table)) for table, sql in WALLS.items()]
