"""How does a typed task become a plain one?"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hoanhap.kit.forms import REQUIRED, DayField
from hoanhap.plans.forms.parts import ReasonForm, check_span, choices, due_initial, span_initial, split, typed_span
from hoanhap.plans.rules import Deadline, PlanDoc, Proposal, Recurrence, TaskDoc, TaskKind


class TaskForm(ReasonForm):
    """One task of one lead agency; its deliverables are a list of their own."""

    GROUPS = (
        (_("Nhiệm vụ như văn bản ghi"), ("code", "agency", "kind", "text", "where", "coordinating")),
        (_("Hạn và nhịp"), ("due_on", "due_exclusive", "due_to", "due_text", "recurrence", "window")),
        (_("Kỳ riêng, chỉ tiêu, ghi chú"), ("since", "last", "targets", "quote", "note")),
    )
    FOLDED = frozenset({"since"})
    SIZES = {"code": "short", "kind": "medium", "where": "medium", "recurrence": "medium"}

    code = forms.RegexField(
        r"^[^\s/]+$", label=_("Mã"), max_length=20, error_messages=REQUIRED | {"invalid": _("Mã không có dấu cách hay dấu gạch chéo.")}
    )
    agency = forms.CharField(
        label=_("Cơ quan chủ trì"),
        max_length=300,
        error_messages=REQUIRED,
        help_text=_("Như văn bản ghi: Công an quận. Chung cho mọi nơi: Tất cả các đơn vị."),
        widget=forms.TextInput({"list": "co-quan", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("Giao hay đề nghị"), help_text=_("“Đề nghị …” là đề nghị, không phải giao."))
    text = forms.CharField(label=_("Nhiệm vụ"), max_length=5000, error_messages=REQUIRED, widget=forms.Textarea({"rows": 3}))
    where = forms.CharField(label=_("Chỗ ghi"), max_length=100, error_messages=REQUIRED, help_text=_("mục IV.1"))
    coordinating = forms.CharField(
        label=_("Phối hợp với"), required=False, widget=forms.Textarea({"rows": 2}), help_text=_("Mỗi cơ quan một dòng.")
    )
    due_on = DayField(label=_("Hạn"), required=False)
    due_exclusive = forms.BooleanField(label=_("Viết “trước ngày”: ngày cuối là hôm trước"), required=False)
    due_to = forms.CharField(label=_("Gửi cho"), max_length=300, required=False)
    due_text = forms.CharField(
        label=_("Hạn bằng chữ"),
        max_length=300,
        required=False,
        help_text=_("Khi văn bản không nêu ngày: cuối năm, theo quy định. Không có cả hai thì trọng tài sẽ hỏi."),
    )
    recurrence = forms.ChoiceField(label=_("Lặp lại"))
    window = forms.ChoiceField(label=_("Đợt cao điểm"), required=False)
    since = DayField(label=_("Từ ngày"), required=False, help_text=_("Chỉ ghi khi khác kỳ của kế hoạch."))
    last = DayField(label=_("Đến hết ngày"), required=False)
    targets = forms.MultipleChoiceField(label=_("Phục vụ chỉ tiêu"), required=False, widget=forms.CheckboxSelectMultiple)
    quote = forms.CharField(
        label=_("Câu trích"), max_length=5000, required=False, widget=forms.Textarea({"rows": 2}), help_text=_("Nguyên văn.")
    )
    note = forms.CharField(label=_("Ghi chú"), max_length=1000, required=False)

    def __init__(self, *arguments: Any, doc: PlanDoc, before: TaskDoc | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.before = before
        self.taken = {task.code for task in doc.tasks if before is None or task.code != before.code}
        self.fields["kind"].choices = choices(TaskKind)  # type: ignore[attr-defined]
        self.fields["recurrence"].choices = choices(Recurrence)  # type: ignore[attr-defined]
        self.fields["window"].choices = [("", "–"), *((window.name, window.name) for window in doc.windows)]  # type: ignore[attr-defined]
        named = [(target.code, f"{target.code} · {target.text}"[:110]) for target in doc.targets]
        self.fields["targets"].choices = named  # type: ignore[attr-defined]
        self.fields["code"].disabled = before is not None
        self.agencies = sorted({task.agency for task in doc.tasks} | {target.owner for target in doc.targets if target.owner})

    def clean_code(self) -> str:
        code = str(self.cleaned_data["code"])
        if code in self.taken:
            raise forms.ValidationError(gettext("Mã %(code)s đã dùng cho nhiệm vụ khác. Đặt mã khác.") % {"code": code}, code="taken")
        return code

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        check_span(self, data, "since", "last")
        if data.get("due_exclusive") and not data.get("due_on"):
            self.add_error("due_on", gettext("Đã chọn “trước ngày” mà chưa có ngày. Ghi ngày."))
        return data

    def apply(self) -> TaskDoc:
        """The task as typed, still without its deliverables."""
        data = self.cleaned_data
        before = self.before.targets if self.before else ()
        return TaskDoc(
            code=data["code"],
            agency=data["agency"],
            text=data["text"],
            where=data["where"],
            kind=TaskKind(data["kind"]),
            coordinating=split(data["coordinating"], "\n"),
            due=Deadline(data["due_on"], data["due_exclusive"], data["due_to"]) if data["due_on"] else None,
            due_text=data["due_text"],
            recurrence=Recurrence(data["recurrence"]),
            period=typed_span(data["since"], data["last"]),
            window=data["window"],
            targets=before if set(before) == set(data["targets"]) else tuple(data["targets"]),
            quote=data["quote"],
            note=data["note"],
        )

    @staticmethod
    def initial_of(task: TaskDoc) -> dict[str, Any]:
        """What the form shows of a task."""
        same = ("code", "agency", "text", "where", "due_text", "window", "quote", "note")
        return (
            {name: getattr(task, name) for name in same}
            | {"kind": task.kind.value, "recurrence": task.recurrence.value, "targets": list(task.targets)}
            | {"coordinating": "\n".join(task.coordinating)}
            | due_initial(task.due)
            | span_initial(task.period)
        )


class ParagraphForm(forms.Form):
    """A paragraph pasted from the plan, to be read into a task."""

    paragraph = forms.CharField(
        label=_("Dán đoạn văn"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("Cả đoạn với các gạch đầu dòng. Máy tách thành việc, ngày, nhịp; bạn xem lại rồi lưu."),
    )


def proposed(proposal: Proposal, typed: Mapping[str, Any]) -> dict[str, Any]:
    """What the form shows after a paragraph was read: what was typed stays, blanks take what the words say."""
    found = {
        "kind": proposal.kind.value,
        "recurrence": proposal.recurrence.value,
        "coordinating": "\n".join(proposal.coordinating),
        "due_text": proposal.due_text,
        "quote": str(typed.get("paragraph", "")).strip(),
        "text": " ".join(str(typed.get("paragraph", "")).split())[:300],
    } | due_initial(proposal.due)
    untouched = {"kind": TaskKind.ORDER.value, "recurrence": Recurrence.ONCE.value}
    return {name: value for name, value in found.items() if value and str(typed.get(name, "")) in ("", untouched.get(name, ""))}
