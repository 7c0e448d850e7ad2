"""The purposes for which data of pupils are used, with what each allows: the list that disclosures and exports name (S1-11, S2-101)."""
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from privacyadmin.access.catalogue import Register
from privacyadmin.access.doors import needs
from privacyadmin.access.http import SignedInRequest
from privacyadmin.access.purposes import KEPT_FOR, Ground
from processors import publishing
from processors.models import ActivityVersion, PublicList
from processors.models.parties import SEES
from processors.rules.activities import Allowed, allowed_by_purpose
from processors.wording import Words


@needs(Register.PROCESSORS, *SEES)
@require_safe
def purposes(request: SignedInRequest) -> HttpResponse:
    """Each purpose of the closed list, with the kinds of data and the grounds of the activities in force."""
    scope = request.scope
    found = allowed_by_purpose(ActivityVersion.objects.in_force(on=scope.on).visible_to(scope).select_related("activity"))
    words = Words.now()
    rows = []
    for purpose in KEPT_FOR:
        one = found.get(purpose, Allowed())
        kinds = sorted((words.kinds[code] for code in one.kinds if code in words.kinds), key=lambda kind: kind.place)
        grounds = [str(Ground(code).label) for code in sorted(one.grounds)]
        doing = sorted(one.activities, key=lambda version: version.name)
        rows.append({"purpose": purpose, "kinds": [kind.name for kind in kinds], "grounds": grounds, "activities": doing})
    return render(request, "processors/purposes.html", {"rows": rows})


public = publishing.page(PublicList.ACTIVITIES, "processors/public_register.html")
