from tests.fixtures import _in_english, _no_wall  # noqa: F401
from tests.students.conftest import adviser, coordinator, counsellor, office, sam, teacher  # noqa: F401 - the same small cast
