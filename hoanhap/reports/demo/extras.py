"""Plans and papers of the demonstration: the founding plans as they were printed, those made up for this year, some issued papers."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.conf import settings

from hoanhap.accounts.models import User
from hoanhap.cases.models import Case, CaseEvent
from hoanhap.cases.services import handing, issue_paper
from hoanhap.documents import services as documents
from hoanhap.kit.errors import Refused
from hoanhap.plans import files
from hoanhap.plans import services as plans
from hoanhap.reports.demo import made_up
from hoanhap.reports.demo.city import CAU_GIAY

FOUNDING = ("caugiay-2021", "hanoi-2024", "hanoi-2023", "bacgiang-2017")
PAPERS = (("decide", 4), ("notice", 2), ("end", 1), ("hand_over", 1))
"""How many of the latest papers of phường Cầu Giấy are issued, by kind of event."""


def load_plans(on: date) -> int:
    """The founding plans of `examples/`, and plans of this year whose targets move when an officer records something today."""
    folder = next(path for path in (settings.BASE_DIR.parent / "examples", Path(__file__).parent / "examples") if path.is_dir())
    for name in FOUNDING:
        plans.import_plan(files.read_json((folder / f"{name}.json").read_bytes()), by=None, is_demo=True)
    return len(FOUNDING) + made_up.make(on)


def load_transfers() -> int:
    """The sendings on which the files on their way stand, so that both communes and the province see them; returns how many."""
    waiting = Case.objects.filter(receiving_commune__isnull=False).select_related("person").order_by("pk")
    for case in waiting.iterator(chunk_size=500):
        row = case.events.filter(kind__in=("hand_over", "notice"), voids__isnull=True).order_by("-on", "-pk").select_related("by")[0]
        handing.follow(case, row, by=row.by)
    return waiting.count()


def issue_papers(by: User) -> int:
    """Issue the papers of some of the latest events of phường Cầu Giấy; sign and hand over every second one."""
    issued = 0
    for event in _papered():
        try:
            paper = issue_paper(event.pk, by=by)
        except Refused:
            continue  # the story did not bring what this form needs; another event will
        if issued % 2 == 0:
            documents.sign(paper.pk, on=event.on, by=by)
            documents.record_delivery(paper.pk, ["Người bị quản lý"], on=event.on, by=by)
        issued += 1
    return issued


def _papered() -> Iterable[CaseEvent]:
    for kind, count in PAPERS:
        events = CaseEvent.objects.filter(kind=kind, unit=CAU_GIAY, case__commune=CAU_GIAY, voids__isnull=True, voided_by__isnull=True)
        yield from events.exclude(case__state="detected").order_by("-on", "-pk")[:count]
