"""The parts of the register that live in the database: it hashes, numbers and guards, so that the web's role need not be trusted."""

# One call per transaction. Sorted by chain, so that two transactions that touch the same schools never wait for each other in a ring.
APPEND = """
CREATE FUNCTION audit_append(entries jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    entry record;
BEGIN
    FOR entry IN
        SELECT (item->>'chain')::uuid AS chain, (item->>'at')::timestamptz AS at, item->>'name' AS name, (item->>'actor')::uuid AS actor,
               item->>'about_type' AS about_type, (item->>'about')::uuid AS about, item->'details' AS details
          FROM jsonb_array_elements(entries) WITH ORDINALITY AS list(item, position)
         ORDER BY 1, position
    LOOP
        LOOP
            WITH head AS (
                UPDATE public.audit_chain_head AS old
                   SET seq = old.seq + 1,
                       previous = old.hash,
                       hash = sha256(old.hash || convert_to(concat_ws('|',
                           entry.chain, old.seq + 1, (extract(epoch FROM entry.at) * 1000000)::bigint, entry.name,
                           coalesce(entry.actor::text, ''), entry.about_type, coalesce(entry.about::text, ''),
                           entry.details::text), 'UTF8'))
                 WHERE old.chain = entry.chain
                RETURNING old.seq, old.previous, old.hash
            )
            INSERT INTO public.audit_event (chain, seq, at, name, actor, about_type, about, details, previous, hash)
            SELECT entry.chain, head.seq, entry.at, entry.name, entry.actor, entry.about_type, entry.about, entry.details,
                   head.previous, head.hash
              FROM head;
            EXIT WHEN FOUND;
            INSERT INTO public.audit_chain_head (chain, seq, previous, hash)
            VALUES (entry.chain, 0, decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex')) ON CONFLICT DO NOTHING;
        END LOOP;
    END LOOP;
END
$$;
REVOKE ALL ON FUNCTION audit_append(jsonb) FROM PUBLIC;
"""
APPEND_BACK = "DROP FUNCTION audit_append(jsonb)"

APPEND_ONLY = """
CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the register only grows' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_event FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
"""
APPEND_ONLY_BACK = "DROP TRIGGER audit_event_append_only ON audit_event; DROP FUNCTION audit_append_only()"

READING = """
CREATE TABLE audit_reading (
    id uuid NOT NULL, at timestamptz NOT NULL, student_id uuid NOT NULL, reader uuid NOT NULL,
    category varchar(8) NOT NULL, "right" varchar(64) NOT NULL, case_id uuid NULL,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);
CREATE INDEX audit_reading_student ON audit_reading (student_id, at DESC);
CREATE INDEX audit_reading_at ON audit_reading (at);
CREATE TABLE audit_reading_default PARTITION OF audit_reading DEFAULT;
CREATE TRIGGER audit_reading_append_only BEFORE UPDATE ON audit_reading FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
"""
READING_BACK = "DROP TABLE audit_reading"

# A month's own table, so that a month that has been kept long enough goes in one step; rows that came early are moved out of the default.
PARTITIONS = """
CREATE FUNCTION audit_reading_partitions(first date, months integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    month date;
    since timestamptz;
    until timestamptz;
    partition text;
    made integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('audit_reading_partitions'));
    FOR number IN 0 .. least(greatest(months, 0), 24) LOOP
        month := (date_trunc('month', first::timestamp) + make_interval(months => number))::date;
        partition := 'audit_reading_' || to_char(month, 'YYYY_MM');
        CONTINUE WHEN to_regclass('public.' || partition) IS NOT NULL;
        since := month::timestamp AT TIME ZONE 'Europe/Amsterdam';
        until := (month + interval '1 month')::timestamp AT TIME ZONE 'Europe/Amsterdam';
        EXECUTE format('CREATE TABLE public.%I (LIKE public.audit_reading)', partition);
        EXECUTE format('WITH moved AS (DELETE FROM public.audit_reading_default WHERE at >= %L AND at < %L RETURNING *)
                        INSERT INTO public.%I SELECT * FROM moved', since, until, partition);
        EXECUTE format('ALTER TABLE public.audit_reading ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)', partition, since, until);
        made := made + 1;
    END LOOP;
    RETURN made;
END
$$;
REVOKE ALL ON FUNCTION audit_reading_partitions(date, integer) FROM PUBLIC;
SELECT audit_reading_partitions(current_date, 3);
"""
PARTITIONS_BACK = "DROP FUNCTION audit_reading_partitions(date, integer)"
