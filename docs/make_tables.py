"""Write the columns of ``docs/archive.md`` from the tables themselves: ``python docs/make_tables.py``."""

from __future__ import annotations

import re
from pathlib import Path

from blameless.archive.followups import COLUMNS
from blameless.archive.index import INDEX
from blameless.archive.tables import ACTIONS, FINDINGS, documents, rule_columns

PAGE = Path(__file__).with_name("archive.md")
TABLES = {
    "documents": documents()[: -len(rule_columns())],
    "findings": FINDINGS,
    "actions": ACTIONS,
    "index": INDEX,
    "followups": COLUMNS,
}


def main() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name, columns in TABLES.items():
        rows = "".join(f"| `{column.name}` | {column.type} | {column.meaning} |\n" for column in columns)
        table = f"| column | type | meaning |\n| --- | --- | --- |\n{rows}"
        page = re.sub(
            f"(<!-- {name} -->\n).*?(<!-- end -->)",
            lambda found, table=table: found[1] + table + found[2],
            page,
            flags=re.S,
        )
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
