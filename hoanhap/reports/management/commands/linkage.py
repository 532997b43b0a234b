"""`hoanhap linkage`: estimate the weights by which duplicates are judged, and measure how many are found. Needs no people."""

import io
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand

from hoanhap.people.rules.linkage import LEVELS, PARAMETERS, Parameters, read_parameters
from hoanhap.reports.bench import linkage
from hoanhap.reports.bench.registers import make_register


class Command(BaseCommand):
    help = "So trùng: ước lượng trọng số (estimate) hoặc đo độ chính xác (measure) trên sổ giả lập biết trước đáp án."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Both work on a made-up register; the same PEOPLE and SEED give the same one."""
        acts = parser.add_subparsers(dest="act", required=True)
        estimate = acts.add_parser("estimate", help="in linkage.yaml mới; m bằng EM, u bằng cặp ngẫu nhiên")
        estimate.add_argument("--people", type=int, default=60_000)
        estimate.add_argument("--write", action="store_true", help="ghi vào tệp tham số của chương trình")
        measure = acts.add_parser("measure", help="so mọi cặp, đo thời gian, độ chính xác và độ đầy đủ")
        measure.add_argument("--people", type=int, default=60_000)
        measure.add_argument("--parameters", type=Path, default=PARAMETERS)
        for act in (estimate, measure):
            act.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        """Estimate or measure, and say it."""
        if options["act"] == "estimate":
            self._estimate(options)
            return
        made = make_register(options["people"], seed=options["seed"] + 1)  # never the register of the estimate
        given: Parameters = read_parameters(yaml.safe_load(options["parameters"].read_text(encoding="utf-8")))
        for line in linkage.report(linkage.measure(made, given=given)):
            self.stdout.write(line)

    def _estimate(self, options: dict[str, Any]) -> None:
        made = make_register(options["people"], seed=options["seed"], as_list=True)
        m, u = linkage.estimate(made)
        counted = linkage.counted(made)
        kept = PARAMETERS.read_text(encoding="utf-8")
        text = kept[: kept.index("\nlevels:") + 1] + _dumped(linkage.as_data(m, u, yaml.safe_load(kept)))
        if options["write"]:
            PARAMETERS.write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text)
        for field, levels in LEVELS.items():
            for level in levels:
                sys.stderr.write(f"{field:9} {level:11} m {m[field][level]:.4f}, đếm (counted) {counted[field][level]:.4f}\n")


def _dumped(data: dict[str, Any]) -> str:
    out = io.StringIO()
    out.write("levels:\n")
    for field, levels in data["levels"].items():
        out.write(f"  {field}:\n")
        for level, shares in levels.items():
            out.write(f"    {level}: {{m: {shares['m']:.3g}, u: {shares['u']:.3g}}}\n".replace("e-0", "e-"))
    out.write(yaml.safe_dump({"names": data["names"], "thresholds": data["thresholds"]}, allow_unicode=True, sort_keys=False))
    return out.getvalue()
