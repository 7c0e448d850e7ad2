"""What no template may hold: `python -m tests.tools.template_lint`.

Nothing inline that the content security policy would refuse, nothing unescaped, no post form without its token, and no words for people
outside the translation tags.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BANNED = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.I),
    "inline style": re.compile(r"<style\b", re.I),
    "style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "hx-on": re.compile(r"\bhx-on\b", re.I),
    "js: expression": re.compile(r"\b(?:js|javascript):", re.I),
    "unescaped text": re.compile(r"\|\s*safe(?:seq)?\b|\{%\s*autoescape\s+off"),
    "address of another server": re.compile(r"<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)=[\"'](?:https?:)?//", re.I),
    "translation tag of the old name": re.compile(r"\{%\s*(?:trans|blocktrans)\b"),
}
# Names and abbreviations that are the same in every language.
NOT_WORDS = {"privacyadmin", "pdf", "json", "csv", "xlsx", "brin", "bsn", "fg", "avg", "edexml", "id", "po", "vo", "nl", "en", "kb", "mb"}
TRANSLATED = re.compile(r"\{%-?\s*(blocktranslate)\b.*?\{%-?\s*end\1\s*%\}", re.S)
COMMENT = re.compile(r"\{%\s*comment\b.*?\{%\s*endcomment\s*%\}|\{#.*?#\}|<!--.*?-->|<!doctype[^>]*>", re.S | re.I)
TEMPLATE_CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.S)
TEXT_ATTRIBUTE = re.compile(r"\s(?:alt|title|placeholder|aria-label|aria-description|label)\s*=\s*(\"[^\"]*\"|'[^']*')", re.I)
VERBATIM = re.compile(r"<(code|kbd|script|svg)\b.*?</\1>", re.S | re.I)
ELEMENT = re.compile(r"<[^>]*>", re.S)
ENTITY = re.compile(r"&#?\w+;")
WORD = re.compile(r"[^\W\d_]{2,}")
POST_FORM = re.compile(r"<form\b[^>]*\bmethod\s*=\s*[\"']?post\b.*?</form>", re.S | re.I)


def complaints(text: str, *, html: bool = True) -> Iterator[tuple[int, str]]:
    """Line and fault, for the text of one template."""
    text = COMMENT.sub(_blank, text)
    for fault, pattern in BANNED.items():
        if fault == "unescaped text" and not html:                   # a mail in plain text has nothing to escape
            continue
        for found in pattern.finditer(text):
            yield _line(text, found.start()), fault
    if not html:
        return
    for form in POST_FORM.finditer(text):
        if "csrf_token" not in form.group():
            yield _line(text, form.start()), "post form without csrf_token"
    for position, words in untranslated(text):
        yield _line(text, position), f"words outside the translation tags: {words}"


def untranslated(text: str) -> Iterator[tuple[int, str]]:
    """Words for people that the translation tags do not reach, with where they stand."""
    text = VERBATIM.sub(_blank, TEMPLATE_CODE.sub(_blank, TRANSLATED.sub(_blank, text)))
    for found in TEXT_ATTRIBUTE.finditer(text):
        if _words(found.group(1)):
            yield found.start(), found.group(1).strip("\"'")[:60]
    for found in re.finditer(r"[^\n]+", ELEMENT.sub(_blank, text)):
        if _words(found.group()):
            yield found.start(), found.group().strip()[:60]


def _words(text: str) -> list[str]:
    return [word for word in WORD.findall(ENTITY.sub(" ", text)) if word.lower() not in NOT_WORDS]


def _blank(found: re.Match) -> str:
    """As long as it was, so that line numbers stay true."""
    return re.sub(r"[^\n]", " ", found.group())


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def templates() -> list[Path]:
    """The product's own."""
    folders = [ROOT / "templates", *ROOT.glob("[a-z]*/templates"), *ROOT.glob("privacyadmin/*/templates")]
    return sorted({path for folder in folders for path in folder.rglob("*") if path.suffix in {".html", ".txt", ".svg"}})


def main() -> int:
    """One line per fault."""
    faults = [
        f"{path.relative_to(ROOT)}:{line}: {fault}" for path in templates()
        for line, fault in complaints(path.read_text(), html=path.suffix == ".html")
    ]
    for fault in faults:
        sys.stderr.write(fault + "\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
