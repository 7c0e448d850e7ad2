#!/bin/sh
# Run once by the database container, on an empty volume: the two roles, their passwords, and the database.
set -eu
psql --set ON_ERROR_STOP=1 --username postgres --file /database_roles.sql
psql --set ON_ERROR_STOP=1 --username postgres \
    --set owner_password="$(cat /run/secrets/owner_password)" --set web_password="$(cat /run/secrets/web_password)" <<'SQL'
ALTER ROLE privacyadmin_owner PASSWORD :'owner_password';
ALTER ROLE privacyadmin_web PASSWORD :'web_password';
CREATE DATABASE privacyadmin OWNER privacyadmin_owner;
SQL
