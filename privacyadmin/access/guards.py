"""guardian lends its base class and nothing else: its shortcuts know no dates, and would call an ended grant a right (SETTLED 7)."""
from collections.abc import Callable
from functools import wraps
from types import FunctionType
from typing import Any, NoReturn

from guardian import shortcuts


def close_the_shortcuts() -> None:
    """Every public function of guardian.shortcuts raises; the original stays reachable for measurements as `__wrapped__`."""
    for name, function in list(vars(shortcuts).items()):
        if isinstance(function, FunctionType) and function.__module__ == shortcuts.__name__ and is_asked_by_code(name):
            setattr(shortcuts, name, closed(function))


def is_asked_by_code(name: str) -> bool:
    return name.startswith(("assign", "remove_perm", "get_perms", "get_user", "get_group", "get_objects"))


def closed(function: FunctionType) -> Callable[..., NoReturn]:
    @wraps(function)
    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Rights are asked of the scope, and written by privacyadmin.access.services only (SETTLED 7).")

    return refuse
