"""The components that every page is made of, as tags: docs/interface.md shows each."""
from datetime import date, datetime, timedelta
from functools import cache

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from privacyadmin.times import local_day
from privacyadmin.worklist.rendering import filled

from . import fields as widgets
from .drawings import icon

register = template.Library()

SOON = 7                                                # days: a term within a week asks for attention
SMALL_WORDS = {"de", "den", "der", "het", "'t", "van", "von", "te", "ten", "ter", "el", "al", "la", "in", "op"}
NOTE_ICONS = {"warn": "alert", "bad": "alert", "good": "check"}


register.simple_tag(icon)


@register.simple_tag
def status(word: str, kind: str = "") -> SafeString:
    """A state in a word, with a colour that only repeats it."""
    return format_html('<span class="tag {}">{}</span>', kind, word) if word else mark_safe("")


@register.simple_tag
@cache
def stylesheets(*names: str) -> SafeString:
    """The links to these style sheets; the same on every page, so made once."""
    return format_html_join("\n  ", '<link rel="stylesheet" href="{}">', ((static(f"css/{name}.css"),) for name in names))


# Days and moments

def _as_day(value: date | datetime) -> date:
    return local_day(value) if isinstance(value, datetime) else value


def _time(machine: str, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', machine, words)


@register.filter
def day(value: date | datetime | None) -> str:
    """30 Nov 2026, in Dutch 30 nov 2026"""
    months = "j b Y" if get_language() == "nl" else "j M Y"
    return _time(_as_day(value).isoformat(), date_format(_as_day(value), months)) if value else "–"


@register.filter
def last_day(value: datetime | None) -> str:
    """The last day of a period that ends at this instant, as whoever typed «up to and including» typed it."""
    return day(value - timedelta(microseconds=1)) if value else day(None)


@register.filter
def long_day(value: date | datetime | None) -> str:
    """Monday 30 November 2026"""
    return _time(_as_day(value).isoformat(), date_format(_as_day(value), "l j F Y")) if value else "–"


@register.filter
def moment(value: datetime | None) -> str:
    """30 November 2026, 14:05, on a Dutch clock"""
    if not value:
        return "–"
    return _time(value.isoformat(), date_format(timezone.localtime(value), "j F Y, H:i"))


def _days_until(due: date | datetime, on: date) -> int:
    return (_as_day(due) - on).days


def _left_in_words(days: int) -> str:
    if days == 0:
        return _("today")
    if days < 0:
        return ngettext("%(count)d day late", "%(count)d days late", -days) % {"count": -days}
    return ngettext("%(count)d day left", "%(count)d days left", days) % {"count": days}


def _urgency(days: int) -> str:
    return "late" if days < 0 else "soon" if days <= SOON else ""


@register.simple_tag(takes_context=True)
def days_left(context, due: date | datetime | None, on: date | None = None) -> SafeString:
    """How long until the term, in words; red when late, amber in the last week."""
    if due is None:
        return mark_safe("")
    days = _days_until(due, on or context["today"])
    return status(_left_in_words(days), {"late": "bad", "soon": "warn"}.get(_urgency(days), ""))


@register.inclusion_tag("components/term.html", takes_context=True)
def term(
    context, due: date | datetime, *, label: str = "", legal_on: date | None = None, rule: str = "", since: date | None = None,
    on: date | None = None, closed: bool = False, paused: bool = False,
) -> dict:
    """The date that counts: the largest thing on the page, with the legal date and the rule beside it."""
    days = _days_until(due, on or context["today"])
    return {
        "due": due, "label": label or _("Answer by"), "legal_on": legal_on, "rule": rule, "since": since, "closed": closed,
        "paused": paused, "left": _left_in_words(days), "kind": "calm" if closed or paused else _urgency(days),
    }


# People

@register.filter
def initials(name: str) -> str:
    """Noor de Wit: NW"""
    words = [word for word in str(name).replace("-", " ").split() if word.lower() not in SMALL_WORDS and word[0].isalnum()]
    ends = [words[0], words[-1]] if len(words) > 1 else words
    return "".join(word[0] for word in ends).upper()


@register.simple_tag
def avatar(name: str) -> SafeString:
    return format_html('<span class="avatar" aria-hidden="true">{}</span>', initials(name))


# Addresses within a list

@register.simple_tag(takes_context=True)
def query_url(context, **changes) -> str:
    """This page's query string with some keys changed, or taken out when None."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value is not None:
            query[key] = value
    return f"?{query.urlencode()}"


@register.simple_tag(takes_context=True)
def page_url(context, number: int) -> str:
    return query_url(context, page=number)


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context, page: Page) -> dict:
    """Where one is in a long list; nothing when it is short, and no numbers of pages when it was not counted."""
    earlier, later = page.has_previous(), page.has_next()
    return {
        "page": page, "is_shown": earlier or later, "pages": _numbered(context, page) if isinstance(page.paginator.count, int) else [],
        "earlier": page_url(context, page.number - 1) if earlier else "", "later": page_url(context, page.number + 1) if later else "",
    }


def _numbered(context, page: Page) -> list[dict]:
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return [{"number": number, "url": page_url(context, number) if isinstance(number, int) else ""} for number in numbers]


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumbs(*parts) -> dict:
    """label url label url … and the name of this page last."""
    links = [{"label": label, "url": url} for label, url in zip(parts[0:-1:2], parts[1:-1:2], strict=True)]
    return {"links": links, "here": parts[-1]}


# Questions

@register.simple_tag
def field(bound: BoundField, *, label: str = "", help: str = "", css: str = "", optional: bool = True) -> SafeString:
    """One question: label, help, error, input; css "short" for a narrow input; optional=False leaves the word out."""
    return widgets.drawn(bound, label=label, help_text=help, css=css, says_optional=optional)


@register.inclusion_tag("components/fields.html")
def fields(form: BaseForm) -> dict:
    """Every question of a form, in its order; a long form says in `parts` (title, names) under which heads they stand."""
    shown = {bound.name: bound for bound in form.visible_fields()}
    parts = [(title, [shown.pop(name) for name in names if name in shown]) for title, names in getattr(form, "parts", ())]
    return {"form": form, "rest": list(shown.values()), "parts": [part for part in parts if part[1]]}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm) -> dict:
    """What is wrong, first of all, with a link to each answer."""
    return {"mistakes": [mistake for form in forms for mistake in widgets.mistakes(form)]}


# A long table

@register.simple_tag
def table(caption: str, rows: list[list], *columns: str) -> SafeString:
    """A table of cells that the view made, its first column the name of the row: for a long list, where a loop in a template is slow."""
    heads = format_html_join("", '<th scope="col">{}</th>', ((column,) for column in columns))
    cells = "".join(format_html('<td data-label="{}">{{}}</td>', column) for column in columns[1:])
    row = f'<tr><td class="main">{{}}</td>{cells}</tr>'
    return format_html(
        '<div class="table-wrap"><table class="table"><caption class="visually-hidden">{}</caption><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>",
        caption, heads, filled(row, rows),
    )


# Parts that hold other parts

@register.simple_block_tag
def page_head(content: str, title: str, lede: str = "", tag: str = "", kind: str = "") -> SafeString:
    """The page's one heading, a line below it, its state, and what can be done here."""
    return format_html(
        '<div class="page-head"><div><div class="row"><h1>{}</h1>{}</div>{}</div>{}</div>',
        title, status(tag, kind), _unless_empty('<p class="lede">{}</p>', lede), _unless_empty('<div class="row">{}</div>', content),
    )


@register.simple_block_tag
def card(
    content: str, title: str = "", note: str = "", link: str = "", link_text: str = "", css: str = "", flush: bool = False, id: str = ""
) -> SafeString:
    """A white card; flush when its body is a table or rows."""
    head = format_html(
        "<header><h2>{}</h2>{}{}</header>", title, _unless_empty('<span class="small soft">{}</span>', note),
        format_html('<a href="{}">{}</a>', link, link_text) if link else "",
    )
    body = content if flush else format_html('<div class="body">{}</div>', content)
    return format_html(
        '<section{} class="card {}">{}{}</section>', _unless_empty(' id="{}"', id), f"{css} {'flush' if flush else ''}".strip(),
        head if title else "", body,
    )


@register.simple_block_tag
def note(content: str, kind: str = "") -> SafeString:
    """Something to know before going on."""
    return format_html('<div class="note {}">{}<div>{}</div></div>', kind, icon(NOTE_ICONS.get(kind, "info")), content)


@register.simple_block_tag
def dialog(content: str, id: str, title: str) -> SafeString:
    """A question on top of the page; the link that opens it leads, without JavaScript, to a page that asks the same."""
    return format_html(
        '<dialog id="{0}" aria-labelledby="{0}-title"><header><h2 id="{0}-title">{1}</h2>'
        '<form method="dialog"><button class="button quiet square">{2}</button></form></header><div class="body">{3}</div></dialog>',
        id, title, icon("close", label=_("Close")), content,
    )


@register.simple_tag
def loading(text: str = "") -> SafeString:
    return format_html('<span class="loading htmx-indicator" role="status">{}</span>', text or _("One moment…"))


@register.simple_tag
def exit_page() -> SafeString:
    """Leaves at once for a harmless page: for people who are not safe at home."""
    return format_html(
        '<a class="button danger small" href="https://www.knmi.nl/" rel="noreferrer" data-leave>{} {}</a>',
        icon("leave"), _("Leave this page now"),
    )


def _unless_empty(pattern: str, value: str) -> str:
    return format_html(pattern, value) if str(value).strip() else ""


@register.simple_tag
def spread(separator: str, *words: str) -> SafeString:
    """The words that are there, with the separator between them."""
    return format_html_join(f" {separator} ", "{}", ((word,) for word in words if word))
