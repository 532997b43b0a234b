"""`hoanhap plan`: check a plan file, bring it in, show a stored plan, write the empty spreadsheet.

`check` needs no database; the names of units are checked only where the register of units can be read, and the command says so.
Exit status: 0 nothing must be settled, 1 something must, 2 misuse or a file that is no plan (with the line or cell).
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _

from hoanhap.accounts.models import User
from hoanhap.kit.errors import Refused
from hoanhap.plans import queries, services
from hoanhap.plans.files import in_words, read_file, write_json, write_sheet
from hoanhap.plans.files.codec import to_plain
from hoanhap.plans.rules import Facts, Finding, PlanDoc, blocking, judge

MISUSE = 2


class Command(BaseCommand):
    """Plans from the command line."""

    help = "Kiểm tra, nhập, xem kế hoạch; tạo tệp mẫu (check, import, show plans; write the template)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        check = acts.add_parser("check", help="Trọng tài: tìm chỗ mâu thuẫn, thiếu, dễ hiểu sai trong một tệp kế hoạch")
        check.add_argument("file", type=Path)
        check.add_argument("--json", action="store_true", help="in phát hiện dưới dạng JSON, mã không đổi")
        bring = acts.add_parser("import", help="Nhập một tệp kế hoạch; nhập lại cùng nội dung thì không đổi gì")
        bring.add_argument("file", type=Path)
        bring.add_argument("--user", default="", help="tên đăng nhập của người nhập; để trống: ghi là lệnh của máy chủ")
        bring.add_argument("--why", default="", help="lý do, khi kế hoạch đã ban hành")
        show = acts.add_parser("show", help="In một kế hoạch đã nhập, hoặc một tệp kế hoạch: tệp JSON, hoặc lời cho người đọc với --text")
        show.add_argument("plan", help="mã số của kế hoạch, số ký hiệu như 152/KH-UBND, hoặc tên tệp")
        show.add_argument("--text", action="store_true", help="in cho người đọc: phần đầu, chỉ tiêu, nhiệm vụ, biểu")
        template = acts.add_parser("template", help="Tạo tệp mẫu .xlsx, trống hoặc điền sẵn từ một tệp kế hoạch")
        template.add_argument("out", type=Path)
        template.add_argument("--plan", type=Path, help="tệp kế hoạch JSON để điền sẵn")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        match options["act"]:
            case "check":
                self.check_file(options["file"], as_json=options["json"])
            case "import":
                self.bring_in(options["file"], options["user"], options["why"])
            case "show":
                self.show(options["plan"], as_text=options["text"])
            case "template":
                doc = _read(options["plan"]) if options["plan"] else None
                options["out"].write_bytes(write_sheet(doc))
                self.stdout.write(str(options["out"]))

    def check_file(self, path: Path, *, as_json: bool) -> None:
        """Print the findings; exit with 1 when something must be settled."""
        doc = _read(path)
        facts, reason = _facts(doc)
        findings = judge(doc, facts)
        if as_json:
            content = {
                "file": path.name,
                "plan": doc.reference,
                "units_checked": facts.units is not None,
                "findings": [_plain(f) for f in findings],
            }
            self.stdout.write(json.dumps(content, ensure_ascii=False, indent=2))
        else:
            counts = _("%(targets)s chỉ tiêu, %(tables)s biểu") % {"targets": len(doc.targets), "tables": len(doc.tables)}
            self.stdout.write(f"{doc.reference} {doc.issuer}: {counts}".strip())
            for finding in findings:
                self.stdout.write("")
                self.stdout.write(f"{finding.code} · {_(finding.severity.label)} · {finding.title.say(_)}")
                if clash := finding.clash:
                    left, right = (f"{_figure(item)} ({item.where.say(_)})" for item in clash)
                    self.stdout.write(f"  {left}  ≠  {right}")
                self.stdout.write(f"  {finding.message.say(_)}")
                self.stdout.write("  " + _("Cách sửa: %(remedy)s") % {"remedy": finding.remedy.say(_)})
            if reason:
                self.stderr.write(reason)
        if blocking(findings):
            raise SystemExit(1)

    def bring_in(self, path: Path, username: str, why: str) -> None:
        """Store the plan of a file."""
        user = None
        if username:
            user = User.objects.filter(username=username, is_active=True).first()
            if user is None:
                raise CommandError(_("Không có người dùng “%(name)s”.") % {"name": username}, returncode=MISUSE)
        try:
            imported = services.import_plan(_read(path), by=user, why=why)
        except Refused as refused:
            raise CommandError("\n".join(map(str, refused.problems)), returncode=MISUSE) from refused
        self.stdout.write(f"{imported.plan.pk} {imported.plan}: {_(imported.outcome.label)}")

    def show(self, name: str, *, as_text: bool) -> None:
        """Print a stored plan, or the plan of a file, as a plan file or for people."""
        path = Path(name)
        if path.suffix in (".json", ".xlsx"):
            doc = _read(path)
        else:
            plans = queries.plans_called(name)
            if len(plans) != 1:
                what = _("Có %(n)s kế hoạch “%(name)s”.") if plans else _("Không có kế hoạch “%(name)s”.")
                listed = "".join(f"\n{plan.pk}: {plan}" for plan in plans)
                raise CommandError(what % {"n": len(plans), "name": name} + listed, returncode=MISUSE)
            doc = services.read(plans[0])
        self.stdout.write("\n".join(in_words(doc)) + "\n" if as_text else write_json(doc).decode(), ending="")


def _read(path: Path) -> PlanDoc:
    try:
        return read_file(path.name, path.read_bytes())
    except OSError as error:
        raise CommandError(_("Không đọc được tệp %(file)s: %(why)s") % {"file": path, "why": error.strerror}, returncode=MISUSE) from error
    except Refused as refused:
        lines = "\n".join(f"  {problem}" for problem in refused.problems)
        raise CommandError(_("Tệp %(file)s không phải là kế hoạch:") % {"file": path.name} + "\n" + lines, returncode=MISUSE) from refused


def _facts(doc: PlanDoc) -> tuple[Facts, str]:
    """What the program knows besides the plan, or why it was not asked."""
    try:
        facts = services.gather(doc)
    except DatabaseError:
        return services.of_law(doc), _("Chưa kiểm tên đơn vị: không đọc được danh mục đơn vị trong cơ sở dữ liệu.")
    return facts, ""


def _figure(item: Any) -> str:
    unit = "" if item.unit in ("", "%") else f" {item.unit}"
    return queries.figure_text(item) + unit


def _numbers(finding: Finding) -> list[int | float]:
    """Every number a finding speaks of, once: its figures, then those of its words."""
    words = (finding.title, finding.message, finding.remedy)
    told = [value for text in words for value in text.values.values() if isinstance(value, int | Decimal) and not isinstance(value, bool)]
    return [to_plain(value) for value in dict.fromkeys(Decimal(value) for value in (*(item.value for item in finding.figures), *told))]


def _plain(finding: Finding) -> dict[str, Any]:
    """A finding for other programs: stable code, numbers as numbers, places in words."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "title": finding.title.say(_),
        "message": finding.message.say(_),
        "remedy": finding.remedy.say(_),
        "where": [place if isinstance(place, str) else place.say(_) for place in finding.where],
        "figures": _numbers(finding),
        "details": [
            {"name": item.name, "value": to_plain(item.value), "printed": item.printed, "unit": item.unit, "where": item.where.say(_)}
            for item in finding.figures
        ],
        "targets": list(finding.targets),
        "units": list(finding.units),
        "tasks": list(finding.tasks),
        "fixes": [fix.label.say(_) for fix in finding.fixes],
    }
