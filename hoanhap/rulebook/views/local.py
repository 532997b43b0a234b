"""What did provinces and communes set for themselves, which communes are remote, and by which decision?"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.kit import dates
from hoanhap.kit.errors import Refused
from hoanhap.kit.forms import add_problems
from hoanhap.law.book import Book, NotInForce, in_words
from hoanhap.rulebook import queries, rules, services
from hoanhap.rulebook.forms import LocalForm, PlaceForm, WithdrawForm
from hoanhap.rulebook.views.words import address, language
from hoanhap.units import queries as units
from hoanhap.units.rules import Level


@dataclass(frozen=True)
class Question:
    """One question a unit may answer: what the nation says, what the unit set, and all it ever set."""

    key: str
    slug: str
    label: str
    url: str
    nation: str
    bound: str
    decided_by: str
    value: str
    older: bool
    row: object
    rows: list[Any]


def law_local(request: HttpRequest) -> HttpResponse:
    """Find a unit; the units that have set something."""
    form = PlaceForm(request.GET if "don_vi" in request.GET else None)
    if form.is_valid():
        return redirect("law_local_unit", form.cleaned_data["don_vi"].pk)
    own = [province for province in units.provinces_on(dates.today()) if request.user.has_perm(P.LAW_LOCAL, province)][:5]
    context = {"form": form, "own": own, "places": queries.places_with_values()}
    return render(request, "rulebook/law_local.html", context, status=422 if form.errors else 200)


def law_local_unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """What one province or commune set, question by question, and for a province which of its communes are remote."""
    unit = units.unit_or_404(unit_id)
    if unit.level == Level.DISTRICT:
        raise Http404
    law, today = queries.current_book(), dates.today()
    rows = list(queries.local_values_of([unit.pk]))
    communes = _communes(unit.pk, today) if unit.level == Level.PROVINCE else []
    marks = queries.remote_marks([commune for commune, _name in communes], today)
    context = {
        "unit": unit,
        "title": unit.title_on(today) if unit.exists_on(today) else unit.full_name,
        "questions": [_question(law, key, unit.pk, today, rows) for key in rules.local_keys(law, unit.level)],
        "communes": [(pk, name, marks.get(pk)) for pk, name in communes],
        "remote": sum(mark is True for mark in marks.values()),
        "near": sum(mark is False for mark in marks.values()),
        "unknown": len(communes) - len(marks),
        "remote_slug": _slug(rules.REMOTE),
        "may_edit": _may_edit(request, unit),
        "today": today,
    }
    return render(request, "rulebook/law_local_unit.html", context)


@require(P.LAW_LOCAL)
def law_local_add(request: OfficerRequest, unit_id: int, slug: str) -> HttpResponse:
    """Enter what a decision sets: for the unit itself, or for communes of a province at once."""
    unit = units.unit_or_404(unit_id)
    if not _may_edit(request, unit):
        raise PermissionDenied
    law, today = queries.current_book(), dates.today()
    levels = (Level.PROVINCE, Level.COMMUNE) if unit.level == Level.PROVINCE else (Level.COMMUNE,)
    level, key = next(((level, key) for level in levels for key in rules.local_keys(law, level) if _slug(key) == slug), (None, ""))
    if level is None:
        raise Http404
    question = rules.latest_local_rule(law, key)
    for_communes = level == Level.COMMUNE and unit.level == Level.PROVINCE
    communes = [(str(pk), name) for pk, name in _communes(unit.pk, today)] if for_communes else []
    form = LocalForm(request.POST or None, question=question, communes=communes)
    if form.is_valid():
        typed = dict(form.cleaned_data)
        chosen = [int(pk) for pk in typed.pop("communes", [])] if for_communes else [unit.pk]
        if not chosen:
            form.add_error("communes", _("Chưa chọn xã nào. Chọn ít nhất một xã."))
        else:
            try:
                saved = services.set_local_values(chosen, key, by=request.user, **typed)
            except Refused as refused:
                add_problems(form, refused.problems)
            else:
                messages.success(
                    request, _("Đã lưu %(count)s dòng, áp dụng từ %(day)s.") % {"count": len(saved), "day": f"{typed['since']:%d/%m/%Y}"}
                )
                return redirect("law_local_unit", unit.pk)
    context = {
        "form": form,
        "unit": unit,
        "title": unit.full_name,
        "question": _question(law, key, unit.pk, today, []),
        "decided_by": _decided_by(law, question),
        "for_communes": for_communes,
    }
    return render(request, "rulebook/law_local_form.html", context, status=422 if form.errors else 200)


@require(P.LAW_LOCAL)
def law_local_withdraw(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a local value back, with a reason."""
    row = queries.local_value_or_404(pk)
    if not _may_edit(request, row.unit):
        raise PermissionDenied
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        try:
            services.withdraw_value(row.pk, by=request.user, **form.cleaned_data)
        except Refused as refused:
            add_problems(form, refused.problems)
        else:
            messages.success(request, _("Đã rút lại. Từ nay mức trước đó, hoặc quy định chung, được áp dụng."))
            return redirect("law_local_unit", row.unit_id)
    law = queries.current_book()
    value = in_words(queries.value_of(row), language())
    context = {
        "form": form,
        "title": f"{_label(law, row.rule)}: {row.unit}",
        "lines": [
            _("%(value)s, áp dụng từ %(day)s") % {"value": value, "day": f"{row.since:%d/%m/%Y}"},
            f"{row.decision_number}, {row.decision_date:%d/%m/%Y}, {row.decision_issuer}",
        ],
        "withdrawn": getattr(row, "withdrawal", None),
        "is_local": True,
        "unit": row.unit,
        "preview": {
            "before": value,
            "after": _("mức trước đó của đơn vị, nếu không có thì quy định chung"),
            "changes": _("Việc đã làm theo mức này giữ nguyên. Dòng cũ vẫn đọc được, kèm lý do rút lại."),
        },
    }
    return render(request, "rulebook/law_withdraw.html", context, status=422 if form.errors else 200)


def _may_edit(request: HttpRequest, unit: Any) -> bool:
    """A province enters its own values and those of its communes."""
    province = unit if unit.level == Level.PROVINCE else unit.province
    return province is not None and request.user.has_perm(P.LAW_LOCAL, province)


def _slug(key: str) -> str:
    return key.replace(".", "-").replace("_", "-")


def _label(law: Book, key: str) -> str:
    if key == rules.REMOTE and not rules.has_rule(law, key):
        return _("Xã vùng sâu, vùng xa, đi lại khó khăn")
    return law.rule(key).label(language()) if rules.has_rule(law, key) else key


def _communes(province: int, on: date) -> list[tuple[int, str]]:
    """Id and full name of the communes of a province on a day, wards first, by name."""
    return [(pk, f"{kind} {name}") for kind, members in units.communes_by_kind(province, on) for pk, name in members]


def _decided_by(law: Book, question: rules.LocalRule) -> str:
    entry = question.entry
    return law.bodies[entry.local.decided_by].label(language()) if entry is not None and entry.local is not None else ""


def _question(law: Book, key: str, unit: int, on: date, rows: list[Any]) -> Question:
    try:
        question: rules.LocalRule | None = rules.local_rule(law, key, on)
    except (NotInForce, LookupError):
        question = None
    entry = question.entry if question else None
    own = queries.local_value(key, unit, on) if question else None
    told = [(row, in_words(queries.value_of(row), language()), getattr(row, "withdrawal", None)) for row in rows if row.rule == key]
    return Question(
        key=key,
        slug=_slug(key),
        label=_label(law, key),
        url=address(law.rule(key), on) if rules.has_rule(law, key) else address(law.rule(rules.REMOTE_RULE), on),
        nation=in_words(entry.value, language()) if entry else "" if question else _("hiện không cho đặt mức riêng"),
        bound={"at_least": _("ít nhất"), "at_most": _("nhiều nhất")}.get(entry.bound or "", "") if entry else "",
        decided_by=_decided_by(law, question) if question else "",
        value=in_words(own.value, language()) if own else "",
        older=own.older if own else False,
        row=own.row if own else None,
        rows=told,
    )
