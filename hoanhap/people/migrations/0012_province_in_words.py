"""Who lives in another province is passed over without reading more than the index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0011_words_in_search")]
    operations = [
        migrations.RemoveIndex(model_name="personsearch", name="search_by_words"),
        migrations.AddIndex(
            model_name="personsearch",
            index=models.Index(
                fields=["words", "birth_year"], include=["person", "commune_id", "province_id", "name_key"], name="search_by_words"
            ),
        ),
    ]
