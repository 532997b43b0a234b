"""How is a plan read from a JSON file and written to one?

A file that is no plan is refused with the line, or the path of the value, what is wrong and what to do. Text is normalised to
NFC, so that typed and pasted Vietnamese compare equal.
"""

import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from hoanhap.kit.errors import Problem, Refused
from hoanhap.kit.formats import number
from hoanhap.plans.files.codec import plan_from_plain, plan_to_plain
from hoanhap.plans.rules import PlanDoc, misshapes

MAX_BYTES = 2 * 1024 * 1024
MAX_PROBLEMS = 50
SCHEMA = Path(__file__).with_name("plan.schema.json")


type Placer = Callable[[Iterable[str | int]], str]
"""From the path of a value (`targets`, 3, `value`) to its place in words."""


def read_json(content: bytes) -> PlanDoc:
    """The plan in a JSON file. Raises Refused with every place that is wrong (at most 50)."""
    if not content.strip():
        raise Refused([Problem("file_empty", _("Tệp rỗng."), remedy=_("Chọn lại tệp kế hoạch."))])
    if len(content) > MAX_BYTES:
        raise Refused([Problem("file_large", _("Tệp lớn hơn 2 MB."), remedy=_("Một kế hoạch không lớn như vậy: kiểm tra lại tệp."))])
    try:
        plain = json.loads(_nfc(content.decode("utf-8-sig")), parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_no_twins)
    except UnicodeDecodeError as error:
        what = _("Byte thứ %(at)s không phải chữ UTF-8.") % {"at": error.start + 1}
        raise Refused([Problem("file_encoding", what, remedy=_("Lưu lại tệp với bảng mã UTF-8."))]) from error
    except json.JSONDecodeError as error:
        what = _("Dòng %(line)s, cột %(column)s: không đúng cú pháp JSON.") % {"line": error.lineno, "column": error.colno}
        raise Refused([Problem("file_syntax", what, why=error.msg, remedy=_("Sửa chỗ này rồi thử lại."))]) from error
    except RecursionError as error:
        raise Refused([Problem("file_syntax", _("Tệp lồng nhau quá sâu."), remedy=_("Chọn lại tệp kế hoạch."))]) from error
    except ValueError as error:
        raise Refused([Problem("file_syntax", str(error), remedy=_("Sửa chỗ này rồi thử lại."))]) from error
    return read_plain(plain)


def read_plain(plain: Any, place: Placer | None = None) -> PlanDoc:
    """The plan in JSON values, checked by the schema and by `misshapes`. Raises Refused; `place` names a path in words."""
    name = place or _path
    errors = sorted(_validator().iter_errors(plain), key=lambda error: [str(part) for part in error.absolute_path])
    if errors:
        raise Refused([_explain(error, name) for error in errors[:MAX_PROBLEMS]])
    try:
        doc = plan_from_plain(plain)
    except ValueError as error:
        raise Refused([Problem("file_day", str(error), remedy=_("Ghi ngày theo dạng 2021-05-31."))]) from error
    wrong = [
        Problem("plan_shape", f"{name(item.path)}: {item.what.say(_)}", remedy=item.remedy.say(_), field=name(item.path))
        for item in misshapes(doc)
    ]
    if wrong:
        raise Refused(wrong[:MAX_PROBLEMS])
    return doc


def write_json(doc: PlanDoc) -> bytes:
    """A plan file, readable by people: one line per value, Vietnamese letters as they are."""
    return (json.dumps(plan_to_plain(doc), ensure_ascii=False, indent=2) + "\n").encode()


def _path(path: Iterable[str | int]) -> str:
    """`targets[4].value`, counting from 1 as people do."""
    text = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.lstrip(".") or _("cả tệp")


@cache
def _validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _explain(error: ValidationError, name: Placer) -> Problem:
    """A schema error in four parts, in Vietnamese."""
    limit, found = error.validator_value, _short(error.instance)
    match error.validator:
        case "required":
            missing = next(key for key in limit if key not in error.instance)
            what, remedy = _("thiếu “%(key)s”.") % {"key": missing}, _("Thêm giá trị này.")
        case "additionalProperties":
            known = error.schema.get("properties", {})
            extra = ", ".join(key for key in error.instance if key not in known)
            what, remedy = _("có mục lạ: %(keys)s.") % {"keys": extra}, _("Bỏ mục này hoặc sửa tên cho đúng.")
        case "enum" | "const":
            allowed = ", ".join(map(str, limit)) if isinstance(limit, list) else str(limit)
            what, remedy = (
                _("“%(found)s” không có trong danh mục.") % {"found": found},
                _("Chọn một trong: %(allowed)s.") % {"allowed": allowed},
            )
        case "format":
            what, remedy = _("“%(found)s” không phải là ngày.") % {"found": found}, _("Ghi ngày theo dạng 2021-05-31.")
        case "type":
            kinds = {
                "number": _("một số"),
                "integer": _("một số nguyên"),
                "string": _("chữ"),
                "array": _("một danh sách"),
                "object": _("một nhóm giá trị"),
                "boolean": _("đúng hoặc sai"),
            }
            what, remedy = (
                _("“%(found)s” không phải %(kind)s.") % {"found": found, "kind": kinds.get(str(limit), str(limit))},
                _("Sửa giá trị này."),
            )
        case "minLength" | "minItems":
            what, remedy = _("để trống."), _("Điền giá trị này.")
        case "maxItems":
            what = _("có %(count)s mục, nhiều nhất là %(limit)s.") % {"count": number(len(error.instance)), "limit": number(limit)}
            remedy = _("Bớt các mục thừa; một kế hoạch không dài như vậy.")
        case "maxLength" | "maximum" | "minimum":
            what, remedy = _("“%(found)s” vượt giới hạn %(limit)s.") % {"found": found, "limit": limit}, _("Rút ngắn hoặc sửa giá trị này.")
        case _:
            what, remedy = _("“%(found)s” không đúng dạng.") % {"found": found}, _("Xem mô tả trong docs/plan.schema.json.")
    place = name(error.absolute_path)
    return Problem("file_shape", f"{place}: {what}", remedy=remedy, field=place)


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 60 else text[:57] + "…"


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _no_constant(name: str) -> None:
    raise ValueError(_("“%(name)s” không phải là số.") % {"name": name})


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    for key, count in Counter(key for key, _value in pairs).items():
        if count > 1:
            raise ValueError(_("Mục “%(key)s” ghi hai lần trong cùng một nhóm.") % {"key": key})
    return dict(pairs)
