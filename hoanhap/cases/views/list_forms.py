"""What does an officer ask of the list of people? The form behind the address; its field names are the codes that stand there."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoanhap.cases.rules import MANAGEMENT, PROCEDURES
from hoanhap.cases.rules.lists import SHOWN, AgeBand, Due, Field, Known, Order, Status, Wanted
from hoanhap.cases.rules.states import Residence, State, Substance
from hoanhap.kit.enums import Labelled
from hoanhap.kit.forms import REQUIRED, DayField, QuickSelect
from hoanhap.people.rules import Sex

type Choices = list[tuple[str, str]]


def _told(labels: type[Labelled]) -> Choices:
    return [(member.value, gettext(member.label)) for member in labels]


class ListForm(forms.Form):
    """What narrows, sorts and fills the list. `ten` and `nguoi_giup` are someone's name: they come by POST and stay in the session."""

    TEXTS = ("ten", "nguoi_giup")

    ten = forms.CharField(label=_("Họ tên có chữ"), required=False, max_length=120)
    tt = forms.ChoiceField(label=_("Tình trạng"), required=False, widget=QuickSelect)
    tinh = forms.TypedChoiceField(label=_("Tỉnh, thành phố"), required=False, coerce=int, empty_value=None, widget=QuickSelect)
    xa = forms.TypedChoiceField(label=_("Xã, phường"), required=False, coerce=int, empty_value=None, widget=QuickSelect)
    han = forms.ChoiceField(label=_("Hạn"), required=False, widget=QuickSelect)
    can_bo = forms.ChoiceField(label=_("Cán bộ phụ trách"), required=False, widget=QuickSelect)
    thu_tuc = forms.ChoiceField(label=_("Thủ tục"), required=False, widget=QuickSelect)
    dong_ho = forms.ChoiceField(label=_("Việc có hạn"), required=False, widget=QuickSelect)
    gioi = forms.ChoiceField(label=_("Giới tính"), required=False, widget=QuickSelect)
    tuoi = forms.ChoiceField(label=_("Tuổi"), required=False, widget=QuickSelect)
    ngay = DayField(label=_("Tuổi tính đến ngày"), required=False)
    chat = forms.ChoiceField(label=_("Chất ở lần dương tính gần nhất"), required=False, widget=QuickSelect)
    cu_tru = forms.ChoiceField(label=_("Nơi cư trú"), required=False, widget=QuickSelect)
    giup_do = forms.ChoiceField(label=_("Phân công giúp đỡ"), required=False, widget=QuickSelect)
    nguoi_giup = forms.CharField(label=_("Tên người giúp đỡ"), required=False, max_length=120)
    xep = forms.ChoiceField(label=_("Xếp theo"), required=False, widget=QuickSelect)
    cot = forms.MultipleChoiceField(label=_("Cột"), required=False)

    def __init__(
        self,
        *args: Any,
        me: int,
        provinces: list[tuple[int, str]],
        communes: list[tuple[int, str]],
        officers: list[tuple[int, str]],
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        self.me = me
        everything = [("", gettext("tất cả"))]
        clocks = [(key, gettext(clock.label)) for key, clock in MANAGEMENT.clocks.items()]
        choices: dict[str, Any] = {
            "tt": [*everything, (gettext("Nhóm"), _told(Status)), (gettext("Từng tình trạng"), _told(State))],
            "thu_tuc": [*everything, *((key, gettext(procedure.key.label)) for key, procedure in PROCEDURES.items())],
            "tinh": [*everything, *provinces],
            "xa": [*everything, *communes],
            "dong_ho": [*everything, *clocks],
            "han": [*everything, *_told(Due)],
            "can_bo": [
                *everything,
                ("toi", gettext("Tôi")),
                ("none", gettext("Chưa phân công")),
                *((str(pk), name) for pk, name in officers),
            ],
            "gioi": [*everything, *_told(Sex)],
            "tuoi": [*everything, *_told(AgeBand)],
            "chat": [*everything, *_told(Substance)],
            "cu_tru": [*everything, *_told(Residence), (Known.NO.value, gettext("Chưa xác minh"))],
            "giup_do": [*everything, *_told(Known)],
            "xep": _told(Order),
            "cot": _told(Field),
        }
        for name, found in choices.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]
        for name, found in (("tinh", provinces), ("xa", communes)):
            if len(found) < 2:
                del self.fields[name]
        for field in self.fields.values():
            field.widget.attrs["form"] = "loc"  # the form stands beside the folds that hold most of its fields

    @property
    def narrowing(self) -> list[forms.BoundField]:
        """The fields that narrow the list, in the order of the page."""
        return [self[name] for name in self.fields if name not in {"xep", "cot"}]

    @property
    def columns(self) -> list[Field]:
        """The columns chosen, in their order; the usual ones when none are."""
        return [Field(name) for name in dict.fromkeys(self.cleaned_data.get("cot", []))] or list(SHOWN)

    @property
    def order(self) -> Order:
        """The order chosen; by name when none is."""
        return Order(self.cleaned_data.get("xep") or Order.NAME)

    def codes(self) -> dict[str, str]:
        """The conditions as the address and a saved filter keep them: no texts, no empty ones."""
        found = {}
        for name in self.fields:
            value = self.cleaned_data.get(name)
            if name not in {*self.TEXTS, "xep", "cot"} and value not in ("", None):
                found[name] = f"{value:%d/%m/%Y}" if name == "ngay" else str(value)
        return found

    def texts(self) -> dict[str, str]:
        """What was typed of names."""
        return {name: value for name in self.TEXTS if (value := self.cleaned_data.get(name, "").strip())}

    def wanted(self) -> Wanted:
        """The question in the words of the queries."""
        data = self.cleaned_data
        return Wanted(
            status=data["tt"], procedure=data["thu_tuc"], province=data.get("tinh"), commune=data.get("xa"), ages=data["tuoi"],
            ages_on=data["ngay"], sex=data["gioi"], substance=data["chat"], clock=data["dong_ho"], due=data["han"], helper=data["giup_do"],
            residence=data["cu_tru"], officer=str(self.me) if data["can_bo"] == "toi" else data["can_bo"],
            name=data["ten"], helper_name=data["nguoi_giup"].strip(),
        )  # fmt: skip


def address_of(codes: dict[str, str], columns: list[Field], order: Order, *, has_texts: bool = False) -> str:
    """The query of the list's address: conditions, order and columns that are not the usual ones, and whether the session adds texts."""
    query = QueryDict(mutable=True)
    query.update(codes)
    if order is not Order.NAME:
        query["xep"] = order.value
    if columns != list(SHOWN):
        query.setlist("cot", [column.value for column in columns])
    if has_texts:
        query["chu"] = "1"
    return f"?{query.urlencode()}" if query else ""


class SaveForm(forms.Form):
    """A name for a filter, and who sees it."""

    name = forms.CharField(
        label=_("Tên bộ lọc"), max_length=80, error_messages=REQUIRED, help_text=_("Ví dụ: Quá hạn kiểm tra cư trú. Không ghi tên người.")
    )
    is_shared = forms.BooleanField(label=_("Cả đơn vị cùng dùng"), required=False)


class AssignForm(forms.Form):
    """To whom the selected cases go; empty: nobody any more."""

    NOBODY = "khong"

    can_bo = forms.ChoiceField(label=_("Cán bộ phụ trách"), error_messages=REQUIRED, widget=QuickSelect)

    def __init__(self, *args: Any, officers: list[tuple[int, str]], **kw: Any) -> None:
        super().__init__(*args, **kw)
        some: Choices = [(str(pk), name) for pk, name in officers]
        self.fields["can_bo"].choices = [("", "—"), *some, (self.NOBODY, gettext("Thôi phân công"))]  # type: ignore[attr-defined]
