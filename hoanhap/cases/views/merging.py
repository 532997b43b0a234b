"""Two records of one human: which page compares and merges them, and which takes a merge back?"""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.audit.rules import Action as Act
from hoanhap.audit.rules import Purpose
from hoanhap.audit.services import record as audit
from hoanhap.cases.services import merging
from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.formats import masked
from hoanhap.kit.forms import add_problems, problem_error
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.people import queries
from hoanhap.people.forms.merging import MergeForm, OtherRecordForm, UnmergeForm
from hoanhap.people.queries.merging import merge_or_404, mergeable_or_404, row_words
from hoanhap.people.rules.merging import CHOSEN, differences
from hoanhap.people.services.duplicates import likely_twins

LABELS: dict[str, str] = {
    "full_name": N_("Họ và tên"),
    "sex": N_("Giới tính"),
    "birth_date": N_("Ngày sinh"),
    "id_number": N_("Số định danh"),
    "nationality": N_("Quốc tịch"),
    "ethnicity": N_("Dân tộc"),
    "religion": N_("Tôn giáo"),
    "birth_place": N_("Nơi sinh, quê quán"),
    "education": N_("Trình độ học vấn"),
    "occupation": N_("Nghề nghiệp"),
    "employment": N_("Việc làm"),
    "workplace": N_("Nơi làm việc, học tập"),
    "marital": N_("Tình trạng hôn nhân"),
    "policy_group": N_("Đối tượng chính sách"),
    "phone": N_("Điện thoại"),
    "contact_name": N_("Người thân"),
    "contact_relation": N_("Quan hệ"),
    "contact_phone": N_("Điện thoại người thân"),
    "other_name": N_("Tên gọi khác"),
    "died_on": N_("Ngày chết"),
}


@require_http_methods(["GET", "POST"])
@require(P.PERSON_MERGE)
def merge_start(request: OfficerRequest, code: str) -> HttpResponse:
    """Which record is the other one: the likeliest ones, or a code."""
    person = mergeable_or_404(request.user, code)
    form = OtherRecordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return redirect("merge_people", kept=person.code, lost=form.cleaned_data["other"])
    _note_look(request, person)
    twins = likely_twins(person, by=request.user)
    for twin in twins:
        if twin.person is not None:
            _note_look(request, twin.person)
    return render(request, "cases/merge_start.html", {"person": person, "form": form, "twins": twins}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@require(P.PERSON_MERGE)
def merge_people(request: OfficerRequest, kept: str, lost: str) -> HttpResponse:
    """Both records side by side, everything that would move, everything against it; then one record."""
    one, other = mergeable_or_404(request.user, kept), mergeable_or_404(request.user, lost)
    values = ({name: getattr(person, name) for name in CHOSEN} for person in (one, other))
    differing = differences(*values)
    form = MergeForm(request.POST if request.method == "POST" else None, chosen=differing, initial={"request_key": uuid4()})
    take = form.take() if form.is_valid() else frozenset()
    plan, problems = merging.outline(one, other, take)
    if request.method == "POST" and form.is_valid():
        try:
            merging.merge_people(
                one.pk,
                other.pk,
                take=take,
                reason=form.cleaned_data["reason"],
                by=request.user,
                request_key=form.cleaned_data["request_key"],
            )
        except Refused as refused:
            add_problems(form, refused.problems)
        else:
            messages.success(
                request, gettext("Đã nhập hồ sơ %(lost)s vào %(kept)s. Có thể tách lại.") % {"lost": other.code, "kept": one.code}
            )
            return redirect("person_detail", code=one.code)
    if request.method == "GET":
        for person in (one, other):
            _note_look(request, person)
    return render(
        request,
        "cases/merge_people.html",
        {
            "kept": one,
            "lost": other,
            "form": form,
            "rows": [_row(name, plan, form if name in differing else None) for name in (*CHOSEN, "other_name", "died_on")],
            "moves": [_moved(move) for move in plan.moves if move.relation.label and (move.goes or move.stays)],
            "problems": [_said(problem) for problem in problems],
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@require(P.PERSON_MERGE)
def unmerge_people(request: OfficerRequest, pk: int) -> HttpResponse:
    """What goes back, what was entered since and whose it is; then two records again."""
    merge = merge_or_404(request.user, pk)
    if merge.undone_at is not None:
        messages.info(request, gettext("Lần nhập này đã được tách."))
        return redirect("person_detail", code=merge.kept.code)
    later, events = merging.later_rows(merge), merging.later_events(merge)
    told = {key: row_words(key, [row.pk for row in later if row.key == key]) for key in {row.key for row in later}}
    form = UnmergeForm(
        request.POST if request.method == "POST" else None,
        later=[(row.key, row.pk, _labelled(row.relation.label, told[row.key].get(row.pk, ""))) for row in later],
        has_events=bool(events),
        kept=f"{merge.kept.code}, {merge.kept.full_name}",
        lost=f"{merge.lost.code}, {merge.lost.full_name}",
    )
    if request.method == "POST" and form.is_valid():
        try:
            merging.unmerge_people(merge.pk, reason=form.cleaned_data["reason"], by=request.user, give=form.give())
        except Refused as refused:
            add_problems(
                form, [replace(each, field=form.question(each.params.get("key"), each.params.get("row"))) for each in refused.problems]
            )
        else:
            messages.success(request, gettext("Đã tách: %(lost)s lại là một hồ sơ riêng.") % {"lost": merge.lost.code})
            return redirect("person_detail", code=merge.lost.code)
    if request.method == "GET":
        for person in (merge.kept, merge.lost):
            _note_look(request, person)
    moved = [(label, key, rows["ids"]) for key, rows in merge.moved["rows"].items() if rows["ids"] and (label := merging.label_of(key))]
    return render(
        request,
        "cases/unmerge_people.html",
        {
            "merge": merge,
            "form": form,
            "back": [_labelled(label, words) for label, key, pks in moved for words in row_words(key, pks).values()],
            "events": events,
        },
        status=422 if form.errors else 200,
    )


def _note_look(request: OfficerRequest, person: Any) -> None:
    audit(Act.VIEW, by=request.user, subject_type="person", subject_id=person.code, person_id=person.pk, purpose=Purpose.CHECKING_DUPLICATE)


def _moved(move: Any) -> dict[str, Any]:
    """One part of the record in the preview: what goes, what stays, by the words an officer knows it by."""
    words = row_words(move.key, (*move.goes, *move.stays))
    goes, stays = ([words.get(pk, "") for pk in pks] for pks in (move.goes, move.stays))
    return {"label": gettext(move.relation.label).capitalize(), "goes": goes, "stays": stays}


def _labelled(label: str, words: str) -> str:
    name = gettext(label).capitalize()
    return f"{name}: {words}" if words else name


def _said(problem: Problem) -> Any:
    return problem_error(problem).problem  # type: ignore[attr-defined]


def _row(name: str, plan: Any, form: MergeForm | None) -> dict[str, Any]:
    """One line of the comparison: both values, what the merged record has, and the choice where they differ."""
    kept, lost = (_shown(name, person, getattr(person, name)) for person in (plan.kept, plan.lost))
    after = _shown(name, None, plan.changes[name][1]) if name in plan.changes else kept
    if name == "birth_date" and name in plan.changes:
        after = lost
    return {
        "label": gettext(LABELS[name]),
        "kept": kept,
        "lost": lost,
        "after": after,
        "same": kept == lost,
        "field": form[f"from_{name}"] if form is not None else None,
        "empty": not kept and not lost,
    }


def _shown(name: str, person: Any, value: Any) -> str:
    if name == "birth_date" and person is not None:
        return str(person.birth_text)
    if name == "id_number":
        return masked(value) if value else ""
    if value in ("", None):
        return ""
    if name in {"sex", "employment", "marital", "nationality", "ethnicity"}:
        return queries.words_of(name, value)
    if name == "died_on":
        return f"{value:%d/%m/%Y}"
    return str(value)
