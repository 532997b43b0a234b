"""A wrong list is taken back: the people it brought are erased, their bare codes stay."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0006_people_by_birth")]
    operations = [
        migrations.AddField("person", "withdrawn_at", models.DateTimeField(null=True, blank=True)),
    ]
