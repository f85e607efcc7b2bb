"""Check that every relative link in the documents leads to a file, and every #fragment to a heading."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parents[1]
SKIP = {".venv", "var", "node_modules", ".git"}
CODE_BLOCK = re.compile(r"(?ms)^ *(```|~~~).*?^ *\1[^\n]*$")
CODE = re.compile(r"(?ms)^ *(```|~~~).*?^ *\1[^\n]*$|`[^`\n]+`")
LINK = re.compile(
    r"""\[(?:[^\[\]]|\[[^\]]*\])*\]\(\s*<?([^)\s>]+)>?(?:\s+["'(][^)]*)?\)|(?:src|href)=["']([^"']+)["']"""
)
HEADING = re.compile(r"(?m)^#{1,6}\s+(.+?)\s*#*\s*$")


def documents() -> Iterator[Path]:
    """Yield every Markdown file of the repository."""
    for path in sorted(ROOT.rglob("*.md")):
        if not SKIP & set(path.relative_to(ROOT).parts):
            yield path


def anchors(path: Path) -> set[str]:
    """Return the fragments a Markdown file offers, made from its headings as forges do."""
    found: set[str] = set()
    for heading in HEADING.findall(CODE_BLOCK.sub("", path.read_text())):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        slug = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        number = 0
        while (name := f"{slug}-{number}" if number else slug) in found:
            number += 1
        found.add(name)
    return found | set(re.findall(r"""<a (?:id|name)=["']([^"']+)""", path.read_text()))


def broken(path: Path) -> Iterator[str]:
    """Yield one line for every link of a document that leads nowhere."""
    for match in LINK.finditer(CODE.sub("", path.read_text())):
        target = match[1] or match[2]
        if re.match(r"[a-z][a-z0-9+.-]*:|//", target):
            continue
        name, _, fragment = unquote(target).partition("#")
        aim = (ROOT / name.lstrip("/") if name.startswith("/") else path.parent / name) if name else path
        if not aim.exists():
            yield f"{path.relative_to(ROOT)}: {target} is not there"
        elif fragment and aim.suffix == ".md" and fragment.lower() not in anchors(aim):
            yield f"{path.relative_to(ROOT)}: {target} has no such heading"


def main() -> int:
    """Print what is broken; exit code 1 when anything is."""
    files = list(documents())
    trouble = [line for path in files for line in broken(path)]
    print("\n".join(trouble) or f"{len(files)} documents, every link leads somewhere.")
    return bool(trouble)


if __name__ == "__main__":
    sys.exit(main())
