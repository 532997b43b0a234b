# /// script
# requires-python = ">=3.12"
# dependencies = ["fonttools[woff]==4.60.1", "tinycss2==1.4.0"]
# ///
"""Which third-party files are shipped with the pages and papers, and how are they cut to what is used?

Developers run `make vendor` after changing package.json or scripts/icons.txt (needs npm); everybody else uses the committed results.
Writes hoanhap/kit/static/vendor/, hoanhap/documents/fonts/ and nothing else. The same input gives the same bytes.
"""

import json
import re
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import tinycss2
from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "hoanhap/kit/static/vendor"
PAPER_FONTS = ROOT / "hoanhap/documents/fonts"

TINOS = {
    "Regular": "400Regular/Tinos_400Regular.ttf",
    "Italic": "400Regular_Italic/Tinos_400Regular_Italic.ttf",
    "Bold": "700Bold/Tinos_700Bold.ttf",
    "BoldItalic": "700Bold_Italic/Tinos_700Bold_Italic.ttf",
}
PAPER_CHARACTERS = (
    "U+20-7E,U+A0-17F,U+192,U+1A0-1A1,U+1AF-1B0,U+2C6-2DD,U+300-303,U+309,U+323,U+1EA0-1EF9,"
    "U+2010-2026,U+2030-203A,U+20AB-20AC,U+2116,U+2122,U+2190-2193,U+2212,U+2248,U+2260,U+2264-2265"
)

TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
VIETNAMESE = {unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY" for tone in TONES} | {"đ", "Đ"}

TABLER_PARTS = re.compile(
    r"""card(-header|-body|-footer|-title)? | btn(-primary|-close)? | active | disabled | show | is-invalid
    | form-(label|control|select|hint|check|check-input|check-label) | nav(-tabs|-item|-link)? | table(-responsive)?
    | visually-hidden(-focusable)? | caption-top | h[1-6] | small | mark
    | d-((sm|md|lg|xl|print)-)?(none|inline|inline-block|block|flex|grid)
    | [mp][tbsexy]?-((sm|md|lg)-)?([0-6]|auto) | gap-[0-6] | [wh]-(25|50|75|100|auto)
    | text-(start|center|end|nowrap|break|wrap|decoration-none) | fw-(normal|medium|bold)
    | flex-(fill|wrap|nowrap|column|row|grow-[01]|shrink-[01]) | (align-(items|content|self)|justify-content)-\w+
    | border(-(top|bottom|start|end))?-0 | overflow-(auto|hidden|visible) | position-(relative|static|sticky)
    """,
    re.VERBOSE,
)
"""Class names of Tabler that pages may use; every other rule of its 550 kB is left out, because old machines parse it on each page."""


def fetch() -> None:
    """Install the pinned packages without running their scripts."""
    command = "ci" if (ROOT / "package-lock.json").exists() else "install"
    subprocess.run(["npm", command, "--ignore-scripts", "--no-audit", "--no-fund"], cwd=ROOT, check=True)


def kept(selector: str) -> bool:
    """Does this selector name only parts of TABLER_PARTS, in the light theme?"""
    if ("data-bs-theme" in selector and "light" not in selector) or "dir=" in selector:
        return False
    bare = re.sub(r"\[[^\]]*\]", "", selector)
    return "#" not in bare and all(TABLER_PARTS.fullmatch(name) for name in re.findall(r"\.([\w-]+)", bare))


def cut(rules: Iterable[tinycss2.ast.Node]) -> str:
    """The rules of `rules` that pages may use, as text."""
    out = []
    for rule in rules:
        if rule.type == "qualified-rule":
            selectors = [part.strip() for part in re.split(r",(?![^(]*\))", tinycss2.serialize(rule.prelude))]
            wanted = [selector for selector in selectors if kept(selector)]
            if wanted:
                out.append(f"{','.join(wanted)}{{{tinycss2.serialize(rule.content).strip()}}}")
        elif rule.type == "at-rule" and rule.lower_at_keyword in {"media", "supports"} and rule.content is not None:
            inner = cut(tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True))
            if inner:
                out.append(f"@{rule.at_keyword}{tinycss2.serialize(rule.prelude)}{{{inner}}}")
    return "\n".join(out)


def tabler() -> None:
    """Tabler's stylesheet, cut to TABLER_PARTS, without source map."""
    source = (MODULES / "@tabler/core/dist/css/tabler.min.css").read_text()
    rules = tinycss2.parse_stylesheet(source, skip_comments=True, skip_whitespace=True)
    banner = "/* Tabler 1.0.0 (MIT, https://tabler.io), cut by scripts/vendor.py to the parts in use */\n"
    (VENDOR / "tabler.css").write_text(banner + cut(rules) + "\n")


def icons() -> None:
    """One SVG sprite of the icons in scripts/icons.txt; a symbol's id is the icon's name."""
    symbols = []
    for name in (ROOT / "scripts/icons.txt").read_text().split():
        drawing = (MODULES / f"@tabler/icons/icons/outline/{name}.svg").read_text()
        body = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.DOTALL)
        assert body is not None, name
        paths = "".join(path for path in re.findall(r"<[^>]+/>", body[1]) if 'stroke="none" d="M0 0h24v24H0z"' not in path)
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{paths.replace(" />", "/>")}</symbol>')
    sprite = '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"
    (VENDOR / "icons.svg").write_text(sprite)


def web_font(source: Path, target: Path, unicodes: str, features: str) -> None:
    """Write a WOFF2 of `source` with the given characters only."""
    choice = (f"--unicodes={unicodes}", f"--layout-features={features}", "--no-hinting", "--flavor=woff2")
    subset.main([str(source), f"--output-file={target}", *choice])


def fonts() -> None:
    """Be Vietnam Pro for the screen, ten digits of Inter, Tinos for papers on screen (WOFF2) and in files (TTF)."""
    folder = VENDOR / "fonts"
    folder.mkdir(parents=True, exist_ok=True)
    for weight in (400, 500, 600):
        for script in ("latin", "latin-ext", "vietnamese"):
            name = f"be-vietnam-pro-{script}-{weight}-normal.woff2"
            shutil.copy(MODULES / "@fontsource/be-vietnam-pro/files" / name, folder / name)
        inter = MODULES / f"@fontsource/inter/files/inter-latin-{weight}-normal.woff2"
        web_font(inter, folder / f"inter-digits-{weight}.woff2", "U+30-39", "tnum,kern")
    PAPER_FONTS.mkdir(parents=True, exist_ok=True)
    for style, path in TINOS.items():
        source = MODULES / "@expo-google-fonts/tinos" / path
        missing = VIETNAMESE - {chr(code) for code in TTFont(source).getBestCmap()}
        if missing:
            sys.exit(f"{path} lacks {''.join(sorted(missing))}")
        shutil.copy(source, PAPER_FONTS / f"Tinos-{style}.ttf")
        web_font(source, folder / f"tinos-{style.lower()}.woff2", PAPER_CHARACTERS, "kern,liga,mark,mkmk,ccmp,locl")
    shutil.copy(MODULES / "@expo-google-fonts/tinos/LICENSE_FONT", PAPER_FONTS / "OFL.txt")


def licences() -> None:
    """The licence text of every package beside its files, and VERSIONS."""
    folder = VENDOR / "licences"
    folder.mkdir(parents=True, exist_ok=True)
    pinned: dict[str, str] = json.loads((ROOT / "package.json").read_text())["dependencies"]
    lines = []
    for package, version in sorted(pinned.items()):
        home = MODULES / package
        found = json.loads((home / "package.json").read_text())
        if found["version"] != version:
            sys.exit(f"{package}: package.json names {version}, npm installed {found['version']}")
        text = next((p for name in ("LICENSE_FONT", "LICENSE", "LICENSE.md") if (p := home / name).exists()), None)
        if text is not None:
            shutil.copy(text, folder / f"{package.replace('@', '').replace('/', '-')}.txt")
        lines.append(f"{package} {version} {found['license']}\n")
    (VENDOR / "VERSIONS").write_text("".join(lines))


def main() -> None:
    """Refresh every shipped third-party file."""
    fetch()
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    tabler()
    icons()
    fonts()
    shutil.copy(MODULES / "htmx.org/dist/htmx.min.js", VENDOR / "htmx.min.js")
    licences()


if __name__ == "__main__":
    main()
