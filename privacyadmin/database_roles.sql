-- The two roles of an installation: the owner migrates; the web owns nothing, so that row-level security binds it.
-- Run by a superuser; may be run again.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'privacyadmin_owner') THEN
        CREATE ROLE privacyadmin_owner LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'privacyadmin_web') THEN
        CREATE ROLE privacyadmin_web LOGIN NOCREATEDB NOSUPERUSER NOBYPASSRLS;
    END IF;
END
$$;
