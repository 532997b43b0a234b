"""Do shipped files, icons, templates and their description agree?"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.template import Context, Template
from django.test import RequestFactory

from hoanhap.kit import context, views
from hoanhap.kit.errors import Problem
from hoanhap.kit.templatetags.kit import icon, icon_names, problems
from tests.kit import mock

pytestmark = pytest.mark.usefixtures("pages")
ROOT = Path(__file__).resolve().parents[2]
KIT = ROOT / "hoanhap/kit"
GUIDE = (ROOT / "docs/guides/components.md").read_text()
FRAME = {"base", "cols", "gate", "document", "nav", "menu", "mark", "language", "keys", "keys_table", "pledge", "csrf_failure"}
PARTS_OF_PARTS = {"problem", "field_notes", "hours"}


def test_every_component_is_described_and_every_description_has_its_component() -> None:
    shipped = {path.stem for path in (KIT / "templates/kit").glob("*.html")}
    described = set(re.findall(r"kit/(\w+)\.html", GUIDE)) | set(re.findall(r"`(\w+)\.html`", GUIDE))
    assert shipped - described - FRAME - PARTS_OF_PARTS == set()
    assert described - shipped == set()


def test_every_icon_named_in_the_program_is_in_the_sprite() -> None:
    named: set[str] = set()
    for path in (ROOT / "hoanhap").rglob("*.html"):
        named |= set(re.findall(r"""icon(?:=|\s+)["']([a-z0-9-]+)["']""", path.read_text()))
        named |= set(re.findall(r"""icon\|default:["']([a-z0-9-]+)["']""", path.read_text()))
    for path in (ROOT / "hoanhap").rglob("*.py"):
        named |= set(re.findall(r"""["']?icon["']?\s*[=:]\s*["']([a-z0-9-]+)["']""", path.read_text()))
    assert len(named) > 30
    assert named - icon_names() == set()


def test_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(ValueError, match="unicorn"):
        icon("unicorn")


def test_shipped_files_name_nothing_outside() -> None:
    """No other host, no source map, and every address inside a stylesheet is a file that is shipped."""
    for path in [*(KIT / "static").rglob("*.css"), *(KIT / "static").rglob("*.js"), *(KIT / "static").rglob("*.svg")]:
        text = path.read_text()
        assert "sourceMappingURL" not in text, path
        assert "@import" not in text, path
        addresses = {found.strip("\"'") for found in re.findall(r"url\(([^)]+)\)", text)}
        for address in addresses:
            if not address.startswith(("data:", "#")) and path.suffix == ".css":
                assert (path.parent / address).resolve().is_file(), f"{path}: {address}"
        hosts = set(re.findall(r"https?://([\w.]+)", text)) - {"www.w3.org", "tabler.io"}
        assert path.name == "htmx.min.js" or hosts == set(), f"{path}: {hosts}"


def test_an_old_browser_can_read_the_styles() -> None:
    """Chrome 109 knows none of these."""
    for path in (KIT / "static").rglob("*.css"):
        for word in ("color-mix(", "oklch(", "light-dark(", "@layer", "@scope", "text-wrap:", "&:"):
            assert word not in path.read_text(), f"{path}: {word}"


def test_a_page_loads_little(render: Callable[..., str]) -> None:
    """The frame asks for these files and no others, together under 300 kB before compression (fonts aside)."""
    html = render("clock_wall.html", **mock.PAGES["clock_wall"])
    files = {found.removeprefix("/static/").split("#")[0] for found in re.findall(r'(?:href|src)="(/static/[^"]+)"', html)}
    sizes = {name: Path(str(finders.find(name))).stat().st_size for name in files}
    assert len([name for name in files if name.endswith(".css")]) == 5
    assert sum(sizes.values()) < 300_000, sizes


def test_static_files_can_be_collected_under_hashed_names(settings: Any, tmp_path: Path) -> None:
    """As `make run` does it: fails on any address inside a stylesheet that cannot be resolved."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
    call_command("collectstatic", interactive=False, verbosity=0)
    names = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    assert {"vendor/icons.svg", "vendor/tabler.css", "kit/css/base.css", "kit/js/app.js"} <= names.keys()
    base = (tmp_path / names["kit/css/base.css"]).read_text()
    for address in re.findall(r'url\("([^"]+woff2)"\)', base):
        assert (tmp_path / "kit/css" / address).resolve().is_file(), address


def test_inline_parts_leave_no_gap_before_the_next_sign() -> None:
    inline = '{% include "kit/law_link.html" with text="Điều 1" url="#l" only %}.{% include "kit/say.html" with text="đúng hạn" only %},'
    assert (
        Template(inline).render(Context())
        == '<a class="hn-law" href="#l"><span class="nowrap">Điều 1</span></a>.<span class="hn-say">đúng hạn</span>,'
    )


def test_a_citation_breaks_between_its_articles_only() -> None:
    html = Template("{{ text|unbroken }}").render(Context({"text": "Điều 24 khoản 4a Luật 120/2025; Điều 59 NĐ 163/2026 <x>"}))
    assert html == ('<span class="nowrap">Điều 24 khoản 4a Luật 120/2025;</span> <span class="nowrap">Điều 59 NĐ 163/2026 &lt;x&gt;</span>')


def test_texts_of_records_are_escaped() -> None:
    row = mock.row("danger", mock.NOW.date(), None, "<script>alert(1)</script>", "x & y")
    html = Template('{% include "kit/wall_row.html" %}{% track 40 label=label %}').render(
        Context({"row": row, "now": mock.NOW, "today": mock.NOW.date(), "label": '"><b>'})
    )
    assert "<script>" not in html
    assert "x &amp; y" in html
    assert "<b>" not in html.split("hn-track")[1]


@pytest.mark.parametrize(("value", "width"), [(-5, "0"), (46.153846, "46.15"), (250, "100"), ("71,4", None), (None, "0")])
def test_tracks_stay_within_their_bounds(value: object, width: str | None) -> None:
    template = Template("{% track value tick=60 %}")
    if width is None:
        with pytest.raises(ValueError, match="71,4"):
            template.render(Context({"value": value}))
        return
    html = template.render(Context({"value": value}))
    assert f'<rect width="{width}"' in html
    assert 'x1="60"' in html


def test_errors_come_back_in_their_four_parts() -> None:
    form = mock.event_form()
    (refused,) = problems(form.errors["watcher"])
    assert (refused.code, refused.article) == ("sex", "Điều 56 NĐ 163/2026")
    (shape,) = problems(form.errors["known_on"])
    assert shape == Problem("day", "Không có ngày 31/02/2026. Gõ lại theo ngày/tháng/năm, ví dụ 23/11/2026.")


def test_a_control_names_its_help_and_its_errors(render: Callable[..., str]) -> None:
    html = render("record_event.html", form=mock.event_form(), **mock.PAGES["record_event"])
    control = re.search(r'<input[^>]*id="id_known_on"[^>]*>', html)
    assert control is not None
    described = re.search(r'aria-describedby="([^"]+)"', control[0])
    assert described is not None
    for name in described[1].split():
        assert f'id="{name}"' in html
    assert 'aria-invalid="true"' in control[0]
    help_id = re.search(r'id="id_taken_on_helptext"', html)
    assert help_id is not None


def test_the_missing_page_does_not_say_what_is_missing() -> None:
    request = RequestFactory().get("/nguoi/17/")
    request.user = mock.Officer()  # type: ignore[assignment]
    request.resolver_match = None
    answers = [views.page_not_found(request, error) for error in (None, ValueError("person 17 of Yên Hòa"))]
    assert {answer.status_code for answer in answers} == {404}
    assert "17" not in answers[1].content.decode().split("<main")[1].split("</main>")[0].replace("17:", "")


def test_the_broken_page_needs_nothing_of_what_may_be_broken(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.kit.none"
    answer = views.server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "chưa được lưu" in answer.content.decode()


@pytest.mark.parametrize(
    ("module", "section"),
    [("hoanhap.desk.views", "home"), ("hoanhap.cases.views", "people"), ("hoanhap.rulebook.views.reader", "law"), ("django.x", "")],
)
def test_the_navigation_knows_where_it_is(module: str, section: str) -> None:
    def view() -> None: ...

    view.__module__ = module
    request = RequestFactory().get("/")
    request.user = mock.Officer()  # type: ignore[assignment]
    request.resolver_match = type("Match", (), {"func": view})()
    assert context.page(request)["section"] == section


def test_static_files_are_served_from_this_host() -> None:
    assert staticfiles_storage.url("vendor/icons.svg").startswith("/static/")


def test_third_party_files_are_listed_with_version_and_licence() -> None:
    pinned: dict[str, str] = json.loads((ROOT / "package.json").read_text())["dependencies"]
    listed = (ROOT / "THIRD_PARTY.md").read_text()
    versions = (KIT / "static/vendor/VERSIONS").read_text()
    for package, version in pinned.items():
        licence = re.search(rf"^{re.escape(package)} {re.escape(version)} (.+)$", versions, re.MULTILINE)
        assert licence is not None, f"{package} {version}: run `make vendor`"
        assert f"| `{package}` | {version} | " in listed
        assert licence[1].split(" AND ")[-1] in listed
