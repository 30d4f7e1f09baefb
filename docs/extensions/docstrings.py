"""Our docstrings are Markdown within Google's sections: $...$ and $$...$$ are formulas, `...` is code or the name of something here."""

import ast
import re
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.ext.napoleon import GoogleDocstring
from sphinx.util.docutils import SphinxRole

_DOCTEST = re.compile(r"^[ \t]*>>> .*?(?=\n[ \t]*\n|\Z)", flags=re.DOTALL | re.MULTILINE)
_BLOCK = re.compile(r"\$\$(.+?)\$\$[ \t]*", flags=re.DOTALL)
_CODE_OR_FORMULA = re.compile(r"(``.+?``|`[^`]+`|(?<![\w$])\$[^$]{1,200}?\$(?![\w$]))", flags=re.DOTALL)
_LETTER = re.compile(r"(?<![\w`\\.])(k_B T_c0?|k_B|T_c0?|T_ph|T_e|T_tip|j_c|j_M|j_max|z_0)(?!\w)")


def restructured(text: str) -> str:
    r"""Markdown as reStructuredText; what is to be typed at a prompt stays as it is.

    Example:
        >>> print(restructured("The gap $\\Delta$ of `gap`, where |x| < j*."))
        The gap :math:`\Delta` of `gap`, where \|x\| < j\*.
    """
    parts, end = [], 0
    for doctest in _DOCTEST.finditer(text):
        parts += [_prose(text[end : doctest.start()]), doctest.group()]
        end = doctest.end()
    return "".join([*parts, _prose(text[end:])])


def _prose(text: str) -> str:
    """Formulas that stand alone become directives with a blank line around them, indented as the line in which they began."""
    parts, end = [], 0
    for block in _BLOCK.finditer(text):
        line = text[text.rfind("\n", 0, block.start()) + 1 : block.start()]
        indent = line[: len(line) - len(line.lstrip())]
        latex = " ".join(block.group(1).split())
        parts += [_inline(text[end : block.start()]).rstrip(" \t"), f"\n\n{indent}.. math:: {latex}\n"]
        end = block.end()
        if text[end : end + 1] != "\n":
            parts.append(f"\n{indent}")  # the sentence goes on
    return "".join([*parts, _inline(text[end:])])


def _inline(text: str) -> str:
    found = []
    for k, piece in enumerate(_CODE_OR_FORMULA.split(text)):
        if k % 2 == 0:
            piece = re.sub(r"(?<!\\)([*|])", r"\\\1", piece)  # j* begins no emphasis, |x| no substitution
            piece = re.sub(r"(?<=\w)_(?!\w)", r"\\_", piece)  # and T_ no link
            found.append(_LETTER.sub(_formula, piece))
        elif piece.startswith("$"):
            found.append(f":math:`{' '.join(piece[1:-1].split())}`\\ ")
        else:
            found.append(f"{piece}\\ ")  # a letter may follow
    return re.sub(r"`\\ (?=[\s.,;:!?)\]'\"/-]|$)", "`", "".join(found))


def _formula(letter: re.Match[str]) -> str:
    """The field's letters that are written plainly: T_c, k_B T_c, j_max."""
    latex = re.sub(r"_(\w+)", lambda index: f"_{{{index[1]}}}" if len(index[1]) < 3 else rf"_\mathrm{{{index[1]}}}", letter[1])
    return f"\\ :math:`{latex}`\\ "


def _whole(self: GoogleDocstring) -> tuple[str, list[str]]:
    """All of the text of a property or a constant: napoleon takes what stands before a colon for its type, but those have annotations."""
    return "", self._dedent(self._consume_to_end())


def _process(app: Sphinx, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    lines[:] = restructured("\n".join(lines)).split("\n")


def _skip(app: Sphinx, what: str, name: str, obj: Any, skip: bool, options: Any) -> bool | None:
    """The fields of a named tuple are described in its docstring."""
    return True if type(obj).__name__ == "_tuplegetter" else None


class Named(SphinxRole):
    """`name`: a link where the name is one of ours, code otherwise."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """The nodes."""
        literal = nodes.literal(self.text, self.text)
        target = re.sub(r"\(.*\)$", "", self.text)
        if not re.fullmatch(r"[A-Za-z_][\w.]*", target):
            return [literal], []
        kind = {"refdomain": "py", "reftype": "obj", "reftarget": target, "refexplicit": True}
        reference = addnodes.pending_xref("", literal, **kind)
        for known in ("py:module", "py:class"):
            reference[known] = self.env.ref_context.get(known)
        return [reference], []


@cache
def _imports(module: str) -> dict[str, str]:
    """Full names of what a module imports, also only for its annotations."""
    source = Path(import_module(module).__file__ or "").read_text(encoding="utf-8")
    froms = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)]
    return {alias.asname or alias.name: f"{node.module}.{alias.name}" for node in froms for alias in node.names}


def _exact(app: Sphinx, document: nodes.document) -> None:
    """Names mean what they mean in their module: nothing of the same name elsewhere."""
    for node in document.findall(addnodes.pending_xref):
        if node.get("refdomain") == "py":
            node.attributes.pop("refspecific", None)
            first, dot, rest = node["reftarget"].partition(".")
            if (module := node.get("py:module")) and (meant := _imports(module).get(first)):
                node["reftarget"] = f"{meant}{dot}{rest}"


def _missing(app: Sphinx, env: Any, node: addnodes.pending_xref, content: nodes.Node) -> nodes.Node | None:
    """Names of the roof are those of where they live. In docstrings types of other packages and local names need not be links."""
    if node.get("refdomain") != "py":
        return None
    target = node["reftarget"]
    for kind, name in (("obj", _home(target)), ("mod", target)):
        found = env.get_domain("py").resolve_xref(env, node["refdoc"], app.builder, kind, name, node, content)
        if found is not None:
            return found
    return content if node["refdoc"].startswith("reference/modules/") else None


def _home(target: str) -> str:
    """`quenchmap.Film` is `quenchmap.material.film.Film`, and so is `Film`."""
    import quenchmap

    name, _, rest = re.sub(r"^(quenchmap|qm)\.", "", target).partition(".")
    home = quenchmap._HOMES.get(name)
    if home is None:
        return target
    where = f"quenchmap.{home}{name}" if home == "" or home.endswith(".") else f"quenchmap.{home}.{name}"
    return f"{where}.{rest}" if rest else where


def setup(app: Sphinx) -> dict[str, Any]:
    """For Sphinx."""
    GoogleDocstring._consume_inline_attribute = _whole
    app.add_role("named", Named())
    app.connect("autodoc-process-docstring", _process, priority=100)  # before napoleon
    app.connect("autodoc-skip-member", _skip)
    app.connect("doctree-read", _exact)
    app.connect("missing-reference", _missing)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
