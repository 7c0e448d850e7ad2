"""A new version of the matrix: drafted by the coordinator, approved by the board, in force from its day (S1-134)."""
from datetime import timedelta

import pytest
from django.urls import reverse

from privacyadmin import audit
from privacyadmin.access import versions
from privacyadmin.access.catalogue import Category, Reach, Right, Role
from privacyadmin.access.models import MatrixVersion
from privacyadmin.access.scope import resolve
from privacyadmin.access.seed import PO as PO_ROWS
from privacyadmin.access.seed import parse_row
from privacyadmin.workflow import NotAllowed
from tests.factories import NOW, TODAY, pupil, staff

TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def draft(scope_of, coordinator):
    return versions.begin("po", by=scope_of(coordinator), at=NOW)


def office_cells(**changes) -> dict:
    return parse_row(PO_ROWS[Role.OFFICE]) | {Category[name]: cell for name, cell in changes.items()}


def test_a_draft_changes_nobodys_right_until_the_board_approves_it(scope_of, draft, coordinator, board_member, vlieger):
    """DESIGN, question 1; a changed cell is one row, whoever holds the role."""
    noor, office = pupil(vlieger), staff(Role.OFFICE, vlieger)
    by = scope_of(coordinator)
    versions.change_row(draft, Role.OFFICE, office_cells(FIN=None, RES=(Reach.SCHOOL, Right.READ)), by=by, at=NOW)
    versions.propose(draft, valid_from=TODAY + timedelta(days=1), note="results for the office", by=by, at=NOW)
    before = resolve(office, NOW)
    assert before.where(Category.RES).is_nobody
    versions.approve(draft, by=scope_of(board_member), at=NOW)
    assert resolve(office, NOW).where(Category.RES).is_nobody
    after = resolve(office, TOMORROW)
    assert after.where(Category.FIN).is_nobody
    assert after.where(Category.RES).schools == {vlieger.pk}
    assert noor.pk
    names = [event.name for event in audit.trail(draft.pk)]
    assert names == ["matrix.drafted", "matrix.changed", "matrix.proposed", "matrix.approved"]


def test_the_difference_names_each_changed_cell(scope_of, draft, coordinator):
    versions.change_row(
        draft, Role.OFFICE, office_cells(FIN=None, RES=(Reach.SCHOOL, Right.READ)), by=scope_of(coordinator), at=NOW
    )
    assert versions.differences(draft) == [(Role.OFFICE, Category.FIN, "S:rw", "-"), (Role.OFFICE, Category.RES, "-", "S:r")]


def test_there_is_one_draft_at_a_time(scope_of, draft, coordinator):
    assert versions.begin("po", by=scope_of(coordinator), at=NOW) == draft
    assert versions.begin("vo", by=scope_of(coordinator), at=NOW) != draft


def test_what_lies_before_the_board_is_not_changed_until_it_is_sent_back(scope_of, draft, coordinator, board_member):
    by = scope_of(coordinator)
    versions.propose(draft, valid_from=TODAY, note="x", by=by, at=NOW)
    with pytest.raises(NotAllowed):
        versions.change_row(draft, Role.OFFICE, office_cells(), by=by, at=NOW)
    versions.send_back(draft, by=scope_of(board_member), at=NOW)
    versions.change_row(draft, Role.OFFICE, office_cells(), by=by, at=NOW)


def test_an_approved_version_never_changes(scope_of, coordinator):
    approved = MatrixVersion.objects.get(sector="po")
    with pytest.raises(NotAllowed):
        versions.change_row(approved, Role.OFFICE, office_cells(), by=scope_of(coordinator), at=NOW)


def test_nobody_but_the_boards_coordinator_drafts_and_nobody_but_the_board_approves(scope_of, draft, coordinator, board_member, vlieger):
    for role in (Role.DIRECTOR, Role.COORDINATOR, Role.ICT, Role.FG_CONTACT):
        with pytest.raises(NotAllowed):
            versions.begin("po", by=scope_of(staff(role, vlieger)), at=NOW)
    versions.propose(draft, valid_from=TODAY, note="x", by=scope_of(coordinator), at=NOW)
    with pytest.raises(NotAllowed):
        versions.approve(draft, by=scope_of(coordinator), at=NOW)
    versions.approve(draft, by=scope_of(board_member), at=NOW)
    with pytest.raises(NotAllowed):
        versions.approve(draft, by=scope_of(board_member), at=NOW)


def test_a_matrix_never_begins_in_the_past(scope_of, draft, coordinator, board_member):
    by = scope_of(coordinator)
    with pytest.raises(NotAllowed):
        versions.propose(draft, valid_from=TODAY - timedelta(days=1), note="x", by=by, at=NOW)
    versions.propose(draft, valid_from=TODAY, note="x", by=by, at=NOW)
    versions.approve(draft, by=scope_of(board_member), at=TOMORROW)
    draft.refresh_from_db()
    assert draft.valid_from == TODAY + timedelta(days=1)


def test_no_version_lets_the_ict_manager_or_a_handler_see_what_the_policy_closes(scope_of, draft, coordinator):
    """SETTLED 9, 11."""
    by = scope_of(coordinator)
    for role, category in ((Role.ICT, Category.ID), (Role.REQUEST_HANDLER, Category.MED)):
        with pytest.raises(NotAllowed):
            versions.change_row(draft, role, {category: (Reach.CASE, Right.READ)}, by=by, at=NOW)


def test_coordinator_and_board_do_it_all_in_the_browser(sign_in, coordinator, board_member):
    office = sign_in(coordinator)
    assert office.get(reverse("access:matrix", args=["vo"])).status_code == 200
    assert office.post(reverse("access:begin", args=["vo"])).url == reverse("access:draft", args=["vo"])
    page = office.get(reverse("access:draft_row", args=["vo", Role.DEAN]))
    cells = {name: field.initial or page.context["form"].initial[name] for name, field in page.context["form"].fields.items()}
    office.post(reverse("access:draft_row", args=["vo", Role.DEAN]), cells)
    assert not audit.trail(versions.draft_of("vo").pk)[1:], "a row that is as it was is no change"
    assert office.post(reverse("access:draft_row", args=["vo", Role.DEAN]), cells | {"FAM": "S:r"}).status_code == 302
    proposal = {"valid_from": TODAY, "note": "family for the careers adviser"}
    assert office.post(reverse("access:draft", args=["vo"]), proposal).status_code == 302
    at_the_board = sign_in(board_member)
    assert "S:r" in at_the_board.get(reverse("access:draft", args=["vo"])).content.decode()
    versions.approve(versions.draft_of("vo"), by=resolve(board_member, NOW), at=NOW)            # by signing: tests/signing
    version = MatrixVersion.objects.in_force(on=TODAY).get(sector="vo")
    assert (version.number, version.cells.get(role=Role.DEAN, category="FAM").right) == (2, Right.READ)
