"""People are found by their birth day when a duplicate is looked for."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0005_number_reasons")]
    operations = [
        migrations.AddIndex(model_name="person", index=models.Index(fields=["birth_date"], name="person_by_birth")),
    ]
