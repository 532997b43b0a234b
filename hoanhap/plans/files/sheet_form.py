"""Which pages, columns and cells does the plan spreadsheet have? One description for the template, the writer and the reader.

Cells hold people's spelling: Vietnamese labels for choices, `31/05/2021` for days, the last day of a period, «có» for yes.
"""

from dataclasses import dataclass
from enum import Enum, auto

from hoanhap.kit.enums import Labelled
from hoanhap.plans.rules import ChangeIn, Comparator, DateNote, Kind, Level, PlanKind, PlanStatus, RowKind


class Sort(Enum):
    """How the text of a cell is read."""

    TEXT = auto()
    NUMBER = auto()
    DAY = auto()
    LAST_DAY = auto()
    FLAG = auto()
    LIST = auto()


@dataclass(frozen=True)
class Entry:
    """One value of the form: its dotted path in the plan file, its label, how it is read, and what to write."""

    path: str
    label: str
    sort: Sort = Sort.TEXT
    choices: type[Labelled] | None = None
    help: str = ""
    is_required: bool = False


HEAD_SHEET, TARGET_SHEET, MENTION_SHEET, SECTION_SHEET, REPORTED_SHEET, TABLE_PREFIX, GUIDE_SHEET = (
    "Kế hoạch",
    "Chỉ tiêu",
    "Nhắc lại",
    "Văn bản",
    "Kết quả",
    "Biểu",
    "Hướng dẫn",
)

HEAD = (
    Entry("issuer", "Cơ quan ban hành", help="Như ghi trên giấy: UBND quận Cầu Giấy", is_required=True),
    Entry("number", "Số", help="152"),
    Entry("symbol", "Ký hiệu", help="KH-UBND"),
    Entry("issued_on", "Ngày ban hành", Sort.DAY, help="31/05/2021; để trống nếu không nêu"),
    Entry("date_note", "Số, ngày trên giấy", choices=DateNote, help="in sẵn, điền tay hoặc không nêu"),
    Entry("title", "Tên kế hoạch", help="Không ghi chữ KẾ HOẠCH", is_required=True),
    Entry("theme", "Chủ đề"),
    Entry("short_title", "Tên gọi ngắn", help="Tháng hành động phòng, chống ma túy, quận Cầu Giấy"),
    Entry("kind", "Loại kế hoạch", choices=PlanKind, is_required=True),
    Entry("period.since", "Từ ngày", Sort.DAY, is_required=True),
    Entry("period.until", "Đến hết ngày", Sort.LAST_DAY, is_required=True),
    Entry("status", "Tình trạng", choices=PlanStatus),
    Entry("area", "Địa bàn", Sort.LIST, help="Từ cấp tỉnh trở xuống, cách nhau bằng dấu chấm phẩy: Thành phố Hà Nội; Quận Cầu Giấy"),
    Entry("parents", "Văn bản trên", Sort.LIST, help="Kế hoạch, chỉ đạo mà kế hoạch này thực hiện; cách nhau bằng dấu chấm phẩy"),
    Entry("report.on", "Ngày báo cáo", Sort.DAY, help="02/07/2021"),
    Entry("report.exclusive", "Báo cáo “trước ngày”", Sort.FLAG, help="có: ngày cuối là hôm trước"),
    Entry("report.to", "Báo cáo gửi"),
    Entry("source", "Nguồn", help="Văn bản hoặc bài đã dùng để nhập"),
)

TARGETS = (
    Entry("code", "Mã", help="Không trùng trong kế hoạch: CT01", is_required=True),
    Entry("text", "Chỉ tiêu", help="Một câu ngắn", is_required=True),
    Entry("kind", "Loại", choices=Kind, is_required=True),
    Entry("where", "Chỗ ghi", help="mục II", is_required=True),
    Entry("quote", "Câu trích", help="Nguyên văn"),
    Entry("parent", "Trong đó của", help="Mã của chỉ tiêu chứa nó"),
    Entry("level", "Mức", choices=Level),
    Entry("comparator", "So sánh", choices=Comparator),
    Entry("value", "Giá trị", Sort.NUMBER, help="60 là 60%; giảm thì ghi số âm; phần nghìn dấu chấm, thập phân dấu phẩy"),
    Entry("value_high", "Cận trên", Sort.NUMBER, help="Chỉ cho loại Khoảng"),
    Entry("printed", "Như in", help="06; trên 80%"),
    Entry("unit", "Đơn vị tính", help="người, vụ, hồ sơ, %"),
    Entry("counted", "Tỷ lệ đếm gì", help="Cho tỷ lệ: người, vụ"),
    Entry("population", "Trong số", help="Mẫu số của tỷ lệ; các đơn vị của “mỗi”"),
    Entry("baseline.text", "Mốc gốc", help="năm 2022"),
    Entry("baseline.value", "Số gốc", Sort.NUMBER),
    Entry("change_in", "Thay đổi tính bằng", choices=ChangeIn),
    Entry("period.since", "Từ ngày", Sort.DAY, help="Chỉ ghi khi khác kỳ của kế hoạch"),
    Entry("period.until", "Đến hết ngày", Sort.LAST_DAY),
    Entry("each_year", "Mỗi năm", Sort.FLAG, help="có: số này là của từng năm"),
    Entry("due.on", "Hạn", Sort.DAY),
    Entry("due.exclusive", "Hạn “trước ngày”", Sort.FLAG),
    Entry("due.to", "Gửi cho"),
    Entry("owner", "Đơn vị thực hiện"),
    Entry("indicator", "Chỉ số", help="Mã chỉ số đo chỉ tiêu: PR04"),
    Entry("aspect", "Khía cạnh", help="Phân biệt hai chỉ tiêu cùng chỉ số"),
    Entry("group", "Nhóm", help="Tổng mà các chỉ tiêu cùng cộng vào"),
    Entry("beyond", "Phấn đấu vượt", help="Mã của chỉ tiêu được giao"),
    Entry("note", "Ghi chú"),
)

MENTIONS = (
    Entry("target", "Mã chỉ tiêu", is_required=True),
    Entry("where", "Chỗ ghi", is_required=True),
    Entry("quote", "Câu trích", is_required=True),
    Entry("value", "Giá trị", Sort.NUMBER),
)

SECTIONS = (Entry("where", "Chỗ ghi", help="mục II", is_required=True), Entry("heading", "Tên mục"), Entry("text", "Nội dung"))

REPORTED = (
    Entry("target", "Mã chỉ tiêu", is_required=True),
    Entry("printed", "Như in", help="gần 1.300 người", is_required=True),
    Entry("value", "Giá trị", Sort.NUMBER, is_required=True),
    Entry("unit", "Đơn vị tính"),
    Entry("percent_printed", "Tỷ lệ như in", help="hơn 70% kế hoạch cả năm"),
    Entry("percent", "Tỷ lệ", Sort.NUMBER),
    Entry("percent_of", "Tỷ lệ của", Sort.LIST, help="Mã các chỉ tiêu làm mẫu số, nếu nguồn có nói"),
    Entry("denominator", "Mẫu số", Sort.NUMBER, help="Tổng số, cho chỉ tiêu tỷ lệ"),
    Entry("as_of", "Ngày công bố", Sort.DAY, is_required=True),
    Entry("period.since", "Từ ngày", Sort.DAY, is_required=True),
    Entry("period.until", "Đến hết ngày", Sort.LAST_DAY, is_required=True),
    Entry("source", "Nguồn", is_required=True),
)

LISTS = (
    (TARGET_SHEET, "targets", TARGETS),
    (MENTION_SHEET, "mentions", MENTIONS),
    (SECTION_SHEET, "sections", SECTIONS),
    (REPORTED_SHEET, "reported", REPORTED),
)
"""The pages that hold one thing a row: page, key in the plan file, columns. Mentions are put under their target when read."""

TABLE_TITLE, TABLE_CAPTION, TABLE_WHERE, TABLE_TARGETS, TABLE_HEADER, TABLE_ROWS, TABLE_NOTE = (
    "Tên biểu",
    "Kèm theo",
    "Gọi là",
    "Mã chỉ tiêu",
    "Đầu cột",
    "TT",
    "Ghi chú",
)
"""What column A of a table page says. Rows follow `TT`: A number, B unit, C kind of row, D official code, from E on one cell per column."""

FIRST_COLUMN = 4
TOTAL_ROW = "Tổng"
ROW_KINDS = {**{kind.label: kind for kind in RowKind}, "": RowKind.UNIT}
YES, NO = "có", "không"
LIST_MARK = ";"
