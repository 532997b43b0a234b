"""Which pages take a list in, map it, show what is wrong with it, and save it?"""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.imports import queries, services
from hoanhap.imports.files import write_template
from hoanhap.imports.forms import ColumnsForm, DecisionForm, ReadingForm, UndoForm, UploadForm, ground_words
from hoanhap.imports.rules import RUNNING, Choice, ImportState, ListKind, Verdict, reason_of, text_of
from hoanhap.imports.services.queue import defer
from hoanhap.kit.errors import Refused
from hoanhap.kit.forms import add_problems, told

INVALID = 422
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
@require(P.PERSON_IMPORT)
def import_list(request: OfficerRequest) -> HttpResponse:
    """Earlier imports, and the form that takes a new list."""
    communes = queries.communes_to_import(request.user)
    form = UploadForm(request.POST or None, request.FILES or None, communes=communes)
    status = 200
    earlier = None
    if request.method == "POST":
        status = INVALID
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                source = services.upload(
                    file.read(), name=file.name, kind=ListKind(form.cleaned_data["kind"]), commune=form.cleaned_data["commune"],
                    by=request.user,
                )  # fmt: skip
            except services.SameFile as same:
                earlier = same.earlier
                add_problems(form, same.problems)
            except Refused as refused:
                add_problems(form, refused.problems)
            else:
                return redirect("import_columns", source.pk)
    page = Paginator(queries.listed_imports(request.user), 20).get_page(request.GET.get("trang"))
    context = {"form": form, "page_obj": page, "rows": [(source, *_state(source)) for source in page], "earlier": earlier}
    return render(request, "imports/import_list.html", context, status=status)


@require_GET
@require(P.PERSON_IMPORT)
def import_template(request: OfficerRequest) -> HttpResponse:
    """The empty form of a list."""
    return _file(write_template(), "mau-danh-sach.xlsx")


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=XLSX, headers=headers)


@require_http_methods(["GET", "POST"])
@require(P.PERSON_IMPORT)
def import_columns(request: OfficerRequest, pk: int) -> HttpResponse:
    """What each column holds: guessed or remembered, to be corrected; then the check begins."""
    source = queries.import_or_404(request.user, pk)
    if source.state not in {ImportState.UPLOADED, ImportState.CHECKED}:
        return redirect("import_detail", pk)
    try:
        sheets = services.sheets_of(source)
    except Refused as refused:
        messages.error(request, str(told(refused.problems[0])))
        return redirect("import_list")
    reading = ReadingForm(
        request.POST if request.POST.get("act") == "reading" else None, sheets=sheets,
        initial={"sheet": source.sheet, "encoding": source.encoding},
    )  # fmt: skip
    if request.POST.get("act") == "reading" and reading.is_valid():
        chosen = reading.cleaned_data
        services.choose_reading(pk, sheet=chosen["sheet"], encoding=chosen["encoding"], by=request.user)
        return redirect("import_columns", pk)
    sheet = next((sheet for sheet in sheets if sheet.name == source.sheet), sheets[0])
    initial = {**source.columns, "kind": source.kind, "ground_on": source.ground_on, "ground_number": source.ground_number}
    form = ColumnsForm(request.POST if request.POST.get("act") == "check" else None, sheet=sheet, initial=initial)
    status = 200
    if request.POST.get("act") == "check":
        status = INVALID
        if form.is_valid():
            data = form.cleaned_data
            try:
                services.start_check(
                    pk, form.columns(), kind=ListKind(data["kind"]), ground_on=data["ground_on"], ground_number=data["ground_number"],
                    by=request.user,
                )  # fmt: skip
            except Refused as refused:
                add_problems(form, refused.problems)
            else:
                return redirect("import_detail", pk)
    first = sheet.table.first_row if sheet.table else 0
    context = {
        "source": source, "form": form, "reading": reading, "sheet": sheet, "steps": _steps(1),
        "sample": [[text_of(cell) for cell in row] for row in sheet.grid[first : first + 5]], "headings": form.headings,
        "old_encodings": sorted({_(code.label) for code in sheet.encodings.values()}),
        "has_several": len(sheets) > 1,
        "ground": ground_words(source.kind),
    }  # fmt: skip
    return render(request, "imports/import_columns.html", context, status=status)


@require_GET
@require(P.PERSON_IMPORT)
def import_detail(request: OfficerRequest, pk: int) -> HttpResponse:
    """Progress while a job runs; then counts, rows with reasons, decisions, and what can be done next."""
    source = queries.import_or_404(request.user, pk)
    if source.state == ImportState.UPLOADED:
        return redirect("import_columns", pk)
    return render(request, "imports/import_detail.html", _detail(request, source))


def _detail(request: OfficerRequest, source: Any) -> dict[str, Any]:
    word, tone = _state(source)
    context: dict[str, Any] = {
        "source": source, "state": word, "tone": tone, "kind": _(ListKind(source.kind).label), "running": source.state in RUNNING,
        "is_stalled": queries.is_stalled(source), "percent": _percent(source), "may_act": source.state in {"checked", "saved"},
        "steps": _steps({"checking": 2, "checked": 2, "saving": 3}.get(source.state, 4)),
    }  # fmt: skip
    if context["running"]:
        return context
    counts = queries.counts_of(source)
    shown = request.GET.get("xem") or ("bad" if counts.bad else "doubtful" if counts.undecided else "saved" if counts.saved else "good")
    page = Paginator(queries.rows_of(source, shown), 50).get_page(request.GET.get("trang"))
    rows = list(page)
    people = queries.matched_people(request.user, rows)
    if rows:
        services.note_shown(source, by=request.user)
    context |= {
        "counts": counts, "shown": shown, "page_obj": page, "has_file": queries.has_file(source),
        "rows": [_row(row, people) for row in rows],
        "confirmable": [
            (code, told(reason_of(reason).problem).what, count) for code, reason, count in queries.doubts_to_confirm(source)
        ],
        "tabs": [
            ("bad", _("Sai"), counts.bad), ("doubtful", _("Cần xem"), counts.doubtful), ("good", _("Tốt"), counts.good),
            ("saved", _("Đã lưu"), counts.saved),
        ],
        "refusals": [(number, _(services.OBSTACLES[code])) for number, code in source.refusals],
    }  # fmt: skip
    return context


def _row(row: Any, people: dict[int, Any]) -> dict[str, Any]:
    """A row as the table shows it."""
    said = row.data.get("person", {}) if row.data else {}
    reasons = [reason_of(plain) for plain in row.reasons]
    return {
        "row": row, "name": said.get("full_name") or (row.person.full_name if row.person else ""),
        "birth": _birth(said) or (row.person.birth_text if row.person else ""),
        "number": said.get("id_number", ""),
        "reasons": [(reason.weight.value, told(reason.problem)) for reason in reasons],
        "matches": [people[pk] for pk in row.matches if pk in people],
        "is_open": row.verdict == Verdict.DOUBTFUL and row.person_id is None,
        "choice": _(Choice(row.choice).label) if row.choice else "",
        "choices": _choices(row, reasons),
    }  # fmt: skip


def _choices(row: Any, reasons: list[Any]) -> list[tuple[str, str]]:
    """The decisions that a doubtful row allows."""
    codes = {reason.problem.code for reason in reasons}
    found = []
    asks_who = codes & {"same_number", "likely_duplicate", "likely_duplicate_elsewhere", "duplicate_in_file"}
    if not asks_who:
        found.append(Choice.AS_IS)
    if row.matches:
        found.append(Choice.FILL)
    if asks_who and "same_number" not in codes:
        found.append(Choice.OTHER)
    return [(choice.value, _(choice.label)) for choice in (*found, Choice.SKIP)]


def _birth(said: dict[str, Any]) -> str:
    year, _dash, rest = str(said.get("birth_date", "")).partition("-")
    month, _dash, day = rest.partition("-")
    return {"day": f"{day}/{month}/{year}", "month": f"{month}/{year}", "year": year}.get(said.get("birth_precision", ""), "")


def _state(source: Any) -> tuple[str, str]:
    tones = {"checked": "warn", "uploaded": "warn", "saved": "ok", "undone": "plain", "cancelled": "plain"}
    return _(ImportState(source.state).label), tones.get(source.state, "info")


def _percent(source: Any) -> int:
    return min(99, source.done * 100 // source.total) if source.total else 0


def _steps(current: int) -> list[dict[str, Any]]:
    titles = (_("Tải tệp"), _("Ghép cột"), _("Kiểm tra, quyết định"), _("Lưu"))
    states = ["done" if place < current else "now" if place == current else "later" for place in range(len(titles))]
    return [{"title": title, "state": state, "lines": []} for title, state in zip(titles, states, strict=True)]


@require_GET
@require(P.PERSON_IMPORT)
def import_progress(request: OfficerRequest, pk: int) -> HttpResponse:
    """The part of the page that asks again while a job runs; when it has ended htmx loads the page anew."""
    source = queries.import_or_404(request.user, pk)
    if source.state not in RUNNING:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "imports/import_detail.html#progress", _detail(request, source))


@require_GET
@require(P.PERSON_IMPORT)
def import_copy(request: OfficerRequest, pk: int) -> HttpResponse:
    """The list with the reasons beside each row."""
    source = queries.import_or_404(request.user, pk)
    try:
        return _file(services.copy_of(source, by=request.user), f"danh-sach-{pk}-ket-qua.xlsx")
    except Refused as refused:
        messages.error(request, str(told(refused.problems[0])))
        return redirect("import_detail", pk)


def _back(request: OfficerRequest, pk: int) -> HttpResponse:
    shown = request.POST.get("xem", "")
    answer = redirect("import_detail", pk)
    page = request.POST.get("trang", "")
    if shown in {"good", "doubtful", "bad", "saved"}:
        answer["Location"] += f"?xem={shown}" + (f"&trang={page}" if page.isdecimal() else "")
    return answer


@require_POST
@require(P.PERSON_IMPORT)
def import_row(request: OfficerRequest, pk: int, number: int) -> HttpResponse:
    """Note who a doubtful row is."""
    queries.import_or_404(request.user, pk)
    form = DecisionForm(request.POST)
    if form.is_valid():
        try:
            services.decide(pk, number, choice=Choice(form.cleaned_data["choice"]), why=form.cleaned_data["why"], by=request.user)
        except Refused as refused:
            messages.error(request, _("Dòng %(row)s: %(why)s") % {"row": number, "why": told(refused.problems[0])})
    return _back(request, pk)


@require_POST
@require(P.PERSON_IMPORT)
def import_confirm(request: OfficerRequest, pk: int) -> HttpResponse:
    """Confirm many rows that have only one kind of doubt."""
    queries.import_or_404(request.user, pk)
    try:
        count = services.confirm_all(pk, code=request.POST.get("code", ""), by=request.user)
        messages.success(request, ngettext("Đã xác nhận %(n)s dòng.", "Đã xác nhận %(n)s dòng.", count) % {"n": count})
    except Refused as refused:
        messages.error(request, str(told(refused.problems[0])))
    return _back(request, pk)


@require_POST
@require(P.PERSON_IMPORT)
def import_save(request: OfficerRequest, pk: int) -> HttpResponse:
    """Save the good and the decided rows, in the background."""
    return _act(request, pk, lambda: services.start_saving(pk, by=request.user))


@require_POST
@require(P.PERSON_IMPORT)
def import_resume(request: OfficerRequest, pk: int) -> HttpResponse:
    """Queue the work again that seems to have died; what is done already is not done twice."""
    source = queries.import_or_404(request.user, pk)
    if task := queries.resumed(source):
        defer(task, pk)
    return redirect("import_detail", pk)


@require_POST
@require(P.PERSON_IMPORT)
def import_cancel(request: OfficerRequest, pk: int) -> HttpResponse:
    """Give an unsaved list up."""
    return _act(request, pk, lambda: services.cancel(pk, by=request.user), to="import_list")


@require_POST
@require(P.PERSON_IMPORT)
def import_close(request: OfficerRequest, pk: int) -> HttpResponse:
    """Be done with a saved list: file and left rows are deleted."""
    return _act(request, pk, lambda: services.close(pk, by=request.user))


def _act(request: OfficerRequest, pk: int, act: Any, *, to: str = "") -> HttpResponse:
    queries.import_or_404(request.user, pk)
    try:
        act()
    except Refused as refused:
        messages.error(request, str(told(refused.problems[0])))
        return redirect("import_detail", pk)
    return redirect(to) if to else redirect("import_detail", pk)


@require_http_methods(["GET", "POST"])
@require(P.PERSON_IMPORT)
def import_undo(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a whole import back, with a reason; or see which rows prevent it."""
    source = queries.import_or_404(request.user, pk)
    if source.state != ImportState.SAVED:
        return redirect("import_detail", pk)
    form = UndoForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.start_undo(pk, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            add_problems(form, refused.problems)
        else:
            return redirect("import_detail", pk)
    found = services.obstacles(source, request.user)
    context = {
        "source": source, "form": form, "counts": queries.counts_of(source),
        "obstacles": [(number, _(services.OBSTACLES[code])) for number, code in found[:100]], "more": max(0, len(found) - 100),
    }  # fmt: skip
    return render(request, "imports/import_undo.html", context, status=INVALID if request.method == "POST" else 200)
