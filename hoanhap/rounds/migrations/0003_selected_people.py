"""A round may be of people chosen from the list."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("rounds", "0002_append_only")]
    operations = [
        migrations.AlterField(
            model_name="round",
            name="whom",
            field=models.CharField(
                choices=[
                    ("managed", "Người đang bị quản lý"),
                    ("registered", "Tất cả người trong sổ"),
                    ("selected", "Những người đã chọn trong danh sách"),
                ],
                max_length=12,
            ),
        ),
    ]
