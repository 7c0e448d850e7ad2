"""Parts of pages of this app that ask the scope what to show."""
from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from privacyadmin.access.catalogue import Category, Right
from students import doubles, rules

register = template.Library()


@register.inclusion_tag("students/_tabs.html", takes_context=True)
def administration_tabs(context, here: str) -> dict:
    """The pages of the administration that this person may open."""
    scope = context["request"].scope
    pages = [
        ("students:import", _("Import pupils"), rules.IMPORT),
        ("students:import_guardians", _("Import guardians"), rules.IMPORT),
        ("students:appointments", _("Appointments"), rules.APPOINT),
        ("students:departures", _("Departures"), rules.CONFIRM_DEPARTURES),
        ("students:addresses", _("Addresses"), rules.ADDRESSES),
        ("students:invitations", _("From 16"), rules.ADDRESSES),
    ]
    shown = [(name, label) for name, label, roles in pages if scope.holds(*roles)]
    if any(held.source in ("board", "school") for held, _sector in scope.giving(Category.ID, Right.WRITE)):
        shown.append(("students:classes", _("Classes")))
    if doubles.reach(scope) is not None:
        shown.append(("students:doubles", _("Double records")))
    return {"tabs": [{"label": label, "url": reverse(name), "is_here": name == here} for name, label in shown]}
