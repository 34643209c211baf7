"""A line keeps its list price, its amount as priced, and what a person has to settle."""

from django.db import migrations, models

# Until now every price list was without VAT, and the price proposed was that of the list.
KEEP = "update billing_billableline set amount = net, list_price = proposed_price"


class Migration(migrations.Migration):
    dependencies = [("billing", "0002_walls")]
    operations = [
        migrations.AddField(
            "billableline",
            "list_price",
            models.DecimalField(
                decimal_places=4,
                default=0,
                help_text="what it costs anybody, covered or not",
                max_digits=14,
            ),
        ),
        migrations.AddField(
            "billableline", "prices_include_vat", models.BooleanField(default=False)
        ),
        migrations.AddField(
            "billableline",
            "amount",
            models.DecimalField(
                decimal_places=2,
                default=0,
                help_text="gross where prices include VAT, else net",
                max_digits=14,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "billableline",
            "question",
            models.CharField(
                blank=True,
                choices=[("no_price", "No Price"), ("presumed", "Presumed")],
                default="",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            "billableline",
            "clause",
            models.CharField(
                blank=True,
                help_text="a clause or a code of contracts.clause_words",
                max_length=40,
            ),
        ),
        migrations.AlterField(
            "billableline",
            "net",
            models.DecimalField(
                decimal_places=2,
                help_text="without VAT; on an act its share of the net",
                max_digits=14,
            ),
        ),
        migrations.RunSQL(KEEP, migrations.RunSQL.noop),
    ]
