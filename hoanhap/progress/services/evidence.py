"""How is a file kept as evidence, and who opened it?"""

from hoanhap.accounts.models import User
from hoanhap.audit import services as audit
from hoanhap.audit.rules import Action
from hoanhap.kit.dates import now
from hoanhap.progress.models import EnteredFigure, Evidence
from hoanhap.progress.rules.evidence import examine


def add_evidence(content: bytes, name: str, *, by: User | None) -> Evidence:
    """Keep a file; the same content is kept once, under its first name. Raises Refused for what is no document or picture."""
    file = examine(content, name)
    values = {"name": file.name, "form": file.form, "size": len(file.content), "content": file.content, "by": by, "at": now()}
    return Evidence.objects.get_or_create(digest=file.digest, defaults=values)[0]


def open_evidence(figure: EnteredFigure, *, by: User) -> Evidence | None:
    """The file behind a figure; that it was opened is logged."""
    evidence = Evidence.objects.filter(figures=figure).first()
    if evidence is not None:
        detail = {"figure": figure.pk, "form": evidence.form}
        audit.record(Action.DOWNLOAD, by=by, subject_type="figure", subject_id=f"plan:{figure.plan_id}", detail=detail)
    return evidence
