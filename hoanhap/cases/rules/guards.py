"""When does the law refuse an event although its turn has come? One small function per sentence of the law."""

from datetime import date
from itertools import pairwise

from hoanhap.cases.rules.engine import Event, Situation, in_order
from hoanhap.cases.rules.states import BEFORE_DECISION, Sample, State, StopGround, TestResult
from hoanhap.kit.dates import FOREVER
from hoanhap.kit.errors import Problem
from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.law.book import Confidence
from hoanhap.law.transition import Running, governing, number_of, statute_on


def supervisor_is_same_sex(situation: Situation, event: Event) -> Problem | None:
    """Urine is taken under supervision by a person of the same sex (TST-207). A rule with one source only refuses nothing."""
    entry = situation.entry("testing.urine_same_sex", event.on)
    data = event.data
    if (
        entry is None
        or entry.confidence is not Confidence.CONFIRMED
        or data.sample != Sample.URINE
        or not data.supervisor_sex
        or situation.facts.sex == "unknown"
    ):
        return None
    if data.supervisor_sex == situation.facts.sex:
        return None
    return Problem(
        "supervisor_sex",
        N_("Phải cùng giới với người được lấy mẫu."),
        N_("Mẫu nước tiểu do người cùng giới giám sát."),
        N_("Chọn người khác, hoặc sửa loại mẫu nếu ghi nhầm."),
        entry.short_basis(),
        field="supervisor_sex",
    )


def minor_has_witness(situation: Situation, event: Event) -> Problem | None:
    """Samples other than urine from a person under 18 need a parent, guardian or representative (TST-102 consent, TST-206 witness)."""
    age = situation.facts.age(event.on)
    if age is None or age >= 18 or event.data.sample == Sample.URINE or event.data.witness:
        return None
    entry = situation.entry("testing.guardian_witnesses", event.on) or situation.entry("testing.guardian_consents", event.on)
    if entry is None:
        return None
    return Problem(
        "minor_witness",
        N_("Người dưới 18 tuổi: phải có cha, mẹ, người giám hộ hoặc người đại diện khi lấy mẫu này."),
        N_("Mẫu không phải nước tiểu của người dưới 18 tuổi chỉ lấy khi có người đại diện."),
        N_("Ghi họ tên người đại diện có mặt."),
        entry.short_basis(),
        field="witness",
    )


def moments_in_order(_situation: Situation, event: Event) -> Problem | None:
    """Detection, sample, result and receipt follow each other."""
    data = event.data
    order = (
        ("detected_on", data.detected_on, data.detected_time, N_("phát hiện")),
        ("sampled_on", data.sampled_on, data.sampled_time, N_("lấy mẫu")),
        ("on", event.on, event.time, N_("có kết quả")),
        ("received_on", data.received_on, data.received_time, N_("Công an cấp xã nhận")),
    )
    known = [(name, day, moment, label) for name, day, moment, label in order if day is not None]
    for (_, day, moment, label), (name, later_day, later_moment, later_label) in pairwise(known):
        if later_day < day or (later_day == day and moment is not None and later_moment is not None and later_moment < moment):
            return Problem(
                "moments_in_order",
                N_("Lúc %(later)s sớm hơn lúc %(earlier)s."),
                N_("Phát hiện, lấy mẫu, có kết quả rồi mới đến nhận kết quả."),
                N_("Sửa lại ngày, giờ cho đúng thứ tự."),
                field=name,
                params={"later": later_label, "earlier": label},
            )
    return None


def ground_is_in_force(situation: Situation, event: Event) -> Problem | None:
    """The ground of a stop is one that the law of the day knows; before a decision only death ends the case."""
    entry = situation.entry("management.stop_grounds", event.on)
    if entry is None or not isinstance(entry.value, tuple) or event.data.ground not in entry.value:
        return Problem(
            "ground",
            N_("Luật ngày đó không có căn cứ dừng này."),
            N_("Quyết định dừng phải dựa vào một căn cứ đang có hiệu lực."),
            N_("Chọn căn cứ khác, hoặc kiểm tra lại ngày quyết định."),
            entry.short_basis() if entry else "",
            field="ground",
        )
    if situation.state in BEFORE_DECISION and event.data.ground != StopGround.DEAD_OR_MISSING:
        return Problem(
            "ground_before_decision",
            N_("Chưa có quyết định quản lý nên chưa có gì để dừng."),
            N_("Trước quyết định, hồ sơ chỉ khép lại khi người này chết hoặc bị tuyên bố mất tích."),
            N_("Ghi kết quả xác định tình trạng nghiện nếu người này nghiện."),
            entry.short_basis(),
            field="ground",
        )
    return None


def suspension_exists(situation: Situation, event: Event) -> Problem | None:
    """Suspension during detention exists from law 120/2025 on (MGT-214)."""
    if situation.entry("management.suspension", event.on) is not None:
        return None
    return Problem(
        "no_suspension",
        N_("Luật ngày đó chưa có việc tạm đình chỉ quản lý."),
        N_("Tạm đình chỉ khi bị tạm giữ, tạm giam có từ 01/07/2026."),
        N_("Kiểm tra lại ngày; trước đó thời hạn vẫn chạy."),
        situation.article("management.stop_grounds", event.on),
        field="on",
    )


def term_still_runs(situation: Situation, event: Event) -> Problem | None:
    """After detention management resumes only within the term; otherwise it is stopped (MGT-214)."""
    if situation.term is None or event.on <= situation.term.end:
        return None
    return Problem(
        "term_over",
        N_("Thời hạn quản lý đã hết ngày %(end)s."),
        N_("Chỉ tiếp tục khi thời hạn còn; bị tạm giữ, tạm giam lâu hơn thời hạn còn lại thì dừng."),
        N_("Ghi quyết định dừng quản lý."),
        situation.article("management.suspension", event.on),
        field="on",
        params={"end": situation.term.end.strftime("%d/%m/%Y")},
    )


def rest_of_term_is_left(situation: Situation, event: Event) -> Problem | None:
    """The new commune decides on the rest of the term; after its last day nothing is left to decide on (MGT-213)."""
    if situation.term is None or event.on <= situation.term.end:
        return None
    return Problem(
        "term_over",
        N_("Thời hạn quản lý đã hết ngày %(end)s."),
        N_("Nơi đến chỉ tiếp tục quản lý phần thời hạn còn lại; hết thời hạn thì không quản lý thêm ngày nào."),
        N_("Ghi quyết định chấm dứt quản lý."),
        situation.article("management.remaining_term_after_move", event.on),
        field="on",
        params={"end": situation.term.end.strftime("%d/%m/%Y")},
    )


def reuse_is_within_the_term(situation: Situation, event: Event) -> Problem | None:
    """Use again is use while managed. After the last day it is a new detection with its own residence check and notice.

    An absence that does not count holds the end back: the days are added when it is over.
    """
    return moves_within_the_term(situation, event) if event.data.result == TestResult.POSITIVE else None


def moves_within_the_term(situation: Situation, event: Event) -> Problem | None:
    """After the last day of the term only its end is recorded; nothing that would carry the measure on."""
    term = situation.term
    if situation.state != State.MANAGED or term is None or event.on <= term.end:
        return None
    return Problem(
        "term_over",
        N_("Thời hạn quản lý đã hết ngày %(end)s."),
        "",
        N_("Ghi quyết định chấm dứt quản lý."),
        situation.article("management.end_when_term_expires", event.on),
        field="on",
        params={"end": term.end.strftime("%d/%m/%Y")},
    )


def term_is_over(situation: Situation, event: Event) -> Problem | None:
    """Management ends when the term has run, not a day before (MGT-112, MGT-219)."""
    term = situation.term
    if term is None or event.on >= term.end:
        return None
    return Problem(
        "term_runs",
        N_("Chưa hết thời hạn quản lý: hết ngày %(end)s, còn %(days)s ngày."),
        N_("Chỉ chấm dứt khi hết thời hạn mà không sử dụng lại."),
        N_("Nếu có căn cứ dừng thì ghi quyết định dừng."),
        situation.article("management.end_when_term_expires", event.on) or situation.article("management.list_removal", event.on),
        field="on",
        params={"end": term.end.strftime("%d/%m/%Y"), "days": (term.end - event.on).days},
    )


def decided_within_law(situation: Situation, event: Event) -> Problem | None:
    """There is no management of illegal users before 2022-01-01."""
    if situation.entry("management.term", event.on) is not None:
        return None
    return Problem(
        "no_law",
        N_("Ngày đó chưa có biện pháp quản lý người sử dụng trái phép."),
        N_("Biện pháp này có từ 01/01/2022."),
        N_("Kiểm tra lại ngày."),
        field="on",
    )


def goes_to_another_commune(situation: Situation, event: Event) -> Problem | None:
    """One moves to, or is notified to, another commune than the present one."""
    if event.data.to_commune is None or event.data.to_commune != situation.commune:
        return None
    return Problem(
        "same_commune",
        N_("Nơi đến trùng với nơi đang quản lý."),
        N_("Chuyển trong cùng một xã, phường thì không phải chuyển hồ sơ."),
        N_("Chọn xã, phường khác."),
        situation.article("management.file_transfer_deadline", event.on),
        field="to_commune",
    )


def is_the_receiving_commune(situation: Situation, event: Event) -> Problem | None:
    """Only the commune that was sent the file receives or returns it."""
    today_of = situation.facts.unit_on
    if situation.receiving is not None and today_of(situation.receiving, FOREVER) == today_of(event.unit, FOREVER):
        return None
    return Problem(
        "not_receiver",
        N_("Chỉ nơi được chuyển hồ sơ đến mới ghi nhận hoặc trả lại."),
        N_("Việc bàn giao cần hai bên: bên gửi và bên nhận."),
        N_("Chờ đơn vị nơi đến xác nhận."),
        situation.article("management.file_transfer_deadline", event.on),
    )


def may_still_contest(situation: Situation, event: Event) -> Problem | None:
    """The commune that the province named accepts; only the province can name another (no article says so, docs/adr/0096)."""
    named, sent = situation.past.get("settle"), situation.past.get("hand_over") or situation.past.get("notice")
    if named is None or (sent is not None and in_order([named, sent])[-1] is sent):
        return None
    return Problem(
        "assigned",
        N_("Công an cấp tỉnh đã giao đơn vị này tiếp nhận, không trả lại được."),
        N_("Việc ai quản lý đã được cấp trên giải quyết."),
        N_("Tiếp nhận hồ sơ; nếu giao nhầm thì đề nghị Công an cấp tỉnh giao lại."),
    )


def was_sent_and_not_taken(situation: Situation, event: Event) -> Problem | None:
    """The province settles only what was sent: contested by the commune asked, or not answered yet."""
    if situation.receiving is not None or "return_file" in situation.past:
        return None
    return Problem(
        "not_sent",
        N_("Hồ sơ chưa được gửi đi nên chưa có gì để giải quyết."),
        "",
        N_("Chờ đơn vị nơi đi gửi hồ sơ và đơn vị nơi đến trả lời."),
    )


def file_follows_the_person(situation: Situation, event: Event) -> Problem | None:
    """The file goes to the commune the person moved to, as it is called on the day of the sending, and to no other."""
    moved, today_of = situation.past.get("move_out"), situation.facts.unit_on
    if moved is None or today_of(event.data.to_commune, FOREVER) == today_of(moved.data.to_commune, FOREVER):
        return None
    return Problem(
        "not_where_moved",
        N_("Nơi nhận khác nơi người này chuyển đến."),
        N_("Hồ sơ chỉ chuyển cho xã, phường nơi người này đến ở."),
        N_("Chọn lại nơi nhận, hoặc đính chính việc chuyển nơi cư trú."),
        situation.article("management.file_transfer_deadline", event.on),
        field="to_commune",
    )


def has_moved(situation: Situation, event: Event) -> Problem | None:
    """Only a person who moved presents at a new commune (MGT-211)."""
    if "move_out" in situation.past:
        return None
    return Problem(
        "no_move",
        N_("Chưa ghi việc chuyển nơi cư trú."),
        "",
        N_("Ghi việc chuyển nơi cư trú trước."),
        situation.article("management.present_at_new_commune", event.on),
    )


def laws_to_change_to(situation: Situation, on: date) -> tuple[str, ...]:
    """The laws that the transition rules leave open for the running decision on a day, without the one that governs it."""
    term = situation.term
    if term is None or on < term.since:
        return ()
    present = term.law or number_of(statute_on(situation.book, term.since))
    admitted = governing(situation.book, Running.MANAGEMENT, since=term.since, on=on).admitted
    return tuple(law for law in admitted if law != present)


def law_is_open(situation: Situation, event: Event) -> Problem | None:
    """A running decision comes under another law only where the transition rules leave that law open on the day (TRN-205)."""
    open_laws = laws_to_change_to(situation, event.on)
    wanted = getattr(event.data, "law", "")  # empty while one asks whether there is any
    if open_laws and (not wanted or wanted in open_laws):
        return None
    return Problem(
        "law_not_open",
        N_("Ngày đó quy định chuyển tiếp không để ngỏ luật khác cho quyết định này."),
        N_("Quyết định chạy theo luật của ngày ký; chỉ đổi sang luật mà quy định chuyển tiếp cho phép."),
        N_("Kiểm tra lại ngày và luật đã chọn, hoặc hỏi cán bộ pháp chế."),
        situation.article("transition.running_management_decisions", event.on),
        field="law" if open_laws else "on",
    )


def list_notice_exists(situation: Situation, event: Event) -> Problem | None:
    """The notice about the list after a move is a duty of law 73/2021 only (MGT-113)."""
    if "move_out" in situation.past and situation.entry("management.list_notice_deadline", event.on) is not None:
        return None
    return Problem(
        "no_list_notice",
        N_("Luật ngày đó không có thông báo này, hoặc người này chưa chuyển nơi cư trú."),
        "",
        N_("Kiểm tra lại ngày."),
    )
