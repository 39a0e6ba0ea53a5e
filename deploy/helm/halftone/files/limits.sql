-- What PostgreSQL gives to everybody, taken from the roles of the services. Run by a superuser in the database of the read
-- model, after roles.sh; it can be run again at any time. Local mode and the tests run this very file.

revoke all on schema public from public;

do $$
declare
  called regprocedure;
begin
  -- A role that may only read could still fill the disk with large objects or with messages in the write-ahead log, and hold
  -- the tracker up with the locks that migrations and rebuilds take.
  for called in
    select oid::regprocedure
    from pg_proc
    where pronamespace = 'pg_catalog'::regnamespace
      and proname ~ '^(lo_.*|loread|lowrite|pg_logical_emit_message|pg_(try_)?advisory_.*)$'
  loop
    execute format('revoke execute on function %s from public', called);
    if called::text like '%advisory%' then
      execute format('grant execute on function %s to halftone_tracker', called);
    end if;
  end loop;

  -- The role itself may change these but for the last, so they stop what goes wrong, not who means it.
  execute format('alter role halftone_gateway in database %I set default_transaction_read_only = on', current_database());
  execute format('alter role halftone_gateway in database %I set statement_timeout = ''60s''', current_database());
  execute format('alter role halftone_gateway in database %I set idle_in_transaction_session_timeout = ''60s''', current_database());
  execute format('alter role halftone_gateway in database %I set temp_file_limit = ''1GB''', current_database());
end
$$;
