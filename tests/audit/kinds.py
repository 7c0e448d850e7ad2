"""Events that only the tests know."""
from types import SimpleNamespace

from privacyadmin import audit

MARKED = audit.EventKind("tests.marked", "Row %(number)s was marked with %(code)s.")
SEEN = audit.EventKind("tests.seen", "It was seen.", seen_by={"fg"})

audit.register(SimpleNamespace(MARKED=MARKED, SEEN=SEEN))
