#!/bin/sh
# Runs once, when the database container is made: three roles and the database, as in docs/howto/external-database.md.
set -eu
secret() { cat "/run/secrets/$1"; }
psql -v ON_ERROR_STOP=1 -U postgres \
  -v migrator="$(secret migrator_password)" -v app="$(secret app_password)" -v backup="$(secret backup_password)" <<'SQL'
CREATE ROLE opencus_migrator LOGIN PASSWORD :'migrator' BYPASSRLS;
CREATE ROLE opencus_app LOGIN PASSWORD :'app' NOBYPASSRLS;
CREATE ROLE opencus_backup LOGIN PASSWORD :'backup' BYPASSRLS;
ALTER ROLE opencus_backup SET default_transaction_read_only = on;
GRANT pg_read_all_data TO opencus_backup;
CREATE DATABASE opencus OWNER opencus_migrator TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
\c opencus
REVOKE TEMPORARY ON DATABASE opencus FROM PUBLIC;
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER SCHEMA public OWNER TO opencus_migrator;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO opencus_app;
SQL
