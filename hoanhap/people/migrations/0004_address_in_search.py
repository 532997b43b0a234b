"""Write the words of addresses into the search rows that exist."""

import re
import unicodedata

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BATCH = 5000


def words(address: str) -> list[str]:
    """The distinct words without accents, as people.rules.name_tokens wrote them when this migration was made."""
    bare = "".join(c for c in unicodedata.normalize("NFD", address.lower()) if not unicodedata.combining(c)).replace("đ", "d")
    return list(dict.fromkeys(re.findall(r"[a-z0-9]+", bare)))


def add_addresses(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Batch by batch, so that a large register does not fill the memory."""
    search = apps.get_model("people", "PersonSearch")
    rows = search.objects.exclude(person__address_line="").select_related("person").order_by("pk").iterator(BATCH)
    batch = []
    for row in rows:
        row.pre = [*row.pre, *(f"@{word}"[:120] for word in words(row.person.address_line))]
        batch.append(row)
        if len(batch) == BATCH:
            search.objects.bulk_update(batch, ["pre"])
            batch.clear()
    search.objects.bulk_update(batch, ["pre"])


class Migration(migrations.Migration):
    dependencies = [("people", "0003_identity_and_merging")]
    operations = [migrations.RunPython(add_addresses, migrations.RunPython.noop)]
