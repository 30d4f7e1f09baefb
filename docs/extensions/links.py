"""Do all links within the built pages hold, and does no page fetch anything? `python docs/extensions/links.py build/docs`."""

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LOADS = {("script", "src"), ("img", "src"), ("link", "href"), ("iframe", "src"), ("source", "src")}
_NOT_LOADED = {"canonical", "index", "search", "next", "prev"}


class Page(HTMLParser):
    """What a page names, what it links to, and what a browser loads to show it."""

    def __init__(self, path: Path):
        super().__init__()
        self.names: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Collect."""
        found = {name: value for name, value in attrs if value}
        self.names |= {found[name] for name in ("id", "name") if name in found}
        for name in ("href", "src"):
            if name in found:
                self.links.append(found[name])
                if (tag, name) in _LOADS and not (tag == "link" and found.get("rel") in _NOT_LOADED):
                    self.loads.append(found[name])


def broken(root: Path) -> list[str]:
    """One line for each link that leads nowhere, and for each thing that a page would fetch from elsewhere."""
    pages = {path: Page(path) for path in sorted(root.rglob("*.html"))}
    found = []
    for path, page in pages.items():
        here = path.relative_to(root)
        found += [f"{here} loads {load}" for load in page.loads if urlsplit(load).netloc]
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file():
                found.append(f"{here} links to {link}, which is not there")
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].names | {"top"}:
                found.append(f"{here} links to {link}, where {target.name} has no such place")
    return found


if __name__ == "__main__":
    root = Path(sys.argv[1]).resolve()
    lines = broken(root)
    print("\n".join(lines) if lines else f"All links in {len(list(root.rglob('*.html')))} pages hold, and no page fetches anything.")
    sys.exit(bool(lines))
