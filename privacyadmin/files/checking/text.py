"""Plain text, and e-mails: an e-mail becomes its words, with each attachment as a file of its own."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from typing import Any

from lxml import etree, html

from .kinds import TEXT, Reason, Refused

MAX_TEXT = 2 * 1024 * 1024
LONGEST_HEAD = 500
MAX_HEADS = 64 * 1024                            # of what is read of all heads together: some take a millisecond for each word
MARKUP = re.compile(             # what may come twice in it stands in one set: else a long row of spaces is tried in every way
    r"<[\s/]*(script|html|head|body|svg|iframe|object|embed|form|meta|link|style|img|!doctype|!entity|\?xml|\?php|%)|"
    r"javascript:|vbscript:|data:text/html",
    re.IGNORECASE,
)
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
HEAD = re.compile(rb"^[A-Za-z][A-Za-z0-9-]{1,40}:[^\n]*\n", re.MULTILINE)
READ = re.compile(rb"^(?:from|to|cc|date|subject|content-[a-z-]+)[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
FROM = re.compile(rb"^From:", re.IGNORECASE | re.MULTILINE)
WHEN = re.compile(rb"^(Date|Received|Message-ID):", re.IGNORECASE | re.MULTILINE)


def rebuilt(content: bytes) -> tuple[bytes, str]:
    """The text as UTF-8; raises Refused for what a browser or a shell could take for its own."""
    text = _decoded(content)
    if CONTROLS.search(text):
        raise Refused(Reason.UNKNOWN)
    if MARKUP.search(text):
        raise Refused(Reason.MARKUP)
    return text.encode(), TEXT


def _decoded(content: bytes) -> str:
    if len(content) > MAX_TEXT:
        raise Refused(Reason.TOO_LARGE)
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused(Reason.UNKNOWN)


def is_mail(content: bytes) -> bool:
    """Whether this begins as an e-mail does."""
    head = content[:20_000].replace(b"\r\n", b"\n").partition(b"\n\n")[0] + b"\n"
    return bool(HEAD.match(head) and FROM.search(head) and WHEN.search(head))


def mail(content: bytes) -> tuple[bytes, list[tuple[str, bytes]]]:
    """The words of an e-mail with who, to whom and when above them, and its attachments as they came; raises Refused."""
    lines = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if sum(len(found.group()) for found in READ.finditer(lines)) > MAX_HEADS:
        raise Refused(Reason.BROKEN)
    try:
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        heads = [f"{name}: {_one_line(message[name])}" for name in ("From", "To", "Cc", "Date", "Subject") if message[name]]
        body = message.get_body(preferencelist=("plain", "html"))
        words = _words(body) if body is not None else ""
        attached = [(part.get_filename() or "", _content(part)) for part in message.iter_attachments()]
    except Refused:
        raise
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError) as error:
        raise Refused(Reason.BROKEN) from error
    text = "\n".join([*heads, "", words])
    return _harmless(text).encode(), attached


def _one_line(value: object) -> str:
    return " ".join(str(value).split())[:LONGEST_HEAD]


def _words(body: MIMEPart) -> str:
    text = body.get_content()
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        raise Refused(Reason.TOO_LARGE if isinstance(text, str) else Reason.BROKEN)
    return _of_page(text) if body.get_content_type() == "text/html" else text


def _of_page(page: str) -> str:
    """What a reader would see of a web page, without a mark of it."""
    try:
        tree = html.document_fromstring(page, parser=html.HTMLParser(no_network=True, encoding=None))
    except (etree.ParserError, ValueError):
        return ""
    etree.strip_elements(tree, "script", "style", "head", "title", "template", etree.Comment, with_tail=False)
    for node in tree.iter("br", "p", "div", "tr", "li"):
        node.tail = f"\n{node.tail or ''}"
    return re.sub(r"\n\s*\n+", "\n\n", tree.text_content()).strip()


def _content(part: MIMEPart) -> bytes:
    """An attached e-mail is a file too, and is checked as one."""
    content = part.get_payload(decode=True)
    if isinstance(content, bytes):
        return content
    inner: Any = part.get_payload()
    return inner[0].as_bytes() if isinstance(inner, list) and inner else b""


def _harmless(text: str) -> str:
    """Words that look like a web page stay readable, and are none."""
    return MARKUP.sub(lambda found: found.group().replace("<", "‹").replace(":", "∶"), CONTROLS.sub("", text))
