"""Reads docker-compose.yml: the part of YAML that it uses (maps, lists, scalars, one anchor), so that no parser is needed."""

import json
import re
from typing import Any

LINE = re.compile(r"^(?P<indent> *)(?P<dash>- )?(?:(?P<key>[\w.<-]+):(?: +|$))?(?P<value>.*)$")


class Reader:
    """One pass over the lines; a line that it does not understand is an error."""

    def __init__(self, text: str) -> None:
        self.lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
        self.anchors: dict[str, Any] = {}

    def read(self) -> dict:
        found = self._block(0)
        assert not self.lines, self.lines[0]
        return found

    def _indent(self) -> int:
        return len(self.lines[0]) - len(self.lines[0].lstrip()) if self.lines else -1

    def _block(self, indent: int) -> Any:
        if self.lines[0].lstrip().startswith("- "):
            return self._list(indent)
        found: dict[str, Any] = {}
        while self._indent() == indent:
            parts = LINE.match(self.lines.pop(0))
            assert parts and parts["key"], parts
            value = self._value(parts["value"].strip(), indent)
            if parts["key"] == "<<":
                found = {**value, **found}
            else:
                found[parts["key"]] = value
        return found

    def _list(self, indent: int) -> list:
        found = []
        while self._indent() == indent:
            found.append(self._scalar(self.lines.pop(0).strip()[2:]))
        return found

    def _value(self, text: str, indent: int) -> Any:
        if text.startswith("&"):
            self.anchors[text[1:]] = value = self._block(self._indent())
            return value
        if text:
            return self._scalar(text)
        return self._block(self._indent()) if self._indent() > indent else None

    def _scalar(self, text: str) -> Any:
        if text.startswith("*"):
            return self.anchors[text[1:]]
        if text[0] in '["':
            return json.loads(text)
        return {"true": True, "false": False}.get(text, text)


def read(text: str) -> dict:
    """The whole file as plain values."""
    return Reader(text).read()
