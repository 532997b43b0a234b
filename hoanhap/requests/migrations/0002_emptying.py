"""Append-only rows of a person are emptied only by `empty_files_of_person`, for a disposal that two people stand for.

The function runs as the owner of the tables; the web role still has no right to change such rows. The triggers let a change through only
while the function is at work, and never on the log.
"""

from django.db import migrations

TABLES = ("cases_caseevent", "documents_paper", "documents_paperfile", "documents_paperevent")
BLANKED = (
    "address", "agency", "basis", "helper", "note", "officer", "place", "recipients", "result_number", "supervisor", "team", "why",
    "witness",
)  # fmt: skip

GUARD = """
create function refuse_change_but_emptying() returns trigger language plpgsql as $$
declare owner name := (select pg_get_userbyid(relowner) from pg_class where oid = tg_relid);
begin
    if current_user = owner and current_setting('hoanhap.emptying', true) = 'on' then
        return case when tg_op = 'DELETE' then old else new end;
    end if;
    raise exception 'rows of % are only added, never changed', tg_table_name using errcode = 'restrict_violation';
end
$$;
"""

EMPTY = f"""
create function empty_files_of_person(person bigint, disposal bigint) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare blanked constant text[] := array[{", ".join(f"'{key}'" for key in BLANKED)}];
begin
    if not exists (
        select from requests_disposal d join requests_disposalitem i on i.disposal_id = d.id join people_person p on p.id = i.person_id
        where d.id = empty_files_of_person.disposal and d.state = 'carried_out' and d.decided_by_id <> d.proposed_by_id
        and (p.id = empty_files_of_person.person
             or p.id = (select m.merged_into_id from people_person m where m.id = empty_files_of_person.person))
    ) then
        raise exception 'no disposal that two people stand for' using errcode = 'insufficient_privilege';
    end if;
    perform set_config('hoanhap.emptying', 'on', true);
    update cases_caseevent e set
        data = e.data
            || coalesce((select jsonb_object_agg(k, '') from unnest(blanked) k where e.data ? k), '{{}}')
            || case when e.data ? 'died_on' then '{{"died_on": null}}'::jsonb else '{{}}'::jsonb end,
        reason = case when e.reason = '' then '' else 'đã tiêu hủy' end
    from cases_case c where e.case_id = c.id and c.person_id = empty_files_of_person.person;
    delete from documents_paperfile f using documents_paper p where f.paper_id = p.id and p.person_id = empty_files_of_person.person;
    update documents_paperevent e set
        recipient = case when e.recipient = '' then '' else 'nơi nhận ' || e.id end,
        reason = case when e.reason = '' then '' else 'đã tiêu hủy' end
    from documents_paper p where e.paper_id = p.id and p.person_id = empty_files_of_person.person;
    update documents_paper p set
        data = '{{"deliver_to": []}}', about = '', signer_name = '' where p.person_id = empty_files_of_person.person;
    perform set_config('hoanhap.emptying', 'off', true);
end
$$;
"""


def _swap(table: str, function: str) -> str:
    return (
        f"drop trigger append_only on {table};"
        f"create trigger append_only before update or delete on {table} for each row execute function {function}();"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("requests", "0001_initial"),
        ("audit", "0002_append_only"),
        ("cases", "0002_append_only"),
        ("documents", "0002_append_only"),
        ("people", "0003_identity_and_merging"),
    ]
    operations = [
        migrations.RunSQL(GUARD, "drop function refuse_change_but_emptying()"),
        *(migrations.RunSQL(_swap(table, "refuse_change_but_emptying"), _swap(table, "refuse_change")) for table in TABLES),
        migrations.RunSQL(EMPTY, "drop function empty_files_of_person(bigint, bigint)"),
    ]
