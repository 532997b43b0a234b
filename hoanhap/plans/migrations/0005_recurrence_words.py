"""The words of a rhythm that its task may choose from, as rules.Recurrence lists them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0004_answers"),
    ]

    operations = [
        migrations.AlterField(
            model_name="plantask",
            name="recurrence",
            field=models.CharField(
                choices=[
                    ("once", "một lần"),
                    ("weekly", "hằng tuần"),
                    ("monthly", "hằng tháng"),
                    ("quarterly", "hằng quý"),
                    ("half_yearly", "sáu tháng"),
                    ("yearly", "hằng năm"),
                    ("regular", "thường xuyên trong kỳ"),
                ],
                default="once",
                max_length=20,
            ),
        ),
    ]
