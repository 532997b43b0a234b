"""Which records were put into a person's record, and which two may be merged by whom?"""

from django.http import Http404

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import Reader
from hoanhap.people.models import Merge, Person


def mergeable_or_404(user: Reader, code: str) -> Person:
    """A person whom the user may merge with another; Http404 outside the scope of that right, and for a merged record."""
    try:
        return Person.objects.visible_to(user, P.PERSON_MERGE).select_related("commune", "province").get(code=code)
    except Person.DoesNotExist:
        raise Http404 from None


def merge_or_404(user: Reader, pk: int) -> Merge:
    """A merge whose kept record the user may merge and unmerge; Http404 otherwise."""
    people = Person.objects.visible_to(user, P.PERSON_MERGE).values("pk")
    try:
        return Merge.objects.select_related("kept__commune", "lost__commune", "by", "undone_by").get(pk=pk, kept__in=people)
    except Merge.DoesNotExist:
        raise Http404 from None


def merges_of(person: Person) -> list[Merge]:
    """The merges into a person's record, taken back or not, the newest first."""
    return list(Merge.objects.filter(kept=person).select_related("lost", "by", "undone_by").order_by("-pk"))
