"""The layout and the layers of docs/ARCHITECTURE.md hold, in every file."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command

from hoanhap.accounts.rights import P
from hoanhap.cases.rules import PROCEDURES
from hoanhap.law.book import book

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "hoanhap"
DOMAIN_APPS = sorted(path.parent.name for path in PACKAGE.glob("*/apps.py") if path.parent.name not in {"config", "kit", "law"})


@cache
def sources() -> dict[str, ast.Module]:
    """Every module of the program but migrations, by path below the package, parsed."""
    paths = [path for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts]
    return {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"), str(path)) for path in paths}


def nodes[Kind: ast.AST](kind: type[Kind]) -> Iterator[tuple[str, Kind]]:
    for name, tree in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, kind):
                yield name, node


def layer(name: str) -> str:
    """`people/views/search.py` and `people/views.py` are both of the layer `views`."""
    return name.split("/")[1].removesuffix(".py") if "/" in name else ""


def test_imports_go_to_the_right_only() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_there_are_domain_apps_to_judge() -> None:
    assert {"accounts", "audit", "cases", "documents", "people", "plans", "units"} <= set(DOMAIN_APPS)


def test_nobody_listens_to_signals() -> None:
    """Business meaning hidden in signals is found by nobody."""
    imported = [(name, node.module) for name, node in nodes(ast.ImportFrom) if node.module and "signals" in node.module]
    assert imported == []


def test_no_model_overrides_save_or_delete() -> None:
    """Services write; a `save()` that does more than save is a second door."""
    overridden = [(name, node.name) for name, node in nodes(ast.FunctionDef) if layer(name) == "models" and node.name in {"save", "delete"}]
    assert overridden == []


def test_there_is_no_admin() -> None:
    assert [name for name in sources() if layer(name) == "admin"] == []
    assert [name for name, node in nodes(ast.ImportFrom) if (node.module or "").startswith("django.contrib.admin")] == []


def test_scope_is_asked_in_queries_and_services_only() -> None:
    """`visible_to` is the only door for reads; a view that opens it could forget to. Models define it, one by another's."""
    asked = {
        name
        for name, node in nodes(ast.Call)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "visible_to" and layer(name) not in {"queries", "services", "models"}
    }
    assert asked == set()


def test_views_and_forms_touch_no_rows_themselves() -> None:
    touched = {
        name
        for name, node in nodes(ast.Attribute)
        if node.attr in {"objects", "_default_manager"} and layer(name) in {"views", "forms", "urls"}
    }
    assert touched == set()


def test_nobody_swallows_every_exception() -> None:
    def swallows(handler: ast.ExceptHandler) -> bool:
        caught = handler.type
        names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
        return any(name is None or (isinstance(name, ast.Name) and name.id in {"Exception", "BaseException"}) for name in names)

    assert [(name, node.lineno) for name, node in nodes(ast.ExceptHandler) if swallows(node)] == []


def test_every_module_says_which_question_it_answers() -> None:
    silent = [name for name, tree in sources().items() if tree.body and not name.endswith("/apps.py") and not ast.get_docstring(tree)]
    assert silent == []


def test_every_field_says_whether_it_is_personal() -> None:
    """STYLE §8 rule 10: each model of ours classifies each of its fields, once."""
    wrong = {}
    for model in apps.get_models():
        if not model.__module__.startswith("hoanhap."):
            continue
        privacy = getattr(model, "Privacy", None)
        declared = [*getattr(privacy, "personal", ()), *getattr(privacy, "plain", ())]
        fields = {field.name for field in model._meta.get_fields() if not field.auto_created or field.concrete}
        inherited = {"groups", "user_permissions"}
        if set(declared) | inherited != fields | inherited or len(declared) != len(set(declared)):
            wrong[model.__name__] = sorted(set(declared) ^ (fields - inherited))
    assert wrong == {}


def test_every_clock_and_kind_of_a_procedure_rests_on_a_rule_of_the_book() -> None:
    keys = {rule.key for rule in book().rules}
    for procedure in PROCEDURES.values():
        assert {clock.rule for clock in procedure.clocks.values()} | {kind.rule for kind in procedure.kinds.values()} <= keys
        assert {clock.action for clock in procedure.clocks.values()} <= set(procedure.kinds)
        assert {kind.right for kind in procedure.kinds.values()} <= {right.value for right in P}
