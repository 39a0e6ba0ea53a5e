#!/bin/sh
# Runs once, when the database is made: the tracker owns the read model, the gateway reads what the tracker's
# migrations grant it. What else they may not do is in limits.sql.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --set database="$POSTGRES_DB" \
  --set tracker_password="$TRACKER_DB_PASSWORD" \
  --set gateway_password="$GATEWAY_DB_PASSWORD" <<'SQL'
create role halftone_tracker login password :'tracker_password';
-- However many gateways there are, the tracker finds a connection.
create role halftone_gateway login connection limit 50 password :'gateway_password';
revoke all on database :"database" from public;
grant connect, create on database :"database" to halftone_tracker;
grant connect on database :"database" to halftone_gateway;
SQL
