"""Formulas as MathML, which browsers draw without a script; with the font STIX Two Math beside the pages, so that all draw them alike."""

import re
import shutil
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.application import Sphinx
from sphinx.util.math import get_node_equation_number

_FONT = "STIXTwoMath-Regular.ttf"
_FUNCTION = re.compile(
    r"(<mi>(?:arctan|arg|cosh?|coth|exp|ln|log|max|min|sinh?|tanh?|Re|Im)</mi>)(?!\s*<mo[^>]*>(?:\(|&#x00028;|&#x02061;))"
)
_SIGN = re.compile(
    r"(<mo[^>]*>(?:=|\(|&#x00028;|\[|&#x0005B;|&#x0003D;|&#x0002C;|,|&#x02192;|\|)</mo>(?:<mspace[^>]*/>)?)<mo>&#x02212;</mo>"
)


def mathml(latex: str, *, block: bool) -> str:
    """A formula in LaTeX as a <math> element."""
    found = convert(latex, display="block" if block else "inline")
    found = _FUNCTION.sub(r'\1<mspace width="0.17em"/>', found)  # sinh x, not sinhx
    found = _SIGN.sub(r'\1<mo form="prefix">&#x02212;</mo>', found)  # = -x, not = - x
    return found.replace("<math ", f'<math alttext="{escape(latex, quote=True)}" ', 1)


def _inline(translator: Any, node: nodes.math) -> None:
    translator.body.append(mathml(node.astext(), block=False))
    raise nodes.SkipNode


def _block(translator: Any, node: nodes.math_block) -> None:
    number = f'<span class="eqno">({get_node_equation_number(translator, node)})</span>' if node["number"] else ""
    identity = f' id="{node["ids"][0]}"' if node["ids"] else ""
    latex = re.sub(r"\\begin\{(?:align|equation|gather)\*?\}|\\end\{(?:align|equation|gather)\*?\}", "", node.astext())
    for line in re.split(r"\n\s*\n", latex.strip()):
        translator.body.append(f'<div class="formula"{identity}>{number}{mathml(line, block=True)}</div>\n')
    raise nodes.SkipNode


def _font(app: Sphinx, error: Exception | None) -> None:
    if error is None and app.builder.format == "html":
        import ziamath

        shutil.copy(Path(ziamath.__file__).parent / "fonts" / _FONT, Path(app.outdir) / "_static" / _FONT)


def setup(app: Sphinx) -> dict[str, Any]:
    """For Sphinx."""
    app.add_html_math_renderer("mathml", inline_renderers=(_inline, None), block_renderers=(_block, None))
    app.connect("build-finished", _font)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
