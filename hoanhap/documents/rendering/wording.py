"""How are numbers and days written in an official paper?"""

from datetime import date

from hoanhap.documents.rendering.blocks import BLANK, Heading, NationHeading, Stamp

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"


def long_day(day: date | None) -> str:
    """ "ngày 03 tháng 02 năm 2026": a leading zero on days below 10 and on months 1 and 2 (FMT-011); blanks when unknown."""
    if day is None:
        return "ngày …… tháng …… năm ………"
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def number_text(number: int | None, symbol: str) -> str:
    """ "08/QĐ-CAP"; dots for a draft: numbers below 10 take a leading zero."""
    return f"{'…………' if number is None else f'{number:02d}'}/{symbol}"


def number_line(heading: Heading | NationHeading) -> str:
    """ "Số: 118/QĐ-CAP", or nothing for a form without a number."""
    return f"Số: {number_text(heading.number, heading.symbol)}" if isinstance(heading, Heading) and heading.symbol else ""


def place_line(heading: Heading | NationHeading) -> str:
    """ "Cầu Giấy, ngày 23 tháng 11 năm 2026"; nothing for a single heading without a place."""
    if isinstance(heading, NationHeading) and not heading.place:
        return ""
    return f"{heading.place or BLANK}, {long_day(heading.on)}"


ADDRESSEE = "Kính gửi:"
RECIPIENTS = "Nơi nhận:"
DEMONSTRATION = "MINH HỌA"
QR = "Mã QR để kiểm tra văn bản"


def stamp_lines(stamp: Stamp) -> list[str]:
    """The lines beside the QR code."""
    return [f"Số {stamp.number} ngày {stamp.on:%d/%m/%Y}", f"Mã kiểm: {stamp.check_code}", f"Kiểm tra tại {stamp.url}"]
