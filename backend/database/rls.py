"""Row-level security as SQL for migrations: the second wall, which holds when a query forgets.

Staff (every role but contact) see all rows of this one company; a contact sees the rows
of their own clients. The functions are SECURITY DEFINER, so they may look up the caller's
role and clients without being stopped by the very policies that ask them.
"""

# A query asks once a table it reads, and PL/pgSQL keeps its plan for the whole session: plain SQL
# would parse and plan the body anew each time, which took most of the time of a short query.
FUNCTIONS = """
create or replace function callout_is_staff() returns boolean
language plpgsql stable security definer set search_path = pg_catalog, public as $$
begin
    return exists (
        select 1 from public.accounts_user
        where id = nullif(current_setting('app.user_id', true), '')::uuid
          and is_active and role <> 'contact');
end $$;
create or replace function callout_client_ids() returns setof uuid
language plpgsql stable rows 10 security definer set search_path = pg_catalog, public as $$
begin
    return query
    select c.client_id from public.clients_contact c
    join public.accounts_user u on u.id = c.user_id
    where c.user_id = nullif(current_setting('app.user_id', true), '')::uuid
      and u.is_active and c.is_active;
end $$;
"""

DROP_FUNCTIONS = """
drop function if exists callout_client_ids();
drop function if exists callout_is_staff();
"""


def owned_by_client(table: str, column: str = "client_id", also: str = "true") -> str:
    """SQL: `table` carries the client's id in `column`; `also` narrows what a contact sees."""
    mine = f"{column} in (select callout_client_ids()) and ({also})"
    return _policy(table, mine)


def owned_through(table: str, foreign_key: str, parent: str, also: str = "true") -> str:
    """SQL: a row of `table` is visible where its `parent` row is (whose own policy decides)."""
    mine = (
        # Names of tables and columns, written in migrations, never input.
        f"exists (select 1 from {parent} parent where parent.id = {table}.{foreign_key})"  # noqa: S608
        f" and ({also})"
    )
    return _policy(table, mine)


def staff_only(table: str) -> str:
    """SQL: no contact ever sees a row of `table`."""
    return _policy(table, "false")


def _policy(table: str, mine: str) -> str:
    return f"""
alter table {table} enable row level security;
drop policy if exists whose on {table};
create policy whose on {table}
    using ((select callout_is_staff()) or ({mine}))
    with check ((select callout_is_staff()) or ({mine}));
"""


def dropped(table: str) -> str:
    """SQL that takes the policy of `table` away again."""
    return (
        f"drop policy if exists whose on {table}; alter table {table} disable row level security;"
    )


def frozen_after(table: str, column: str, kept: list[str]) -> str:
    """SQL: once `column` is not null, a trigger refuses to change any of the `kept` columns."""
    differs = " or ".join(f"new.{name} is distinct from old.{name}" for name in kept)
    return f"""
create or replace function {table}_is_frozen() returns trigger language plpgsql as $$
begin
    if old.{column} is not null and ({differs}) then
        raise exception '{table} is frozen' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger frozen before update on {table}
    for each row execute function {table}_is_frozen();
"""


def thawed(table: str) -> str:
    """SQL that takes the trigger of `frozen_after` away again."""
    return f"drop trigger frozen on {table}; drop function {table}_is_frozen();"


def frozen_whole(table: str, column: str) -> str:
    """SQL: once `column` is not null, a trigger refuses any change of the row, and its removal."""
    return f"""
create or replace function {table}_is_frozen() returns trigger language plpgsql as $$
begin
    if old.{column} is not null and (tg_op = 'DELETE' or new is distinct from old) then
        raise exception '{table} is frozen' using errcode = 'restrict_violation';
    end if;
    return coalesce(new, old);
end $$;
create trigger frozen before update or delete on {table}
    for each row execute function {table}_is_frozen();
"""


def frozen_with(table: str, foreign_key: str, parent: str, column: str) -> str:
    """SQL: no row of `table` is added, changed or removed under a `parent` whose `column` is set.

    `parent` may be a join that gives each parent's id as `parent.id` and the column as
    `parent.<column>`. Security definer: a wall must not hide the parent from its guard.
    """
    return f"""
create or replace function {table}_is_frozen() returns trigger
language plpgsql security definer set search_path = pg_catalog, public as $$
begin
    if (tg_op <> 'UPDATE' or new is distinct from old) and exists (
        select 1 from {parent} parent
        where parent.id in (old.{foreign_key}, new.{foreign_key}) and parent.{column} is not null)
    then
        raise exception '{table} is frozen' using errcode = 'restrict_violation';
    end if;
    return coalesce(new, old);
end $$;
create trigger frozen before insert or update or delete on {table}
    for each row execute function {table}_is_frozen();
"""  # noqa: S608


def never_removed(table: str, column: str) -> str:
    """SQL: once `column` is not null, a trigger refuses to remove the row."""
    return f"""
create or replace function {table}_stays() returns trigger language plpgsql as $$
begin
    if old.{column} is not null then
        raise exception '{table} stays' using errcode = 'restrict_violation';
    end if;
    return old;
end $$;
create trigger stays before delete on {table}
    for each row execute function {table}_stays();
"""


def removable(table: str) -> str:
    """SQL that takes the trigger of `never_removed` away again."""
    return f"drop trigger stays on {table}; drop function {table}_stays();"
