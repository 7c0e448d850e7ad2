"""The table of headers: for each class of answers which header has which value; nothing else is allowed (RELIABILITY T19, T23)."""

import re
import tomllib
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "golden.toml"
# What differs by its nature, as a word.
VARIABLE = {
    "Content-Length": "a number",
    "Location": "an address of ours",
    "HX-Redirect": "an address of ours",
    "HX-Push-Url": "an address of ours",
    "Last-Modified": "a day",
    "ETag": "a mark",
    "Date": "a day",
    "Expires": "a day",
}
OURS = re.compile(r"^(/(?!/)|https://testserver/)")


@cache
def table() -> dict[str, dict[str, list[str]]]:
    """Class → header → the values that it may have; «-» among them: it may also be absent."""
    with TABLE.open("rb") as file:
        typed = tomllib.load(file)
    every = typed.pop("every")
    return {kind: {**every, **headers} for kind, headers in typed.items()}


def kind_of(response) -> str:
    """The class of an answer."""
    if response.status_code in (301, 302, 303):
        return "redirect"
    if response.status_code != 200:
        return str(response.status_code)
    if response.headers.get("Cross-Origin-Resource-Policy") == "cross-origin":
        return "public"
    if "attachment" in response.headers.get("Content-Disposition", ""):
        return "file"
    kinds = {
        "text/html": "page", "application/json": "machine", "text/plain": "machine", "text/css": "style", "image/png": "picture",
        "image/svg+xml": "picture",
    }
    return kinds.get(response.headers.get("Content-Type", "").partition(";")[0], f"other: {response.headers.get('Content-Type')}")


def headers_of(response) -> dict[str, str]:
    """As they are, with a word for what differs by its nature, and cookies by their name and marks."""
    found = {name: VARIABLE.get(name, value) for name, value in response.headers.items()}
    for name in ("Location", "HX-Redirect", "HX-Push-Url"):
        if name in found and not OURS.match(response.headers[name]):
            found[name] = response.headers[name]
    if policy := found.get("Content-Security-Policy"):
        found["Content-Security-Policy"] = "; ".join(sorted(policy.split("; ")))
    if "Content-Disposition" in found:
        found["Content-Disposition"] = re.sub(r"filename\*?=.*", "filename=…", found["Content-Disposition"])
    for cookie in response.cookies.values():
        marks = [mark for mark in ("secure", "httponly") if cookie[mark]]
        found[f"Cookie {cookie.key}"] = " ".join(
            [*marks, f"samesite={cookie['samesite']}", f"path={cookie['path']}", cookie["domain"]]
        ).strip()
    return found


def differences(kind: str, found: dict[str, str]) -> list[str]:
    """What is missing, other or unknown."""
    wanted = table().get(kind)
    if wanted is None:
        return [f"no such class: {kind}"]
    wrong = [f"{kind}: {name}: {value!r}" for name, value in found.items() if value not in wanted.get(name, [])]
    wrong += [f"{kind}: {name} is missing" for name, values in wanted.items() if name not in found and "-" not in values]
    return wrong
