"""Which pages, columns and cells does the plan spreadsheet have? One description for the template, the writer and the reader.

Cells hold people's spelling: Vietnamese labels for choices, `31/05/2021` for days, the last day of a period, «có» for yes.
"""

from dataclasses import dataclass
from enum import Enum, auto

from hoanhap.kit.enums import Labelled
from hoanhap.plans.rules import (
    ChangeIn,
    Comparator,
    DateNote,
    Delivery,
    Kind,
    Level,
    OwnerSide,
    PlanKind,
    PlanStatus,
    Proof,
    Recurrence,
    RowKind,
    TaskKind,
)


class Sort(Enum):
    """How the text of a cell is read."""

    TEXT = auto()
    NUMBER = auto()
    DAY = auto()
    LAST_DAY = auto()
    FLAG = auto()
    LIST = auto()
    """Short things, a semicolon between them."""
    LINES = auto()
    """Sentences, one a line of the cell."""


@dataclass(frozen=True)
class Entry:
    """One value of the form: its dotted path in the plan file, its label, how it is read, and what to write."""

    path: str
    label: str
    sort: Sort = Sort.TEXT
    choices: type[Labelled] | None = None
    help: str = ""
    is_required: bool = False


HEAD_SHEET, TARGET_SHEET, TASK_SHEET, GUIDE_SHEET, TABLE_PREFIX = "Kế hoạch", "Chỉ tiêu", "Nhiệm vụ", "Hướng dẫn", "Biểu"

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
    Entry("co_issuers", "Cùng ban hành", Sort.LIST, help="Cho kế hoạch liên ngành; cách nhau bằng dấu chấm phẩy"),
    Entry("period.since", "Từ ngày", Sort.DAY, is_required=True),
    Entry("period.until", "Đến hết ngày", Sort.LAST_DAY, is_required=True),
    Entry("status", "Tình trạng", choices=PlanStatus),
    Entry("area", "Địa bàn", Sort.LIST, help="Từ cấp tỉnh trở xuống, cách nhau bằng dấu chấm phẩy: Thành phố Hà Nội; Quận Cầu Giấy"),
    Entry("parents", "Văn bản trên", Sort.LIST, help="Kế hoạch, chỉ đạo mà kế hoạch này thực hiện; cách nhau bằng dấu chấm phẩy"),
    Entry("constraints", "Điều kiện chung", Sort.LINES, help="Mỗi điều kiện một dòng trong ô: phù hợp với phòng, chống dịch"),
    Entry("report.on", "Ngày báo cáo", Sort.DAY, help="02/07/2021"),
    Entry("report.exclusive", "Báo cáo “trước ngày”", Sort.FLAG, help="có: ngày cuối là hôm trước"),
    Entry("report.to", "Báo cáo gửi"),
    Entry("signatory.capacity", "Thể thức ký", help="TM. ỦY BAN NHÂN DÂN; KT. CHỦ TỊCH"),
    Entry("signatory.position", "Chức vụ người ký", help="PHÓ CHỦ TỊCH"),
    Entry("signatory.name", "Người ký"),
    Entry("signatory.office", "Nơi soạn", help="Chữ viết tắt sau “Lưu: VT”"),
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
    Entry("numerator", "Tử số", help="Của tỷ lệ: đếm những gì, bằng chữ"),
    Entry("population", "Trong số", help="Mẫu số của tỷ lệ; các đơn vị của “mỗi”"),
    Entry("baseline.text", "Mốc gốc", help="năm 2022"),
    Entry("baseline.value", "Số gốc", Sort.NUMBER),
    Entry("baseline.period.since", "Số gốc từ ngày", Sort.DAY),
    Entry("baseline.period.until", "Số gốc đến hết ngày", Sort.LAST_DAY),
    Entry("baseline.source", "Nguồn số gốc"),
    Entry("change_in", "Thay đổi tính bằng", choices=ChangeIn),
    Entry("period.since", "Từ ngày", Sort.DAY, help="Chỉ ghi khi khác kỳ của kế hoạch"),
    Entry("period.until", "Đến hết ngày", Sort.LAST_DAY),
    Entry("each_year", "Mỗi năm", Sort.FLAG, help="có: số này là của từng năm"),
    Entry("due.on", "Hạn", Sort.DAY),
    Entry("due.exclusive", "Hạn “trước ngày”", Sort.FLAG),
    Entry("due.to", "Gửi cho"),
    Entry("owner", "Đơn vị thực hiện"),
    Entry("owner_side", "Thuộc ngành", choices=OwnerSide),
    Entry("indicator", "Chỉ số", help="Mã chỉ số đo chỉ tiêu: PR04"),
    Entry("measure_name", "Chỉ số mới", help="Tên chỉ số riêng khi chưa có mã; hai kế hoạch cùng tên là cùng chỉ số"),
    Entry("aspect", "Khía cạnh", help="Phân biệt hai chỉ tiêu cùng chỉ số"),
    Entry("group", "Nhóm", help="Tổng mà các chỉ tiêu cùng cộng vào"),
    Entry("groups", "Các nhóm đo riêng", Sort.LIST, help="xã; trường học; khu công nghiệp"),
    Entry("beyond", "Phấn đấu vượt", help="Mã của chỉ tiêu được giao"),
    Entry("evidence", "Minh chứng", help="Cho chỉ tiêu không có số: lấy gì để biết đã đạt"),
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

MILESTONES = (
    Entry("target", "Mã chỉ tiêu", is_required=True),
    Entry("year", "Năm", Sort.NUMBER, is_required=True),
    Entry("value", "Giá trị", Sort.NUMBER, is_required=True),
    Entry("printed", "Như in", help="mỗi năm 5%"),
)

_DUE = (Entry("due.on", "Hạn", Sort.DAY), Entry("due.exclusive", "Hạn “trước ngày”", Sort.FLAG), Entry("due.to", "Gửi cho"))

TASKS = (
    Entry("code", "Mã", help="Không trùng trong kế hoạch: NV01", is_required=True),
    Entry("agency", "Cơ quan chủ trì", help="Như văn bản ghi: Công an quận", is_required=True),
    Entry("kind", "Giao hay đề nghị", choices=TaskKind),
    Entry("text", "Nhiệm vụ", is_required=True),
    Entry("where", "Chỗ ghi", help="mục IV.1", is_required=True),
    Entry("coordinating", "Phối hợp", Sort.LIST, help="Cách nhau bằng dấu chấm phẩy"),
    *_DUE,
    Entry("due_text", "Hạn bằng chữ", help="Khi văn bản không nêu ngày: cuối năm"),
    Entry("recurrence", "Lặp lại", choices=Recurrence),
    Entry("period.since", "Từ ngày", Sort.DAY, help="Chỉ ghi khi khác kỳ của kế hoạch"),
    Entry("period.until", "Đến hết ngày", Sort.LAST_DAY),
    Entry("window", "Đợt cao điểm", help="Tên ở trang Đợt cao điểm"),
    Entry("targets", "Phục vụ chỉ tiêu", Sort.LIST, help="Mã chỉ tiêu, cách nhau bằng dấu chấm phẩy"),
    Entry("quote", "Câu trích", help="Nguyên văn"),
    Entry("note", "Ghi chú"),
)

DELIVERABLES = (
    Entry("task", "Mã nhiệm vụ", is_required=True),
    Entry("code", "Mã việc", help="Không trùng trong nhiệm vụ: a, b, c", is_required=True),
    Entry("text", "Việc", help="treo băng rôn tại cổng cơ quan", is_required=True),
    Entry("quantity", "Số lượng", Sort.NUMBER),
    Entry("unit", "Đơn vị tính", help="băng rôn"),
    Entry("proof", "Minh chứng", choices=Proof),
    *_DUE,
)

RECIPIENTS = (
    Entry("name", "Nơi nhận", is_required=True),
    Entry("copies", "Số bản", Sort.NUMBER),
    Entry("by", "Gửi bằng", choices=Delivery),
    Entry("note", "Để", help="để báo cáo; để thực hiện"),
)

ANNEXES = (
    Entry("title", "Tên phụ lục", is_required=True),
    Entry("where", "Gọi là", help="biểu; phụ lục 1", is_required=True),
    Entry("caption", "Dòng kèm theo", help="kèm theo Kế hoạch số 152/KH-UBND"),
)

BASES = (
    Entry("text", "Căn cứ như ghi", help="NĐ111/CP", is_required=True),
    Entry("where", "Chỗ ghi", is_required=True),
    Entry("document", "Số đầy đủ", help="111/2013/NĐ-CP"),
)

SUBORDINATES = (
    Entry("name", "Nơi phải lập kế hoạch", help="UBND các phường là từng phường", is_required=True),
    Entry("where", "Chỗ ghi", is_required=True),
    *_DUE,
    Entry("quote", "Câu trích"),
)

WINDOWS = (
    Entry("name", "Tên đợt", is_required=True),
    Entry("where", "Chỗ ghi", is_required=True),
    Entry("period.since", "Từ ngày", Sort.DAY, help="Để trống nếu văn bản không nêu"),
    Entry("period.until", "Đến hết ngày", Sort.LAST_DAY),
)

TERMS = (
    Entry("word", "Từ", help="mô hình hiệu quả", is_required=True),
    Entry("meaning", "Nghĩa trong kế hoạch này", is_required=True),
    Entry("where", "Chỗ ghi"),
)

LISTS = (
    (TARGET_SHEET, "targets", TARGETS),
    ("Nhắc lại", "mentions", MENTIONS),
    ("Mốc năm", "milestones", MILESTONES),
    (TASK_SHEET, "tasks", TASKS),
    ("Việc cụ thể", "deliverables", DELIVERABLES),
    ("Đợt cao điểm", "windows", WINDOWS),
    ("Cấp dưới lập", "subordinates", SUBORDINATES),
    ("Căn cứ", "bases", BASES),
    ("Giải thích từ", "terms", TERMS),
    ("Nơi nhận", "recipients", RECIPIENTS),
    ("Phụ lục", "annexes", ANNEXES),
    ("Văn bản", "sections", SECTIONS),
    ("Kết quả", "reported", REPORTED),
)
"""The pages that hold one thing a row: page, key in the plan file, columns."""

INSIDE = {
    "mentions": ("targets", "target", TARGET_SHEET),
    "milestones": ("targets", "target", TARGET_SHEET),
    "deliverables": ("tasks", "task", TASK_SHEET),
}
"""Lists that stand inside another: key of that list, column with the code of the thing they belong to, page where the code stands."""

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
