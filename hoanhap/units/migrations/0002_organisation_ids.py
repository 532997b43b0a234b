from django.db import migrations


class Migration(migrations.Migration):
    """Organisations entered on screen are numbered above those that follow from the units (gazetteer.agencies)."""

    dependencies = [("units", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "alter table units_organisation alter column id restart with 1000000000",
            "alter table units_organisation alter column id restart with 1",
        )
    ]
