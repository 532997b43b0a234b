"""Which entries are not certain, who confirms one on which text, and how is a confirmation taken back?"""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.kit import dates
from hoanhap.kit.errors import Refused
from hoanhap.kit.forms import add_problems
from hoanhap.law.book import Entry, Rule, UnknownRule
from hoanhap.law.book import book as shipped_book
from hoanhap.rulebook import queries, services
from hoanhap.rulebook.forms import ConfirmForm, WithdrawForm
from hoanhap.rulebook.rules import is_open_question
from hoanhap.rulebook.views.words import address, doubt, language, reason, shown
from hoanhap.units.rules import fold


def law_unconfirmed(request: HttpRequest) -> HttpResponse:
    """Every entry that is not certain, topic by topic: what is not sure, and who confirmed or withdrew."""
    law = queries.current_book()
    words = fold(request.GET.get("tim", "")[:100]).split()
    state = request.GET.get("loc", "")
    rows = queries.confirmations_of(entry.id for entry in shipped_book().entries if is_open_question(entry))
    last = {row.entry: row for row in reversed(rows)}
    groups = []
    counts = {"open": 0, "confirmed": 0}
    for topic in shipped_book().topics:
        lines = []
        for rule in topic.rules:
            for entry in rule.entries:
                if not is_open_question(entry):
                    continue
                done = law.by_id(entry.id).confirmation is not None
                counts["confirmed" if done else "open"] += 1
                text = f"{rule.label(language())} {entry.id} {entry.short_basis(language())} {reason(entry)}"
                if (state and (state == "confirmed") is not done) or not all(word in fold(text) for word in words):
                    continue
                lines.append(_line(rule, entry, done=done, row=last.get(entry.id)))
        if lines:
            groups.append((topic.key, topic.label(language()), lines))
    context = {"groups": groups, "counts": counts, "state": state, "typed": request.GET.get("tim", "")[:100]}
    return render(request, "rulebook/law_unconfirmed.html", context)


def _line(rule: Rule, entry: Entry, *, done: bool, row: object) -> dict[str, object]:
    return {
        "label": rule.label(language()),
        "url": address(rule, entry.since),
        "confirm_slug": rule.slug,
        "since": entry.since,
        "id": entry.id,
        "article": entry.short_basis(language()),
        "doubt": doubt(entry),
        "reason": entry.doubt_in(language()) or "",
        "readings": len(entry.readings),
        "sources": entry.sources,
        "done": done,
        "row": row,
        "withdrawn": row is not None and hasattr(row, "withdrawal"),
    }


@require(P.LAW_CONFIRM)
def law_confirm(request: OfficerRequest, slug: str, since: str) -> HttpResponse:
    """Confirm one entry: what it says, what is not sure, the text that was read; what follows is said before saving."""
    rule, entry = _entry_or_404(slug, since)
    first = entry.basis[0]
    initial = {"seen": entry.fingerprint, "document": first.doc.number, "reading": entry.working or ""}
    choices = [(str(item), item.label(language())) for item in entry.readings]
    form = ConfirmForm(request.POST or None, initial=initial, readings=choices)
    if form.is_valid():
        typed = {name: value for name, value in form.cleaned_data.items() if value}
        try:
            services.confirm(entry.id, by=request.user, **typed)
        except Refused as refused:
            add_problems(form, refused.problems)
        else:
            messages.success(request, _("Đã xác nhận mục %(id)s. Hạn tính từ nay ghi là đã xác nhận.") % {"id": entry.id})
            return redirect(address(rule, entry.since))
    standing = next((row for row in queries.confirmations_of([entry.id]) if not hasattr(row, "withdrawal")), None)
    preview = {
        "before": doubt(entry),
        "after": _("đã xác nhận: %(name)s, %(day)s") % {"name": request.user, "day": f"{dates.today():%d/%m/%Y}"},
        "changes": _(
            "Hạn tính từ nay ghi là đã xác nhận; hạn đã tính giữ nguyên như lúc tính. Tên người xác nhận, ngày và văn bản hiện ở mục này. "
            "Khi nội dung mục thay đổi, xác nhận hết tác dụng."
        ),
        "footer": _("Việc này được ghi nhật ký. Xác nhận sai thì rút lại được, dòng cũ vẫn đọc được."),
    }
    context = {
        "form": form,
        "rule": rule,
        "label": rule.label(language()),
        "entry": shown(shipped_book(), rule, entry),
        "back": address(rule, entry.since),
        "preview": preview,
        "standing": standing if standing is not None and standing.fingerprint == entry.fingerprint else None,
    }
    return render(request, "rulebook/law_confirm.html", context, status=422 if form.errors else 200)


def _entry_or_404(slug: str, since: str) -> tuple[Rule, Entry]:
    try:
        rule = shipped_book().by_slug(slug)
        day = date.fromisoformat(since)
    except (UnknownRule, ValueError):
        raise Http404 from None
    entry = rule.at(day)
    if entry is None or entry.repealed or entry.since != day or not is_open_question(entry):
        raise Http404
    return rule, entry


@require(P.LAW_CONFIRM)
def law_confirmation_withdraw(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take a confirmation back, with a reason."""
    row = queries.confirmation_or_404(pk)
    back, title = "law_unconfirmed", row.entry
    try:
        entry = shipped_book().by_id(row.entry)
        rule = shipped_book().rule(entry.rule)
        url, title = address(rule, entry.since), f"{rule.label(language())} ({entry.id})"
    except UnknownRule:  # the entry has left the book since
        url = ""
    form = WithdrawForm(request.POST or None)
    if form.is_valid():
        try:
            services.withdraw_confirmation(row.pk, by=request.user, **form.cleaned_data)
        except Refused as refused:
            add_problems(form, refused.problems)
        else:
            messages.success(request, _("Đã rút lại xác nhận. Mục trở về trạng thái chưa chắc chắn."))
            return redirect(url or back)
    context = {
        "form": form,
        "title": title,
        "lines": [
            f"{row.article} {row.document}",
            row.statement,
            _("%(name)s xác nhận lúc %(at)s") % {"name": row.by, "at": f"{row.at.astimezone(dates.VIETNAM):%H:%M, %d/%m/%Y}"},
        ],
        "url": url,
        "withdrawn": getattr(row, "withdrawal", None),
        "preview": {
            "before": _("đã xác nhận"),
            "after": _("chưa xác nhận như trước"),
            "changes": _("Hạn tính từ nay ghi là chưa xác nhận; hạn đã tính giữ nguyên. Dòng xác nhận vẫn đọc được, kèm lý do rút lại."),
        },
    }
    return render(request, "rulebook/law_withdraw.html", context, status=422 if form.errors else 200)
