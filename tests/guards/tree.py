"""The checkout as the guards see it: every file that is not ignored, read from the disk as it is now."""

import ast
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
IGNORED = [".git", *(ROOT / ".gitignore").read_text(encoding="utf-8").split()]


def is_ignored(path: Path) -> bool:
    return any(fnmatch(path.name, pattern) for pattern in IGNORED)


def files(*folders: str) -> Iterator[Path]:
    """All files under these folders of the checkout, or under the whole of it."""
    stack = [ROOT / folder for folder in folders or (".",)]
    while stack:
        for path in sorted(stack.pop().glob("*")):
            if is_ignored(path):
                continue
            if path.is_dir():
                stack.append(path)
            else:
                yield path


def modules(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    for path in files(*folders):
        if path.suffix == ".py":
            yield path, ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def text(path: Path) -> str:
    """What can be read of a file; pictures and other bytes read as nothing."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def spot(path: Path, line: int | None = None) -> str:
    return f"{path.relative_to(ROOT)}{f':{line}' if line else ''}"
