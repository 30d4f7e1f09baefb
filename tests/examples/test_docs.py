"""The programs, files and commands in the documentation run, or are read as far as they can be here.

Notebooks (tutorials) and the gallery run when the pages are built, by `make docs`. A block whose first line says what it needs
(`# needs tdgl`, `# long: minutes`) is compiled or parsed, and not run.
"""

import ast
import importlib
import re
import shlex
import tomllib
import warnings
from collections.abc import Collection
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from quenchmap.cli.main import app
from quenchmap.errors import ValidityWarning
from quenchmap.experiment.reading import read

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if not {"reference", "gallery_pages"} & set(path.relative_to(DOCS).parts[:1]))
#: Pages whose programs take more than a minute; what they call has tests of its own.
LONG = {"howto/plan-an-experiment"}
_NOT_HERE = re.compile(r"# (?:needs|long)\b")


def name_of(path: Path) -> str:
    return path.relative_to(DOCS).with_suffix("").as_posix()


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", path.read_text(), flags=re.DOTALL | re.MULTILINE)


def pages_with(language: str, long: Collection[str] = ()) -> list:
    """The pages with blocks in a language; tests of the `long` ones are slow."""
    pages = {name_of(path): path for path in PAGES if blocks(path, language)}
    return [pytest.param(path, id=name, marks=pytest.mark.slow if name in long else ()) for name, path in pages.items()]


def refers_to_what_exists(program: str) -> None:
    """Names imported from quenchmap are there, in a program that cannot run here."""
    for node in ast.walk(ast.parse(program)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("quenchmap"):
            module = importlib.import_module(node.module or "")
            assert all(hasattr(module, alias.name) for alias in node.names)


@pytest.mark.parametrize("page", pages_with("python", LONG))
def test_programs_of_a_page_run_in_turn(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    scope: dict = {}
    for program in blocks(page, "python"):
        if _NOT_HERE.match(program):
            refers_to_what_exists(program)
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ValidityWarning)  # the pages speak of what the model leaves out
            exec(compile(program, name_of(page), "exec"), scope)


@pytest.mark.parametrize("page", pages_with("toml"))
def test_files_of_a_page_describe_runs(page, tmp_path):
    for k, text in enumerate(blocks(page, "toml")):
        path = tmp_path / f"{k}.toml"
        path.write_text(text)
        assert read(path).model_dump(exclude_none=True, exclude_defaults=True).keys() == tomllib.loads(text).keys()


@pytest.mark.parametrize("page", pages_with("sh"))
def test_commands_of_a_page_run_or_can_be_read(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    for block in blocks(page, "sh"):
        for line in block.splitlines():
            if not line.startswith("quenchmap "):
                continue
            arguments = shlex.split(line)[1:]
            if _NOT_HERE.match(block):
                parsed(arguments)
                continue
            typed = CliRunner().invoke(app, arguments)
            assert typed.exit_code == 0, typed.stderr
            assert typed.stdout


def parsed(arguments: list[str]) -> None:
    """Read the arguments of a command without running it: unknown flags and values that are none end the test."""
    group = typer.main.get_command(app)
    context = group.make_context("quenchmap", list(arguments), resilient_parsing=False)
    while hasattr(group, "commands"):
        name, command, rest = group.resolve_command(context, [*context._protected_args, *context.args])
        context = command.make_context(name, rest, parent=context)
        group = command


def test_a_flag_that_does_not_exist_is_not_read():
    with pytest.raises(Exception, match="No such option"):
        parsed(["scan", "map.toml", "--no-such-flag"])


def test_every_page_is_found_and_says_something():
    assert len(PAGES) > 20
    for page in PAGES:
        assert page.read_text().lstrip().startswith(("#", "---")), page


@pytest.mark.parametrize("page", [pytest.param(p, id=name_of(p)) for p in PAGES])
def test_files_that_a_page_names_exist(page):
    """Examples, tests and images; links between pages are checked when the pages are built."""
    for named in re.findall(r"`((?:examples|tests|src)/[\w/.]+)`", page.read_text()):
        assert (ROOT / named).exists(), f"{page} names {named}"
