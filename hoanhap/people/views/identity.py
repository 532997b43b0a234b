"""Which pages show and correct what is known of a person: papers, addresses, family, picture, past, health?"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hoanhap.accounts.rights import P
from hoanhap.accounts.scope import OfficerRequest, has_right, require
from hoanhap.audit.rules import Action
from hoanhap.audit.services import record as audit
from hoanhap.kit.dates import FOREVER, today
from hoanhap.kit.errors import Problem, Refused, StaleState
from hoanhap.kit.formats import masked
from hoanhap.kit.forms import add_problems, told
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.kit.seal import Unsealable
from hoanhap.people import queries, services
from hoanhap.people.forms.identity import (
    AddressForm,
    BackgroundForm,
    HealthForm,
    HealthStartForm,
    PaperForm,
    PartForm,
    PastMeasureForm,
    PhotoForm,
    RelativeForm,
)
from hoanhap.people.queries import identity as known
from hoanhap.people.rules import (
    Employment,
    IdentityPaperKind,
    Marital,
    PastMeasureKind,
    Relation,
    Route,
    StableGround,
    Substance,
    birth_text,
    countries,
    ethnic_groups,
    street_names,
)
from hoanhap.people.rules.health import WHO_MAY_KNOW


@dataclass(frozen=True)
class Part:
    """One section of the page: its address, its form, and who saves it."""

    key: str
    """Name in the services and in the log."""
    form: type[PartForm]
    add: Any
    """Heading of the form that adds a row."""
    edit: Any
    anchor: str
    saved: Any
    save: Callable[..., Any]
    has_rows: bool = True


def _row(service: Callable[..., Any], argument: str) -> Callable[..., Any]:
    """A service that adds or corrects a row, as `identity_part` calls it."""

    def save(person: int, form: PartForm, key: int | None, **by: Any) -> None:
        service(person, form.data_of(), **{argument: key}, **by)

    return save


def _save_photo(person: int, form: PartForm, _key: int | None, **by: Any) -> None:
    image = form.cleaned_data["image"]
    services.save_photo(person, image.read(), taken_on=form.cleaned_data["taken_on"], **by)


def _save_background(person: int, form: PartForm, _key: int | None, **by: Any) -> None:
    services.save_background(person, form.data_of(), **by)


PARTS: dict[str, Part] = {
    "giay-to": Part(
        "identity_paper", PaperForm, _("Thêm giấy tờ tùy thân"), _("Sửa giấy tờ tùy thân"), "giay-to", _("Đã lưu giấy tờ tùy thân."),
        _row(services.save_paper, "paper_id"),
    ),
    "dia-chi": Part(
        "address", AddressForm, _("Thêm địa chỉ"), _("Sửa địa chỉ"), "dia-chi", _("Đã lưu địa chỉ."),
        _row(services.save_address, "address_id"),
    ),
    "gia-dinh": Part(
        "relative", RelativeForm, _("Thêm người thân, người đại diện"), _("Sửa người thân, người đại diện"), "gia-dinh",
        _("Đã lưu người thân."), _row(services.save_relative, "relative_id"),
    ),
    "bien-phap": Part(
        "past_measure", PastMeasureForm, _("Thêm biện pháp đã qua"), _("Sửa biện pháp đã qua"), "bien-phap", _("Đã lưu biện pháp đã qua."),
        _row(services.save_past_measure, "measure_id"),
    ),
    "tien-su": Part(
        "background", BackgroundForm, _("Ghi tiền sử"), _("Ghi tiền sử"), "tien-su", _("Đã lưu tiền sử."), _save_background, has_rows=False
    ),
    "anh": Part("photo", PhotoForm, _("Thêm ảnh"), _("Thêm ảnh"), "anh", _("Đã lưu ảnh."), _save_photo, has_rows=False),
}  # fmt: skip


@require_GET
@require(P.PERSON_VIEW)
def person_identity(request: OfficerRequest, code: str) -> HttpResponse:
    """Everything that is known of who somebody is, with the small forms for each part. The look is audited."""
    person = queries.person_or_404(request.user, code)
    if person.merged_into is not None:
        return redirect("person_identity", code=person.merged_into.code)
    audit(Action.VIEW, by=request.user, subject_type="person", subject_id=person.code, person_id=person.pk, detail={"part": "identity"})
    found = known.identity_of(person)
    return render(
        request,
        "people/person_identity.html",
        {
            **queries.identity_strip(request.user, person),
            "known": found,
            "facts": _facts(person),
            "papers": [_paper(row, today()) for row in found.papers],
            "addresses": [_address(row) for row in found.addresses],
            "relatives": [(row, gettext(Relation(row.relation).label)) for row in found.relatives],
            "former": [(row, gettext(Relation(row.relation).label)) for row in found.former_relatives],
            "background": _background(found.background),
            "measures": [(row, gettext(PastMeasureKind(row.kind).label)) for row in found.past_measures],
            "may_open_health": known.may_open_health(request.user, person),
        },
    )


def _facts(person: Any) -> list[tuple[str, str]]:
    reason = gettext(person.get_no_number_reason_display()) if person.no_number_reason else ""
    family = " · ".join(part for part in (person.contact_name, person.contact_relation, person.contact_phone) if part)
    return [
        (gettext("Tên gọi khác"), person.other_name),
        (gettext("Quốc tịch"), countries(_language()).get(person.nationality, person.nationality)),
        (gettext("Dân tộc"), ethnic_groups().get(person.ethnicity, "")),
        (gettext("Tôn giáo"), person.religion),
        (gettext("Nơi sinh, quê quán"), person.birth_place),
        (gettext("Trình độ học vấn"), person.education),
        (gettext("Nghề nghiệp"), person.occupation),
        (gettext("Việc làm"), gettext(Employment(person.employment).label) if person.employment else ""),
        (gettext("Nơi làm việc, học tập"), person.workplace),
        (gettext("Tình trạng hôn nhân"), gettext(Marital(person.marital).label) if person.marital else ""),
        (gettext("Đối tượng chính sách"), person.policy_group),
        (gettext("Điện thoại"), person.phone),
        (gettext("Liên hệ khi cần"), family),
        *([(gettext("Không có số vì"), reason)] if reason else []),
        *([(gettext("Số khác thông tin khác vì"), person.number_reason)] if person.number_reason else []),
    ]


def _language() -> str:
    return "en" if (get_language() or "vi").startswith("en") else "vi"


def _paper(row: Any, day: date) -> dict[str, Any]:
    """A paper with the middle of its number hidden; the form that shows it whole is logged."""
    number = row.number
    shown = (
        masked(number) if number.isdecimal() and len(number) in {9, 12} else number if len(number) < 6 else f"{number[:2]}•••{number[-2:]}"
    )
    return {"row": row, "kind": gettext(IdentityPaperKind(row.kind).label), "number": shown, "is_expired": known.is_expired(row, day)}


def _address(row: Any) -> dict[str, Any]:
    return {
        "row": row,
        "kind": gettext(row.get_kind_display()),
        "place": ", ".join(part for part in (row.line, str(row.unit), row.unit.province.name if row.unit.province else "") if part),
        "last_day": None if row.until == FOREVER else row.until - timedelta(days=1),
        "is_present": row.until == FOREVER,
        "ground": gettext(StableGround(row.ground).label) if row.ground else "",
    }


def _background(row: Any) -> list[tuple[str, str]]:
    if row is None:
        return []
    substances = [gettext(Substance(code).label) for code in row.substances]
    return [
        (gettext("Chất đã sử dụng"), ", ".join([*substances, *([row.other_substance] if row.other_substance else [])])),
        (gettext("Cách sử dụng"), ", ".join(gettext(Route(code).label) for code in row.routes)),
        (gettext("Sử dụng lần đầu"), birth_text(row.first_use, row.first_use_precision)),
        (gettext("Bị phát hiện lần đầu"), f"{row.first_detected_on:%d/%m/%Y}" if row.first_detected_on else ""),
        (gettext("Tiền án"), row.criminal_record),
        (gettext("Tiền sự"), row.administrative_record),
    ]


STALE = Problem(
    "stale",
    N_("Chưa lưu: hồ sơ này vừa được người khác sửa."),
    N_("Trang này mở trước lần sửa đó."),
    N_("Xem lại trang Nhân thân nếu cần rồi lưu lại; mọi thứ đã gõ vẫn còn."),
)


@require_http_methods(["GET", "POST"])
@require(P.PERSON_REGISTER)
def identity_part(request: OfficerRequest, code: str, part: str, key: int | None = None) -> HttpResponse:
    """The form of one section: adds a row, or corrects the row `key`. With htmx the form alone, to open it in its place."""
    if part not in PARTS or (key is not None and not PARTS[part].has_rows):
        raise Http404
    section = PARTS[part]
    person = queries.editable_person_or_404(request.user, code)
    row = known.row_or_404(person, section.key, key) if key is not None else None
    status, elsewhere = 200, ""
    if request.method == "POST":
        form = section.form(request.POST, request.FILES)
        status = 422
        if form.is_valid():
            try:
                section.save(person.pk, form, key, by=request.user, seen_version=form.cleaned_data["seen_version"])
            except Refused as refused:
                elsewhere = next((str(problem.params["code"]) for problem in refused.problems if "code" in problem.params), "")
                add_problems(form, refused.problems)
            except StaleState:
                add_problems(form, [STALE])
                person = queries.editable_person_or_404(request.user, code)
                form.seen_again(person.version)
                status = 409
            else:
                messages.success(request, str(section.saved))
                return redirect(f"{reverse('person_identity', args=[person.code])}#{section.anchor}")
    else:
        form = section.form(initial={"seen_version": person.version, **_initial(section, row, person, request)})
        if row is not None or section.key == "background":
            audit(
                Action.REVEAL if section.key == "identity_paper" else Action.VIEW,
                by=request.user,
                subject_type="person",
                subject_id=person.code,
                person_id=person.pk,
                detail={"part": section.key},
            )
    page = "people/person_identity_form.html"
    context = {
        "person": person,
        "form": form,
        "part": part,
        "key": key,
        "heading": section.edit if row is not None else section.add,
        "elsewhere": elsewhere,
        "row": row,
        "street_names": street_names() if section.key == "background" else (),
        "is_present": section.key == "address" and row is not None and row.kind == "actual" and row.until == FOREVER,
    }
    return render(request, f"{page}#form" if request.headers.get("HX-Request") == "true" else page, context, status=status)


def _initial(section: Part, row: Any, person: Any, request: OfficerRequest) -> dict[str, Any]:
    """What the form begins with: the row; for a new address or relative what is likeliest."""
    if section.key == "background":
        row = known.background_of(person)
        if row is None:
            return {}
        return {
            **{name: getattr(row, name) for name in section.form.base_fields if hasattr(row, name)},
            "first_use": birth_text(row.first_use, row.first_use_precision),
        }
    if row is None:
        kind = request.GET.get("loai", "")
        return {"kind": kind} if kind in {"permanent", "temporary"} else {}
    values = {name: getattr(row, name) for name in section.form.base_fields if hasattr(row, name)}
    if "last_day" in section.form.base_fields:
        values["last_day"] = None if row.until == FOREVER else row.until - timedelta(days=1)
    if section.key == "past_measure":
        values["completed"] = {True: "yes", False: "no"}.get(row.completed, "")
    return values


@require_POST
@require(P.PERSON_REGISTER)
def identity_remove(request: OfficerRequest, code: str, part: str, key: int) -> HttpResponse:
    """Withdraw a paper, or take out a row that was entered by mistake."""
    if part not in PARTS or part == "tien-su":
        raise Http404
    section = PARTS[part]
    person = queries.editable_person_or_404(request.user, code)
    seen = request.POST.get("seen_version", "")
    version = int(seen) if seen.isdecimal() and len(seen) < 10 else 0
    if section.key != "photo":
        known.row_or_404(person, section.key, key)
    try:
        if section.key == "identity_paper":
            services.withdraw_paper(person.pk, key, by=request.user, seen_version=version)
        else:
            services.remove_part(
                person.pk, section.key, person.pk if section.key == "photo" else key, by=request.user, seen_version=version
            )
    except ObjectDoesNotExist:
        raise Http404 from None
    except Refused as refused:
        messages.error(request, " ".join(str(told(problem)) for problem in refused.problems))
    except StaleState:
        messages.error(request, str(told(STALE)))
    else:
        messages.success(request, gettext("Đã rút giấy tờ.") if section.key == "identity_paper" else gettext("Đã bỏ khỏi hồ sơ."))
    return redirect(f"{reverse('person_identity', args=[person.code])}#{section.anchor}")


@require_GET
@never_cache
@require(P.PERSON_VIEW)
def person_photo(request: OfficerRequest, code: str) -> HttpResponse:
    """The picture, for those in scope; browsers keep no copy."""
    person = queries.person_or_404(request.user, code)
    image = services.photo_shown(person, by=request.user)
    if image is None:
        raise Http404
    return HttpResponse(image, content_type="image/jpeg", headers={"Cache-Control": "no-store", "Content-Disposition": "inline"})


# --- Health -----------------------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@require(P.HEALTH_VIEW)
def health_start(request: OfficerRequest) -> HttpResponse:
    """Whose sheet: health staff type the register code; people are not listed or searched for them."""
    form = HealthStartForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person = known.find_patient(request.user, form.cleaned_data["code"])
        if person is not None:
            return redirect("person_health", person.code)
        words = Problem(
            "no_patient",
            N_("Không có hồ sơ này trong phạm vi của bạn."),
            remedy=N_("Xem lại mã trên giấy tờ đi kèm, hoặc hỏi Công an nơi lập hồ sơ."),
            field="code",
        )
        add_problems(form, [words])
    return render(request, "people/health_start.html", {"form": form, "section": "people"}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@never_cache
@require(P.HEALTH_VIEW)
def person_health(request: OfficerRequest, code: str) -> HttpResponse:
    """Part III of form 17, opened for health staff in scope; every opening is logged."""
    person = known.patient_or_404(request.user, code)
    context: dict[str, Any] = {"person": person, "basis": told(Problem("basis", "", article=WHO_MAY_KNOW)).article, "section": "people"}
    context["may_view"] = has_right(request.user, P.PERSON_VIEW, today())
    if request.method == "POST":
        form = HealthForm(request.POST)
        status = 422
        if form.is_valid():
            try:
                services.save_health_sheet(person.pk, form.data_of(), by=request.user, seen_version=form.cleaned_data["seen_version"])
            except Refused as refused:
                add_problems(form, refused.problems)
            except StaleState:
                add_problems(form, [STALE])
                person = known.patient_or_404(request.user, code)
                form.seen_again(person.version)
                status = 409
            else:
                messages.success(request, gettext("Đã lưu phiếu sức khỏe."))
                return redirect("person_health", person.code)
        return render(request, "people/person_health.html", context | {"form": form}, status=status)
    try:
        person, sheet, version = services.open_health_sheet(person.pk, by=request.user)
    except Unsealable:
        return render(request, "people/person_health.html", context | {"is_closed": True}, status=503)
    initial = {name: getattr(sheet, name) for name in HealthForm.base_fields if hasattr(sheet, name)} if sheet is not None else {}
    form = HealthForm(initial={**initial, "seen_version": version})
    return render(request, "people/person_health.html", context | {"form": form, "is_new": sheet is None})
