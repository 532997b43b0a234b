"""Checks on the head of a plan: titles, number, days."""

import re
from collections.abc import Iterator

from hoanhap.kit.i18n import gettext_noop as N_
from hoanhap.plans.rules.document import PlanDoc
from hoanhap.plans.rules.facts import Facts
from hoanhap.plans.rules.kinds import DateNote
from hoanhap.plans.rules.referee import Finding, Fix, Severity, figure, rule
from hoanhap.plans.rules.words import Value, Words

LEAD_DAYS = 7
"""Days the units below need between signature and start to write their own plan. The house's own measure, not a legal one."""

AT_ONCE = 2
"""Fewer days than these between the end of the period and a plain deadline leave no time to count."""

_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9]|/[A-ZĐ])")
"""A year in a title, but not the year in the number of a legal document (111/2013/NĐ-CP)."""


@rule("TT04", N_("tên ghi năm khác năm của kỳ"), "I04")
def title_of_another_year(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """A title names years, and none of them lies in the period."""
    titles = [(-1, doc.title, Words(N_("tên kế hoạch")))]
    titles += [(at, table.title, Words(N_("tên {table}"), {"table": table.where})) for at, table in enumerate(doc.tables)]
    for position, title, here in titles:
        years = [int(year) for year in _YEAR.findall(title)]
        if not years or any(year in doc.period.years for year in years):
            continue
        start = doc.period.since.year
        yield Finding(
            "TT04",
            Severity.WARN,
            Words(N_("Năm ở {here} khác kỳ kế hoạch"), {"here": here}),
            Words(
                N_("Tên ghi năm {year}, kỳ là {since} – {last}. Có thể chép từ văn bản năm trước: rà cả các số."),
                {"year": str(years[0]), "since": doc.period.since, "last": doc.period.last},
            ),
            Words(N_("Sửa tên thành năm {year}."), {"year": str(start)}),
            where=(here,),
            is_clash=True,
            figures=(
                figure("title", years[0], here, printed=str(years[0])),
                figure("period", start, Words(N_("kỳ kế hoạch")), printed=str(start)),
            ),
            fixes=(
                Fix("title_year", Words(N_("Sửa {here}"), {"here": here}), {"table": position, "old": str(years[0]), "new": str(start)}),
            )
            if len(years) == 1
            else (),
        )


@rule("TT10", N_("ký sát hoặc sau ngày bắt đầu; số, ngày điền tay"), "I10", "I35")
def signed_late(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """Units below have too little time, or the period began before the plan was signed; number or day were written by hand."""
    where = (Words(N_("số, ngày ban hành")),)
    if doc.issued_on is not None and (lead := (doc.period.since - doc.issued_on).days) < LEAD_DAYS:
        values: dict[str, Value] = {"issued": doc.issued_on, "since": doc.period.since, "days": abs(lead)}
        if lead > 0:
            title, message = (
                Words(N_("Ký {days} ngày trước kỳ"), values),
                N_("Ký {issued} cho kỳ bắt đầu {since}: đơn vị có {days} ngày để lập kế hoạch của mình."),
            )
            remedy = N_("Ký sớm hơn, hoặc gửi trước dự thảo cho các đơn vị.")
        else:
            title, message = (
                Words(N_("Ký sau khi kỳ đã bắt đầu"), values),
                N_("Ký {issued}, kỳ bắt đầu từ {since}, muộn {days} ngày: chỉ tiêu tính cả thời gian chưa có kế hoạch."),
            )
            remedy = N_("Nói rõ kết quả trước ngày ký có được tính hay không.")
        lead_figure = figure("lead_days", lead, Words(N_("từ ngày ký đến ngày bắt đầu kỳ")), unit="ngày")
        yield Finding("TT10", Severity.WARN, title, Words(message, values), Words(remedy), where=where, figures=(lead_figure,))
    if doc.date_note is DateNote.HANDWRITTEN:
        message = N_("Số {number} và ngày {issued} điền tay; bản đánh máy để trống.")
        stamp: dict[str, Value] = {"number": doc.reference or "–", "issued": doc.issued_on or "–"}
        yield Finding(
            "TT10",
            Severity.WARN,
            Words(N_("Số, ngày điền tay")),
            Words(message, stamp),
            Words(N_("Đối chiếu với sổ văn bản đi.")),
            where=where,
        )


@rule("TT13", N_("hạn báo cáo “trước ngày” sát cuối kỳ"), "I13")
def report_right_after(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """«Trước ngày …» ends a day earlier than it reads, and leaves few days after the period; a plain day may leave none at all."""
    if doc.report is None:
        return
    left = (doc.report.last - doc.period.last).days
    title = N_("Hạn báo cáo “trước ngày {on}”") if doc.report.exclusive else N_("Hạn báo cáo {on} sát cuối kỳ")
    if 0 <= left < (LEAD_DAYS if doc.report.exclusive else AT_ONCE):
        yield Finding(
            "TT13",
            Severity.INFO,
            Words(title, {"on": doc.report.on}),
            Words(N_("Ngày cuối nộp là {last}, còn {left} ngày sau khi hết kỳ."), {"last": doc.report.last, "left": left}),
            Words(N_("Nếu cần thêm thời gian tổng hợp, lùi hạn và ghi “chậm nhất ngày …”.")),
            where=(Words(N_("hạn báo cáo")),),
            figures=(figure("days_left", left, Words(N_("sau ngày cuối kỳ")), unit="ngày"),),
        )


@rule("TT32", N_("thiếu số hoặc ngày ban hành"), "I32")
def no_number_or_date(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """Without number and day the plan cannot be told from another of the same issuer."""
    if not doc.number or doc.issued_on is None:
        missing = [
            word for word, absent in ((Words(N_("số")), not doc.number), (Words(N_("ngày ban hành")), doc.issued_on is None)) if absent
        ]
        yield Finding(
            "TT32",
            Severity.WARN,
            Words(N_("Thiếu {missing}"), {"missing": tuple(missing)}),
            Words(N_("Kế hoạch được nhận ra bằng cơ quan ban hành, số và ngày.")),
            Words(N_("Bổ sung từ bản ký hoặc sổ văn bản đi.")),
            where=(Words(N_("số, ngày ban hành")),),
        )


@rule("TT59", N_("không có ngày báo cáo"), "I59")
def no_report_day(doc: PlanDoc, _: Facts) -> Iterator[Finding]:
    """The plan says nowhere when results are due."""
    if doc.report is None:
        yield Finding(
            "TT59",
            Severity.INFO,
            Words(N_("Không có ngày báo cáo")),
            Words(N_("Kế hoạch không nêu ngày các đơn vị gửi kết quả.")),
            Words(N_("Ghi ngày và nơi nhận báo cáo.")),
            where=(Words(N_("hạn báo cáo")),),
        )
