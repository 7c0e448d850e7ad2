"""The Dutch translations, without a system package: `python -m tests.tools.messages compile|update|check`.

The source strings are English, so English needs no file of its own.
"""

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("nl",)
NOT_THE_PRODUCT = {"tests", "bench", "docs", "node_modules", "staticfiles"}
KEYWORDS = {
    "_": None, "lazy": None, "now": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3), "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
TAG = re.compile(r"</?([a-z][a-z0-9]*)")
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def po_file(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def sources() -> Iterator[Path]:
    """Every Python file and template of the product."""
    for path in sorted((*ROOT.glob("*/**/*.py"), *ROOT.glob("*/**/*.html"), *ROOT.glob("*/**/*.txt"))):
        top = path.relative_to(ROOT).parts[0]
        if not top.startswith(".") and top not in NOT_THE_PRODUCT and (path.suffix == ".py" or "templates" in path.parts):
            yield path


def extracted() -> Catalog:
    """What the code and the templates ask to be translated."""
    catalog = Catalog(fuzzy=False)
    for path in sources():
        text = path.read_text()
        if path.suffix != ".py":                                     # indentation means nothing here, but would to the tokenizer
            text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines()) + "\n"
        for _line, message, comments, context in extract("python", io.BytesIO(text.encode()), KEYWORDS, ("Translators:",)):
            if message and message != ("", ""):
                catalog.add(message, auto_comments=comments, context=context)
    return catalog


def stored(language: str) -> Catalog:
    path = po_file(language)
    if not path.exists():
        return Catalog(locale=language, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def compile_all() -> list[str]:
    """Beside each .po file the .mo file that Django reads."""
    for language in LANGUAGES:
        po, mo = po_file(language), po_file(language).with_suffix(".mo")
        if po.exists() and (not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime):
            content = io.BytesIO()
            write_mo(content, stored(language))
            mo.write_bytes(content.getvalue())
    return []


def update() -> list[str]:
    """New strings are added with an empty translation, strings that are gone are removed."""
    template = extracted()
    for language in LANGUAGES:
        old, new = stored(language), Catalog(locale=language, fuzzy=False)
        for message in template:
            if message.id:
                known = old.get(message.id, message.context)
                new.add(message.id, known.string if known else None, auto_comments=message.auto_comments, context=message.context,
                        flags=known.flags & {"fuzzy"} if known else ())
        content = io.BytesIO()
        write_po(content, new, width=140, no_location=True, omit_header=True, sort_output=True)
        path = po_file(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEADER.format(language=language) + content.getvalue().decode())
    compile_all()
    return []


def check() -> list[str]:
    """What stands between a Dutch reader and a Dutch page."""
    wanted = {(message.id, message.context) for message in extracted() if message.id}
    complaints = []
    for language in LANGUAGES:
        catalog = stored(language)
        present = {(message.id, message.context): message for message in catalog if message.id}
        complaints += [f"{language}: missing: {_short(key[0])}" for key in sorted(wanted - set(present), key=str)]
        complaints += [f"{language}: no longer used: {_short(key[0])}" for key in sorted(set(present) - wanted, key=str)]
        complaints += [f"{language}: obsolete: {_short(message.id)}" for message in catalog.obsolete.values()]
        complaints += [f"{language}: {fault}: {_short(message.id)}" for message in present.values() for fault in faults(message)]
    return complaints


def faults(message: Message) -> Iterator[str]:
    """What is wrong with one translation."""
    originals = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
    translations = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    if message.fuzzy:
        yield "fuzzy"
    if not all(translations):
        yield "empty"
        return
    for original, translation in zip(originals, translations, strict=False):
        if set(PLACEHOLDER.findall(original)) != set(PLACEHOLDER.findall(translation)):
            yield "other placeholders"
        if sorted(TAG.findall(original)) != sorted(TAG.findall(translation)):
            yield "other tags"
        if original.startswith("\n") != translation.startswith("\n") or original.endswith("\n") != translation.endswith("\n"):
            yield "other line ends"


def _short(identity) -> str:
    return repr(identity[0] if isinstance(identity, (tuple, list)) else identity)[:110]


def main(arguments: list[str]) -> int:
    """compile, update or check."""
    verbs = {"compile": compile_all, "update": update, "check": check}
    if len(arguments) != 1 or arguments[0] not in verbs:
        sys.stderr.write("usage: python -m tests.tools.messages compile|update|check\n")
        return 2
    complaints = verbs[arguments[0]]()
    for complaint in complaints:
        sys.stderr.write(complaint + "\n")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
