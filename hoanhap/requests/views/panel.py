"""What does the person page show of the person's own sheet, their requests and the end of retention?"""

from datetime import datetime
from typing import Any

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, scope_of
from hoanhap.requests.queries.asking import clocks_of, requests_of_person
from hoanhap.requests.queries.retention import disposal_of, retention_of
from hoanhap.requests.rules.asking import RequestState, Wish
from hoanhap.requests.rules.retention import PERMANENT
from hoanhap.requests.views.rows import clock_item


def person_panel(request: OfficerRequest, person: Any, moment: datetime) -> dict[str, Any]:
    """The panel of the person page (settings.PERSON_PANELS): its template and what that shows."""
    found = requests_of_person(request.user, person)
    kept = retention_of(person)
    return {
        "template": "requests/panel.html",
        "requests": found[:5],
        "clocks": [clock_item(clock, moment) for one in found for clock in clocks_of(one)],
        "restricted": any(one.state == RequestState.DONE and one.wish == Wish.RESTRICT for one in found),
        "kept_until": kept if kept != PERMANENT else None,
        "kept_for_ever": kept == PERMANENT,
        "kept_is_over": kept is not None and kept < moment.date(),
        "disposal": disposal_of(person) if person.withdrawn_at else None,
        "may_record": scope_of(request.user, moment.date(), P.CASE_RECORD).covers(commune=person.commune_id, province=person.province_id),
    }
