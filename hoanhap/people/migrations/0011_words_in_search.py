"""Names are looked up by their words in any order with the birth year, identity numbers by the parts that one slip leaves as they are.

Setting words in order is a function, because a generated column takes no sub-query. The parts: people/rules/linkage_blocks.py.
"""

from django.db import migrations, models

FUNCTION = """
create function people_words_in_order(name text) returns text language sql immutable strict parallel safe as $$
    select coalesce(string_agg(word, ' ' order by word collate "C"), '') from unnest(string_to_array(name, ' ')) word
$$
"""
PARTS = (("head", "left({number}, -3)"), ("ends", "(left({number}, -6) || right({number}, 3))"), ("tail", "right({number}, 6)"))
INDEXES = [
    (
        f"create index {name}_by_{part} on {table} ({expression.format(number=number)}) where {when}",
        f"drop index {name}_by_{part}",
    )
    for name, table, number, when in (
        ("person", "people_person", "id_number", "id_number <> ''"),
        ("identity_paper", "people_identitypaper", "number", "withdrawn_at is null"),
    )
    for part, expression in PARTS
]


class Migration(migrations.Migration):
    dependencies = [("people", "0010_number_whole")]
    operations = [
        migrations.RunSQL(FUNCTION, "drop function people_words_in_order(text)"),
        migrations.AddField(
            model_name="personsearch",
            name="words",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(models.F("name_key"), function="people_words_in_order"),
                output_field=models.CharField(max_length=120),
            ),
        ),
        migrations.RemoveIndex(model_name="personsearch", name="search_by_name_key"),
        migrations.AddIndex(
            model_name="personsearch",
            index=models.Index(fields=["words", "birth_year"], include=["person", "commune_id", "name_key"], name="search_by_words"),
        ),
        *(migrations.RunSQL(make, drop) for make, drop in INDEXES),
    ]
