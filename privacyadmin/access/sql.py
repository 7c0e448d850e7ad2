"""What only the database can promise: an approved matrix stays as the board approved it (S1-134)."""

APPROVED_STAYS = """
create or replace function access_approved_matrix_stays() returns trigger language plpgsql as $$
begin
    if exists (select from access_matrixversion where id = old.version_id and approved_at is not null) then
        raise exception 'an approved matrix is not changed: draft a new version' using errcode = 'restrict_violation';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger access_approved_matrix_stays before update or delete on access_matrixcell
    for each row execute function access_approved_matrix_stays();
create trigger access_approved_matrix_stays before update or delete on access_registercell
    for each row execute function access_approved_matrix_stays();
"""
APPROVED_STAYS_BACK = """
drop trigger access_approved_matrix_stays on access_registercell;
drop trigger access_approved_matrix_stays on access_matrixcell;
drop function access_approved_matrix_stays();
"""
