"""How long does an act on a selection of people take? Done for real by the service, and taken back."""

import time
from datetime import date

from django.db import transaction

from hoanhap.accounts import services as accounts
from hoanhap.accounts.rights import Role
from hoanhap.cases.models import Case
from hoanhap.cases.services import lists
from hoanhap.units.models import Unit

BUDGET = 5.0
"""Seconds for BULK_LIMIT people (issue 4, lists)."""


@transaction.atomic
def assigning(people: int) -> tuple[int, float, float]:
    """Give the open cases of so many people to an officer of all their communes: people, seconds of the plan, seconds of the act.

    The account, its duties and the assignments are rolled back.
    """
    chosen = list(Case.objects.filter(is_open=True).order_by("pk").values_list("person", flat=True)[:people])
    officer = accounts.create_user("bench.selection", full_name="Bench", password=None)
    communes = Case.objects.filter(person__in=chosen, is_open=True).values("commune")
    for unit in Unit.objects.filter(pk__in=communes):
        accounts.grant_role(officer, Role.COMMUNE_OFFICER, unit=unit, since=date(2025, 7, 1))
    officer.forget_grants()
    begun = time.perf_counter()
    plan = lists.plan_assignment(chosen, officer, by=officer)
    planned = time.perf_counter()
    done = lists.assign_officer(chosen, officer, by=officer)
    ended = time.perf_counter()
    if len(done.people) != len(plan.people) or not done.people:
        raise RuntimeError("the act did not do what was planned")
    transaction.set_rollback(True)
    return len(done.people), planned - begun, ended - planned
