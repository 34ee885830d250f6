"""`make bench`: every measurement as a table for people, and bench.json."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.bench import desk, doors, engine, night, papers, phone, posting


def main() -> int:
    members = [*doors.rows(), *phone.rows()]
    rows = [*engine.rows(), *posting.rows(), *night.rows(), *desk.rows(), *papers.rows(), *members]
    print(f"{'what':<40}{'product':>14}{'limit':>14}{'ratio':>9}{'spread':>8}{'goal':>7}  verdict")
    for row in rows:
        measured = f"{row.name:<40}{row.product:>14}{row.limit:>14}{row.ratio:>9.2f}"
        print(f"{measured}{row.spread:>8.2f}{row.goal:>7g}  {row.verdict}")
    Path("bench.json").write_text(json.dumps([{**row._asdict(), "verdict": row.verdict} for row in rows], indent=1))
    return 1 if any(row.verdict == "DEFECT" for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
