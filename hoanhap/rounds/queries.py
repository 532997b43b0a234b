"""Which rounds run, how far is each commune, and who is still to be reviewed?"""

from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.http import Http404

from hoanhap.accounts.models import User
from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import scope_of
from hoanhap.kit.dates import FOREVER, today
from hoanhap.rounds.models import Round, RoundPerson, RoundStep
from hoanhap.rounds.rules import CommuneFigures, StepKind, thawed
from hoanhap.rounds.services import figures_of
from hoanhap.units.models import Unit
from hoanhap.units.rules import Level


@dataclass(frozen=True)
class Progress:
    """A round with how far the user's communes are."""

    round: Round
    people: int
    done: int

    @property
    def percent(self) -> float:
        """Share that is confirmed."""
        return 100 * self.done / self.people if self.people else 100.0


def rounds_of(user: User) -> list[Progress]:
    """The rounds of the user's scope, open ones first, the newest first, with progress, in two statements."""
    found = list(Round.objects.visible_to(user).select_related("province", "commune").order_by("-is_open", "-opened_at", "-pk")[:100])
    rows = RoundPerson.objects.visible_to(user).filter(round__in=found).order_by().values("round")
    counts = {line["round"]: line for line in rows.annotate(people=Count("pk"), done=Count("pk", filter=~Q(finding="")))}
    none = {"people": 0, "done": 0}
    return [Progress(one, *(counts.get(one.pk, none)[key] for key in ("people", "done"))) for one in found]


def round_or_404(user: User, pk: int) -> Round:
    """One round in scope; Http404 otherwise."""
    try:
        return Round.objects.visible_to(user).select_related("province", "commune", "opened_by").get(pk=pk)
    except Round.DoesNotExist:
        raise Http404 from None


def progress(user: User, found: Round) -> list[tuple[Unit, CommuneFigures]]:
    """How far each commune of the user's scope is, by name: as kept at the closing once the round is closed."""
    figures = None
    if not found.is_open:
        closing = RoundStep.objects.filter(round=found, kind=StepKind.CLOSED.value).order_by("-pk").first()
        scope = scope_of(user, today(), P.CASE_VIEW)
        if closing is not None:
            kept = thawed(closing.figures or [])
            figures = [one for one in kept if scope.covers(commune=one.commune, province=found.province_id)]
    if figures is None:
        figures = figures_of(RoundPerson.objects.visible_to(user).filter(round=found))
    units = Unit.objects.in_bulk([one.commune for one in figures])
    return sorted(((units[one.commune], one) for one in figures), key=lambda pair: pair[0].name_key)


def steps_of(found: Round) -> list[RoundStep]:
    """What happened to the round, newest first, without the figures."""
    return list(RoundStep.objects.filter(round=found).select_related("by").defer("figures").order_by("-pk"))


def people_of(user: User, found: Round, commune: int, *, open_only: bool = False) -> QuerySet[RoundPerson]:
    """The rows of a commune in the order of Vietnamese lists, with what a row shows. Http404 outside scope or without a row."""
    rows = RoundPerson.objects.visible_to(user).filter(round=found, commune=commune)
    if not rows.exists():
        raise Http404
    if open_only:
        rows = rows.filter(finding="")
    return _shown(rows).order_by("sort_key", "pk")


def row_or_404(user: User, pk: int) -> RoundPerson:
    """One row in scope, as the table shows it; Http404 otherwise."""
    row = _shown(RoundPerson.objects.visible_to(user)).select_related("round").filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _shown(rows: QuerySet[RoundPerson]) -> QuerySet[RoundPerson]:
    """With the register code and the commune of the person today: who left meanwhile is not linked any more."""
    return rows.annotate(code=F("person__code"), lives_in=F("person__commune")).select_related("confirmed_by", "check_event")


def figures_of_commune(user: User, found: Round, commune: int) -> CommuneFigures:
    """How far one commune is."""
    figures = figures_of(RoundPerson.objects.visible_to(user).filter(round=found, commune=commune))
    return figures[0] if figures else CommuneFigures(commune)


def places(user: User) -> list[tuple[int, str]]:
    """Where the user may open a round: provinces first, then communes."""
    scope = scope_of(user, today(), P.ROUND_OPEN)
    found = Unit.objects.filter(Q(pk__in=scope.provinces, level=Level.PROVINCE.value) | Q(pk__in=scope.communes), until=FOREVER)
    return [(unit.pk, unit.full_name) for unit in found.order_by("-level", "name_key")]


def reviewed(found: Round) -> int:
    """How many people a round reviews."""
    return RoundPerson.objects.filter(round=found).count()


def unit_name(commune: int) -> str:
    """The name of a commune whose rows the caller may show."""
    return Unit.objects.get(pk=commune).full_name
