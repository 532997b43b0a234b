"""The table of Django's database cache (CACHES): counters of failed sign-ins survive a restart and are shared by processes."""

from django.db import migrations

CREATE = """
create table cache_entry (cache_key varchar(255) primary key, value text not null, expires timestamptz not null);
create index cache_entry_expires on cache_entry (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, "drop table cache_entry")]
