from tests.students.conftest import (  # noqa: F401 - the same small cast
    _in_english,
    _no_wall,
    adviser,
    coordinator,
    counsellor,
    noor,
    office,
    sam,
    teacher,
)
