"""Write everything that follows from ops.toml: `python format/generate.py [--check]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import emit_markdown
import emit_python
import emit_typescript
import schema

FORMAT = Path(__file__).parent
ROOT = FORMAT.parent


def outputs() -> dict[Path, str]:
    """Return the text that each generated file must have."""
    definition = schema.load(FORMAT / "ops.toml")
    document = FORMAT / "FORMAT.md"
    return {
        ROOT / "h5rec" / "wire" / "_ops.py": emit_python.emit(definition),
        ROOT / "player" / "src" / "ops.gen.ts": emit_typescript.emit(definition),
        document: emit_markdown.emit(definition, document.read_text(encoding="utf-8")),
    }


def main() -> int:
    """Write the files, or with ``--check`` only compare; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing; fail if a file is out of date")
    check = parser.parse_args().check
    stale = 0
    for path, text in outputs().items():
        name = path.relative_to(ROOT)
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        if check:
            print(f"{name}: does not match format/ops.toml; run 'make gen'", file=sys.stderr)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"wrote {name}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
