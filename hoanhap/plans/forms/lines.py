"""Which lists does a plan hold beside its head, and how are they typed: a line for each thing, blank lines dropped?

Lines are added by a button that sends the form (`act` = `add-…`); what was typed stays and nothing is judged yet.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoanhap.kit.errors import Problem
from hoanhap.kit.forms import REQUIRED, DayField
from hoanhap.plans.forms.parts import NumberField, check_span, choices, due_initial, number_text, span_initial, typed_span
from hoanhap.plans.rules import (
    Annex,
    Deadline,
    Deliverable,
    Delivery,
    LegalBasis,
    Milestone,
    PlanDoc,
    Proof,
    Recipient,
    Section,
    Subordinate,
    Term,
    Window,
)

SPARE = 2
"""Blank lines after the filled ones."""
MORE = 5
"""Blank lines after the button."""


WHOLE = {"invalid": _("Ghi một số nguyên.")}


class Line(forms.Form):
    """One line of a list. `item` makes the plain value, `initial_of` shows one."""

    SIZES: ClassVar[dict[str, str]] = {}

    def item(self) -> Any:
        """The plain value of a valid line."""
        raise NotImplementedError

    @staticmethod
    def initial_of(item: Any) -> dict[str, Any]:
        """What the line shows of a plain value."""
        raise NotImplementedError

    def cells(self) -> list[tuple[forms.BoundField, str]]:
        """The fields with their widths."""
        return [(field, self.SIZES.get(field.name, "")) for field in self.visible_fields()]


class _DueLine(Line):
    """A line with a day by which something is due."""

    due_on = DayField(label=_("Hạn"), required=False)
    due_exclusive = forms.BooleanField(label=_("“trước ngày”"), required=False)

    def due(self, before: Deadline | None = None) -> Deadline | None:
        """The typed deadline; its receiver is not on the line and stays."""
        data = self.cleaned_data
        return Deadline(data["due_on"], data["due_exclusive"], before.to if before else "") if data["due_on"] else None


class RecipientLine(Line):
    """A line of «Nơi nhận»."""

    SIZES = {"copies": "short", "by": "medium"}
    name = forms.CharField(label=_("Nơi nhận"), max_length=300, error_messages=REQUIRED)
    copies = forms.IntegerField(label=_("Số bản"), required=False, min_value=0, max_value=10_000, error_messages=WHOLE)
    by = forms.ChoiceField(label=_("Gửi bằng"), required=False)
    note = forms.CharField(label=_("Để"), max_length=200, required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["by"].choices = choices(Delivery)  # type: ignore[attr-defined]
        self.fields["by"].initial = Delivery.PAPER.value

    def item(self) -> Recipient:
        data = self.cleaned_data
        return Recipient(data["name"], data["copies"], Delivery(data["by"] or Delivery.PAPER), data["note"])

    @staticmethod
    def initial_of(item: Recipient) -> dict[str, Any]:
        return {"name": item.name, "copies": item.copies, "by": item.by.value, "note": item.note}


class BasisLine(Line):
    """A law that the plan cites."""

    SIZES = {"where": "medium", "document": "medium"}
    text = forms.CharField(label=_("Căn cứ như ghi"), max_length=500, error_messages=REQUIRED)
    where = forms.CharField(label=_("Chỗ ghi"), max_length=100, error_messages=REQUIRED)
    document = forms.CharField(label=_("Số đầy đủ"), max_length=100, required=False)

    def item(self) -> LegalBasis:
        return LegalBasis(**self.cleaned_data)

    @staticmethod
    def initial_of(item: LegalBasis) -> dict[str, Any]:
        return {"text": item.text, "where": item.where, "document": item.document}


class SubordinateLine(_DueLine):
    """Who must issue a plan of its own."""

    SIZES = {"where": "medium"}
    field_order = ["name", "where", "quote", "due_on", "due_exclusive"]
    name = forms.CharField(label=_("Nơi phải lập kế hoạch"), max_length=300, error_messages=REQUIRED)
    where = forms.CharField(label=_("Chỗ ghi"), max_length=100, error_messages=REQUIRED)
    quote = forms.CharField(label=_("Câu trích"), max_length=2000, required=False)

    def item(self) -> Subordinate:
        data = self.cleaned_data
        return Subordinate(data["name"], data["where"], self.due(), data["quote"])

    @staticmethod
    def initial_of(item: Subordinate) -> dict[str, Any]:
        return {"name": item.name, "where": item.where, "quote": item.quote} | due_initial(item.due)


class WindowLine(Line):
    """A campaign within the plan."""

    SIZES = {"where": "medium"}
    name = forms.CharField(label=_("Tên đợt"), max_length=300, error_messages=REQUIRED)
    where = forms.CharField(label=_("Chỗ ghi"), max_length=100, error_messages=REQUIRED)
    since = DayField(label=_("Từ ngày"), required=False)
    last = DayField(label=_("Đến hết ngày"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        check_span(self, data, "since", "last")
        return data

    def item(self) -> Window:
        data = self.cleaned_data
        return Window(data["name"], data["where"], typed_span(data["since"], data["last"]))

    @staticmethod
    def initial_of(item: Window) -> dict[str, Any]:
        return {"name": item.name, "where": item.where} | span_initial(item.period)


class TermLine(Line):
    """A word and what it means in the plan."""

    SIZES = {"word": "medium", "where": "medium"}
    word = forms.CharField(label=_("Từ"), max_length=200, error_messages=REQUIRED)
    meaning = forms.CharField(label=_("Nghĩa trong kế hoạch này"), max_length=2000, error_messages=REQUIRED)
    where = forms.CharField(label=_("Chỗ ghi"), max_length=100, required=False)

    def item(self) -> Term:
        return Term(**self.cleaned_data)

    @staticmethod
    def initial_of(item: Term) -> dict[str, Any]:
        return {"word": item.word, "meaning": item.meaning, "where": item.where}


class AnnexLine(Line):
    """A paper that belongs to the plan."""

    SIZES = {"where": "medium"}
    title = forms.CharField(label=_("Tên phụ lục"), max_length=1000, error_messages=REQUIRED)
    where = forms.CharField(label=_("Gọi là"), max_length=100, error_messages=REQUIRED)
    caption = forms.CharField(label=_("Dòng kèm theo"), max_length=500, required=False)

    def item(self) -> Annex:
        return Annex(**self.cleaned_data)

    @staticmethod
    def initial_of(item: Annex) -> dict[str, Any]:
        return {"title": item.title, "where": item.where, "caption": item.caption}


class SectionLine(Line):
    """A part of the text."""

    SIZES = {"where": "medium"}
    where = forms.CharField(label=_("Chỗ ghi"), max_length=100, error_messages=REQUIRED)
    heading = forms.CharField(label=_("Tên mục"), max_length=300, required=False)
    text = forms.CharField(label=_("Nội dung"), max_length=20_000, required=False, widget=forms.Textarea({"rows": 3}))

    def item(self) -> Section:
        return Section(**self.cleaned_data)

    @staticmethod
    def initial_of(item: Section) -> dict[str, Any]:
        return {"where": item.where, "heading": item.heading, "text": item.text}


class MilestoneLine(Line):
    """A value by the end of a year."""

    SIZES = {"year": "short", "value": "short"}
    year = forms.IntegerField(label=_("Năm"), min_value=1900, max_value=2200, error_messages=REQUIRED | WHOLE)
    value = NumberField(label=_("Giá trị"), error_messages=REQUIRED)
    printed = forms.CharField(label=_("Như in"), max_length=100, required=False)

    def item(self) -> Milestone:
        return Milestone(**self.cleaned_data)

    @staticmethod
    def initial_of(item: Milestone) -> dict[str, Any]:
        return {"year": item.year, "value": number_text(item.value), "printed": item.printed}


class DeliverableLine(_DueLine):
    """One trackable thing of a task."""

    SIZES = {"code": "short", "quantity": "short", "unit": "short", "proof": "medium"}
    field_order = ["code", "text", "quantity", "unit", "proof", "due_on", "due_exclusive"]
    code = forms.RegexField(
        r"^[^\s/]+$", label=_("Mã"), max_length=20, error_messages=REQUIRED | {"invalid": _("Mã không có dấu cách hay dấu gạch chéo.")}
    )
    text = forms.CharField(label=_("Việc"), max_length=1000, error_messages=REQUIRED, widget=forms.Textarea({"rows": 2}))
    quantity = NumberField(label=_("Số lượng"), required=False)
    unit = forms.CharField(label=_("Đơn vị tính"), max_length=50, required=False)
    proof = forms.ChoiceField(label=_("Minh chứng"), required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["proof"].choices = choices(Proof)  # type: ignore[attr-defined]
        self.fields["proof"].initial = Proof.NONE.value

    def item(self) -> Deliverable:
        data = self.cleaned_data
        return Deliverable(data["code"], data["text"], data["quantity"], data["unit"], Proof(data["proof"] or Proof.NONE), self.due())

    @staticmethod
    def initial_of(item: Deliverable) -> dict[str, Any]:
        shown = {"code": item.code, "text": item.text, "quantity": number_text(item.quantity), "unit": item.unit, "proof": item.proof.value}
        return shown | due_initial(item.due)


class Lines(BaseFormSet):
    """A list of lines; every line may be left blank."""

    title: ClassVar[Any] = ""
    hint: ClassVar[Any] = ""
    stays_open: ClassVar[bool] = False
    extra: int

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, prefix: str, initial: Sequence[Mapping[str, Any]] = (), spare: int = SPARE
    ) -> None:
        self.filled = len(initial)
        self.extra = len(initial) + spare
        super().__init__(data, prefix=prefix, initial=initial)

    def initial_form_count(self) -> int:
        """None must be filled."""
        return 0

    @property
    def key(self) -> str:
        """The name of the list in the plan."""
        return str(self.prefix)

    @property
    def is_open(self) -> bool:
        """Whether its fold is open at once: something in it is wrong, or a line was just added."""
        return self.stays_open or self.extra - self.filled == MORE or (self.is_bound and not self.is_valid())

    def items(self, before: Iterable[Any] = ()) -> tuple[Any, ...]:
        """The plain values of the lines that say something. What a line does not show (the receiver of a deadline) stays."""
        found = tuple(form.item() for form in self.forms if form.has_changed())
        known = {name: item.due.to for item in before if (name := _name(item)) and getattr(item, "due", None)}
        return tuple(
            replace(item, due=replace(item.due, to=known[_name(item)])) if _name(item) in known and item.due else item for item in found
        )

    def typed(self) -> list[dict[str, Any]]:
        """The lines as typed, for the same form with more of them."""
        lines = [{field.name: field.data for field in form} for form in self.forms]
        return [line for line, form in zip(lines, self.forms, strict=True) if form.has_changed()]

    def _place(self, at: int, form: forms.Form, name: str) -> str:
        """List, line and column in words."""
        line = gettext("dòng %(n)s") % {"n": at}
        return ", ".join((str(self.title), line, *([str(form.fields[name].label)] if name in form.fields else [])))

    def faults(self) -> list[Problem]:
        """What is wrong, named by list, line and column."""
        return [
            Problem("line", f"{self._place(at, form, name)}: {text}")
            for at, form in enumerate(self.forms, start=1)
            for name, texts in form.errors.items()
            for text in texts
        ]


def _name(item: Any) -> str:
    return str(getattr(item, "code", "") or getattr(item, "name", ""))


def _lines(line: type[Line], title: Any, hint: Any, *, stays_open: bool = False) -> type[Lines]:
    made: Any = formset_factory(line, formset=Lines, max_num=500, absolute_max=600)
    made.title, made.hint, made.stays_open = title, hint, stays_open
    kind: type[Lines] = made
    return kind


PARTS: dict[str, type[Lines]] = {
    "bases": _lines(BasisLine, _("Căn cứ pháp lý"), _("Chép như văn bản ghi; số đầy đủ chỉ ghi khi đã tra.")),
    "subordinates": _lines(
        SubordinateLine, _("Nơi phải lập kế hoạch riêng"), _("“UBND các phường” là từng phường của địa bàn; nơi khác ghi từng tên.")
    ),
    "windows": _lines(WindowLine, _("Đợt cao điểm"), _("Văn bản không nêu ngày thì để trống hai ngày.")),
    "terms": _lines(TermLine, _("Giải thích từ"), _("Từ dễ hiểu khác nhau và nghĩa trong kế hoạch này: mô hình hiệu quả.")),
    "recipients": _lines(RecipientLine, _("Nơi nhận"), _("Mỗi nơi một dòng, như ở cuối văn bản.")),
    "annexes": _lines(AnnexLine, _("Phụ lục"), _("“Gọi là” giống chỗ ghi của biểu: biểu, phụ lục 1.")),
    "sections": _lines(SectionLine, _("Các phần của văn bản"), _("Mục đích, yêu cầu, giải pháp, tổ chức thực hiện.")),
}
"""The lists on the page of the head, by their name in PlanDoc."""

MILESTONES = _lines(MilestoneLine, _("Mốc từng năm"), _("Cho kế hoạch nhiều năm: giá trị phải đạt đến hết mỗi năm."))
DELIVERABLES = _lines(DeliverableLine, _("Việc cụ thể"), _("Mỗi việc theo dõi được là một dòng."), stays_open=True)


class ListForms:
    """The lists of one page together."""

    def __init__(self, kinds: Mapping[str, type[Lines]], thing: Any, data: Mapping[str, Any] | None = None, grow: str = "") -> None:
        """Lists of `thing` (a plan, a target, a task), of typed `data`, or of typed data with more lines in the list `grow`."""

        def shown(key: str, kind: type[Lines]) -> Lines:
            if data is None or f"{key}-TOTAL_FORMS" not in data:  # a form without this list leaves it alone
                return kind(prefix=key, initial=[kind.form.initial_of(item) for item in getattr(thing, key, ())])
            bound = kind(data, prefix=key)
            return bound if not grow else kind(prefix=key, initial=bound.typed(), spare=MORE if key == grow else SPARE)

        self.lists = {key: shown(key, kind) for key, kind in kinds.items()}

    def __iter__(self) -> Any:
        return iter(self.lists.values())

    def faults(self) -> list[Problem]:
        """What is wrong in any of them."""
        return [problem for lines in self if lines.is_bound and not lines.is_valid() for problem in lines.faults()]

    def apply[Thing](self, thing: Thing) -> Thing:
        """The plan, target or task with these lists."""
        values = {key: lines.items(getattr(thing, key)) for key, lines in self.lists.items() if lines.is_bound}
        return replace(thing, **values)  # type: ignore[type-var]  # a dataclass of rules


def growing(act: str, kinds: Mapping[str, type[Lines]]) -> str:
    """The list that a button asks to grow, or nothing."""
    key = act.removeprefix("add-")
    return key if act.startswith("add-") and key in kinds else ""


def head_lists(doc: PlanDoc | None, data: Mapping[str, Any] | None = None, grow: str = "") -> ListForms:
    """The lists on the page of the head."""
    return ListForms(PARTS, doc, data, grow)
