from tests.tools import permissions_doc, workflows_doc


def test_the_document_of_permissions_is_what_the_code_says():
    """STYLE 7: docs/permissions.md is made from the code, and held current."""
    assert permissions_doc.PATH.read_text(encoding="utf-8") == permissions_doc.text(), "run: python -m tests.tools.permissions_doc"


def test_the_document_of_workflows_is_what_the_code_says():
    """STYLE 7: docs/workflows.md is made from the code, and held current."""
    assert workflows_doc.PATH.read_text(encoding="utf-8") == workflows_doc.text(), "run: python -m tests.tools.workflows_doc"
