"""`quenchmap paper`: the paper's figures and numbers."""

from pathlib import Path
from typing import Annotated, Any

import typer

from quenchmap.cli import options
from quenchmap.cli.work import working


def command() -> Any:
    """The command."""
    return options.single(paper)


def paper(
    output: Annotated[Path, typer.Option(metavar="DIR", help="Folder for figures and the table of claims; made if it does not exist.")],
) -> None:
    """Every figure of the paper, and every number in its text beside ours with a verdict.

    For example: quenchmap paper --output demo
    """
    if output.exists() and not output.is_dir():
        raise NotADirectoryError(f"Cannot write into {str(output)!r}: it is a file. Give the name of a folder.")
    if not output.parent.is_dir():
        remedy = "Make it first or choose another path."
        raise FileNotFoundError(f"Cannot make the folder {str(output)!r}: {str(output.parent)!r} does not exist. {remedy}")
    with working() as work:
        from quenchmap.paper import table, write
        from quenchmap.paper.claims import every_claim

        write(output, progress=work.stage)
        work.written.append(str(output))
        claims = table.as_text(every_claim())
    work.answer(claims)
