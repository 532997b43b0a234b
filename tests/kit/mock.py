"""The people, deadlines and papers of the page tests: made up, and shaped as page owners fill the component templates."""

from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.safestring import mark_safe

from hoanhap.kit.dates import VIETNAM
from hoanhap.kit.errors import Problem
from hoanhap.kit.forms import REQUIRED, DayField, TimeField, add_problems

NOW = datetime(2026, 11, 23, 8, 15, tzinfo=VIETNAM)


class Officer:
    """A signed-in user as the templates see one."""

    is_authenticated = True
    is_demo = True
    is_active = True
    grant_label = "Công an phường Cầu Giấy"

    def grants_on(self, on: date) -> list[SimpleNamespace]:
        """Chief of a commune: every link of the frame is shown."""
        return [SimpleNamespace(role="commune_chief", unit=None)]

    def __str__(self) -> str:
        return "Tạ Đình Nghiêm"


class Event(forms.Form):
    """Every kind of field a form page shows."""

    taken_on = DayField(label="Lấy mẫu lúc", help_text="Gõ ngày/tháng/năm. Gõ tắt: h hôm nay, -1 hôm qua.", error_messages=REQUIRED)
    taken_at = TimeField(label="Giờ lấy mẫu", required=False)
    known_on = DayField(label="Có kết quả lúc", error_messages=REQUIRED)
    known_at = TimeField(label="Giờ có kết quả", required=False)
    sample = forms.ChoiceField(
        label="Loại mẫu", choices=[("u", "Nước tiểu"), ("s", "Nước bọt"), ("b", "Máu")], widget=forms.RadioSelect, error_messages=REQUIRED
    )
    watcher = forms.CharField(label="Người giám sát lấy mẫu", error_messages=REQUIRED)
    substances = forms.MultipleChoiceField(
        label="Chất phát hiện",
        choices=[("m", "Methamphetamine"), ("a", "Amphetamine"), ("o", "Opiat (heroin, morphine)")],
        widget=forms.CheckboxSelectMultiple,
    )
    ground = forms.ChoiceField(label="Vì sao xét nghiệm", choices=[("f", "Bị phát hiện sử dụng"), ("s", "Có căn cứ nghi sử dụng")])
    sure = forms.BooleanField(label="Đã đối chiếu giấy tờ", required=False)
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 2}))


def event_form() -> Event:
    """A form sent back with a refusal of a service and an impossible day."""
    form = Event(
        {
            "taken_on": "23112026",
            "taken_at": "0640",
            "known_on": "31/02/2026",
            "sample": "u",
            "watcher": "Cao Thị Mận (nữ)",
            "substances": ["m"],
            "ground": "f",
        }
    )
    assert not form.is_valid()
    add_problems(
        form,
        [
            Problem(
                "sex",
                "Phải cùng giới với người được lấy mẫu.",
                "Mẫu nước tiểu của nam do nam giám sát.",
                "Chọn người khác, hoặc sửa loại mẫu nếu ghi nhầm.",
                "Điều 56 NĐ 163/2026",
                "watcher",
            )
        ],
    )
    return form


def row(tone: str, on: date, at: time | None, name: str, what: str, **more: Any) -> dict[str, Any]:
    """One line of the worklist."""
    base = {
        "tone": tone,
        "day": on,
        "time": at,
        "name": name,
        "person_url": "#nguoi",
        "who": "Nam, 1987 · Tổ 8",
        "what": what,
        "article": "Điều 58 NĐ 163/2026",
        "article_url": "#luat",
        "anchor": "24 giờ từ kết quả 22/11, 11:35",
        "responsible": "Tôi",
        "verb": "Ghi xác minh",
        "verb_url": "#ghi",
    }
    return base | more


GROUPS = [
    {
        "id": "qua-han",
        "tone": "danger",
        "icon": "alert-circle",
        "title": "Quá hạn",
        "rows": [
            row("danger", date(2026, 10, 31), None, "Mạc Duy Hiển", "Kiểm tra cư trú tháng 10", responsible="Quách Văn Lịch"),
            row("danger", date(2026, 11, 22), time(16, 20), "Lộ Văn Thiệu", "Gửi thông báo hành vi sử dụng trái phép (Mẫu 02)"),
        ],
    },
    {
        "id": "hom-nay",
        "tone": "warn",
        "icon": "hourglass-high",
        "title": "Đến hạn hôm nay",
        "rows": [
            row("warn", date(2026, 11, 23), time(11, 35), "Bế Hoàng Sơn", "Ra quyết định áp dụng biện pháp quản lý (Mẫu 04)", fuse=86),
            row("warn", date(2026, 11, 23), None, "Đoàn Trọng Khiêm", "Lập hồ sơ đề nghị", doubt="mới có một nguồn", doubt_url="#x"),
        ],
    },
    {
        "id": "tuan-nay",
        "tone": "plain",
        "icon": "calendar-week",
        "title": "Trong tuần này",
        "rows": [
            row("plain", date(2026, 11, 24), time(9, 30), "Hứa Thị Mơ", "Xác minh nơi cư trú"),
            row("info", date(2026, 11, 25), None, "Ông Thế Vượng", "Ra quyết định chấm dứt", protects=True),
        ],
    },
    {
        "id": "da-xong",
        "tone": "ok",
        "icon": "circle-check",
        "title": "Đã xong hôm nay",
        "count": 1,
        "rows": [row("ok", date(2026, 11, 23), time(7, 55), "Cù Xuân Bách", "Ghi kết quả", left="tôi đã ghi", verb="Xem", done=True)],
    },
]

SPANS = [
    {
        "title": "Cai nghiện tự nguyện tại gia đình, cộng đồng",
        "dates": "từ 26/08/2026",
        "state": "đang chạy",
        "tone": "info",
        "open": True,
        "items": [
            {
                "day": date(2026, 11, 21),
                "time": time(22, 10),
                "icon": "test-pipe",
                "tone": "danger",
                "title": "Xét nghiệm dương tính (nước tiểu)",
                "lines": ["Nhóm amphetamine. Người giám sát lấy mẫu cùng giới."],
                "papers": [{"title": "Phiếu kết quả 214/PKQ (Mẫu 01)", "url": "#g"}],
                "recorded": "Tạ Đình Nghiêm ghi 23/11, 07:55",
                "void_url": "#dinh-chinh",
            },
            {
                "day": date(2026, 11, 12),
                "title": "Kiểm tra tại nơi cư trú: vắng mặt không có lý do",
                "void": {
                    "when": "13/11/2026, 10:20",
                    "by": "Quách Văn Lịch",
                    "reason": "ghi nhầm sang người cùng tên ở Tổ 14; người này có mặt.",
                    "effect": "thời hạn không còn bị cộng 01 ngày, trở lại 26/08/2028.",
                },
            },
            {
                "day": date(2026, 10, 6),
                "time": time(14, 32),
                "icon": "arrows-right-left",
                "tone": "info",
                "title": "Bàn giao: Công an phường Cầu Giấy đã nhận hồ sơ",
                "say": "đúng hạn",
                "lines": ["Công an phường Nghĩa Đô gửi 06/10, 08:10 (hạn 24 giờ)."],
            },
            {
                "law": True,
                "title": "01/07/2026: Luật 120/2025 có hiệu lực.",
                "text": "Quyết định đang chạy được coi là tiếp tục.",
                "doubt": "Chưa xác nhận: Điều 56 không nêu trường hợp này",
            },
            {"day": date(2025, 10, 9), "icon": "test-pipe", "title": "Xét nghiệm dương tính, lần đầu được ghi nhận"},
        ],
    },
    {
        "title": "Quản lý người sử dụng trái phép chất ma túy",
        "dates": "13/10/2025 – 24/08/2026",
        "state": "đã dừng",
        "items": [{"day": date(2025, 10, 13), "icon": "file-certificate", "title": "Quyết định quản lý 01 năm"}],
    },
]

FACTS = [
    {"label": "Nơi ở hiện tại", "value": "Tổ 12, phường Cầu Giấy, Hà Nội", "meta": "thường trú từ 05/10/2026"},
    {"label": "Đơn vị quản lý", "value": "Công an phường Cầu Giấy", "meta": "từ 06/10/2026"},
    {"label": "Người thân", "value": None},
    {"label": "Y tế", "value": "Cần hỗ trợ y tế khi tiếp xúc: không", "meta": "Nội dung y tế chỉ ngành y tế xem", "icon": "lock"},
]

CLOCKS = [
    {
        "title": "Lập hồ sơ đề nghị",
        "tone": "warn",
        "day": date(2026, 11, 23),
        "time": None,
        "how_url": "#cach-tinh",
        "meta": "Công an phường · 01 ngày làm việc",
        "article": "Điều 100 NĐ 163/2026",
        "article_url": "#luat",
    },
    {"title": "Hết thời hạn cai nghiện", "tone": "info", "text": "26/08/2028, không được kéo dài", "doubt": "Cách đếm “lần” chưa xác nhận"},
]

HITS = [
    {
        "url": f"#nguoi-{number}",
        "id": f"HN-24-00188{number}",
        "name": mark_safe("<mark>Khương</mark> <mark>V</mark>ăn <mark>Tuấn</mark>"),
        "facts": mark_safe("nam · 12/06/19<mark>85</mark> · Tổ 9"),
        "why": "Khớp họ tên không dấu, chữ đệm viết tắt, năm sinh",
        "state": "Đang bị quản lý",
        "tone": "info",
        "icon": "user-check",
    }
    for number in (1, 2, 3)
]

PREVIEW = {
    "before": "Chưa có thủ tục",
    "after": "Có kết quả dương tính, chờ quyết định quản lý",
    "clocks": [
        {
            "due": "24/11, 07:30",
            "what": "Xác minh nơi cư trú",
            "meta": "24 giờ · Tôi",
            "article": "Điều 58 NĐ 163/2026",
            "article_url": "#luat",
        }
    ],
    "notes": [{"text": "24/11 là ngày nghỉ lễ. Hạn theo giờ vẫn chạy, không lùi."}],
    "papers": ["Mẫu 04 Quyết định áp dụng biện pháp quản lý"],
    "changes": "Danh sách Mẫu 10: 41 → 42 người",
    "footer": "Theo Luật 120/2025/QH15.",
}

STEPS = [
    {"title": "Soạn", "state": "done", "lines": ["23/11, 08:31", "Tạ Đình Nghiêm"]},
    {"title": "Cấp số", "state": "done", "lines": ["23/11, 09:02", "118/QĐ-CAP"]},
    {"title": "Giao", "state": "now", "lines": ["chờ ghi"]},
    {"title": "Lưu hồ sơ", "state": "later"},
]

DAYS = [(NOW.date() + timedelta(days=ahead), due, overdue) for ahead, due, overdue in ((0, 8, 3), (1, 1, 0), (2, 2, 0), (3, 0, 0))]

PAGES: dict[str, dict[str, Any]] = {
    "clock_wall": {"groups": GROUPS, "days": DAYS, "section": "home", "dock_count": 8},
    "empty": {"links": [{"url": "#a", "text": "Làm trước kiểm tra cư trú tháng 11", "more": "(4 người)"}], "section": "home"},
    "person": {"facts": FACTS, "spans": SPANS, "clocks": CLOCKS, "section": "people"},
    "record_event": {"preview": PREVIEW, "section": "people"},
    "search": {"hits": HITS, "page_obj": Paginator(range(60), 20).page(2), "section": "people"},
    "plan": {"since": date(2021, 6, 1), "until": date(2021, 7, 1), "section": "plans"},
    "law": {"section": "law"},
    "paper": {
        "steps": STEPS,
        "section": "papers",
    },
}
