"""Which pages show records that may be one human, and take an officer's decision?"""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, require
from hoanhap.kit.errors import Refused
from hoanhap.kit.formats import masked
from hoanhap.kit.forms import add_problems
from hoanhap.people.forms.duplicates import TwoPeopleForm
from hoanhap.people.queries.duplicates import open_pair_count, pair_or_404, pairs
from hoanhap.people.rules import Likeness, Match, PairState, Sex, Traits, compare
from hoanhap.people.rules.linkage import LEVELS, Evidence
from hoanhap.people.services.duplicates import decide_different, reopen_pair
from hoanhap.people.services.looking import note_pairs_seen

ON_A_PAGE = 10
DECIDED = "hai-nguoi"
LOOKS = {
    Likeness.SAME: {"kind": Likeness.SAME.value, "tone": "ok", "icon": "equal"},
    Likeness.NEAR: {"kind": Likeness.NEAR.value, "tone": "warn", "icon": "wave-sine"},
    Likeness.MISSING: {"kind": Likeness.MISSING.value, "tone": "plain", "icon": "minus"},
    Likeness.DIFFERENT: {"kind": Likeness.DIFFERENT.value, "tone": "danger", "icon": "x"},
}


@require_GET
@require(P.PERSON_MERGE)
def person_pairs(request: OfficerRequest) -> HttpResponse:
    """The pairs that wait, the likeliest first, side by side; with `?xem=hai-nguoi` those decided to be two people."""
    decided = request.GET.get("xem") == DECIDED
    found = pairs(request.user, PairState.DIFFERENT if decided else PairState.OPEN)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("trang"))
    note_pairs_seen(request.user, page.object_list)
    cards = [card(pair, TwoPeopleForm(prefix=f"cap-{pair.pk}")) for pair in page.object_list]
    context = {"page_obj": page, "cards": cards, "decided": decided, "waiting": open_pair_count(request.user)}
    return render(request, "people/pair_list.html", context)


@require_http_methods(["GET", "POST"])
@require(P.PERSON_MERGE)
def person_pair(request: OfficerRequest, pk: int) -> HttpResponse:
    """One pair; a POST notes that it is two people."""
    pair = pair_or_404(request.user, pk)
    form = TwoPeopleForm(request.POST if request.method == "POST" else None, prefix=f"cap-{pk}")
    if form.is_valid():
        try:
            decide_different(pk, why=form.cleaned_data["why"], by=request.user)
        except Refused as refused:
            add_problems(form, refused.problems)
        else:
            codes = {"one": pair.one.code, "other": pair.other.code}
            messages.success(request, _("Đã ghi: %(one)s và %(other)s là hai người. Có thể mở lại ở phần “Đã xem”.") % codes)
            return redirect("person_pairs")
    if request.method == "GET":
        note_pairs_seen(request.user, [pair])
    return render(request, "people/pair_detail.html", {"card": card(pair, form), "form": form}, status=422 if form.errors else 200)


@require_POST
@require(P.PERSON_MERGE)
def person_pair_reopen(request: OfficerRequest, pk: int) -> HttpResponse:
    """Take «two people» back."""
    pair = pair_or_404(request.user, pk)
    try:
        reopen_pair(pk, by=request.user)
    except Refused as refused:
        messages.error(request, " ".join(str(problem) for problem in refused.problems))
        return redirect("person_pairs")
    messages.success(request, _("Cặp %(one)s và %(other)s chờ xem lại.") % {"one": pair.one.code, "other": pair.other.code})
    return redirect("person_pair", pk)


def card(pair: Any, form: TwoPeopleForm) -> dict[str, Any]:
    """Both records side by side, how each field compares, and why the pair is here, in words."""
    one, other = pair.one, pair.other
    likeness = compare(_traits(one), _traits(other))
    shown = [
        ("full_name", _("Họ tên"), *(_named(person) for person in (one, other))),
        ("birth_date", _("Ngày sinh"), one.birth_text, other.birth_text),
        ("sex", _("Giới tính"), _(Sex(one.sex).label), _(Sex(other.sex).label)),
        (
            "address",
            _("Nơi ở"),
            *(", ".join(part for part in (person.address_line, str(person.commune)) if part) for person in (one, other)),
        ),
        ("id_number", _("Định danh"), *(masked(person.id_number) if person.id_number else "" for person in (one, other))),
        ("contact_name", _("Người thân"), one.contact_name, other.contact_name),
    ]
    rows = [
        {"label": label, "one": first, "other": second, "word": _(likeness[name].label), **LOOKS[likeness[name]]}
        for name, label, first, second in shown
        if first or second
    ]
    said = [(person.code, person.not_duplicate_reason) for person in (one, other) if person.not_duplicate_reason]
    return {"pair": pair, "one": one, "other": other, "rows": rows, "form": form, "said": said, **told(match_of(pair))}


def match_of(pair: Any) -> Match:
    """The comparison that a pair was listed by. Levels that a later version no longer knows are left out."""
    known = [each for each in pair.reasons if each["level"] in LEVELS.get(each["field"], {})]
    return Match(pair.other_id, pair.score, tuple(Evidence(**each) for each in known))


def told(match: Match) -> dict[str, Any]:
    """Strength, reasons and doubts in words; the bits apart, for who asks."""
    return {
        "strength": _(match.strength.label),
        "tone": {"certain": "danger", "likely": "warn", "possible": "plain"}[match.strength.value],
        "reasons": [_(words) for words in match.reasons()],
        "doubts": [_(words) for words in match.doubts()],
        "score": number_format(round(match.score, 1)),
        "weights": [
            {"words": _(each.words), "bits": f"{'+' if each.bits > 0 else '−'}{number_format(abs(round(each.bits, 1)))}"}
            for each in sorted(match.evidence, key=lambda each: -each.bits)
        ],
    }


def _named(person: Any) -> str:
    return f"{person.full_name} ({person.other_name})" if person.other_name else str(person.full_name)


def _traits(person: Any) -> Traits:
    return Traits(
        person.full_name, person.sex, person.birth_date, person.birth_precision, person.id_number, person.commune_id, person.address_line,
        person.contact_name, person.province_id, person.other_name,
    )  # fmt: skip
