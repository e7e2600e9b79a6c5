"""Puts rows into the table of guest/ingest/README.md, asks its query, and prints the answer as JSON.

`python clickhouse.py README < rows`, with chdb installed: the engine of ClickHouse inside a process.
"""

import re
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from chdb.session import Session

readme = Path(sys.argv[1]).read_text(encoding="utf-8")
create, select = re.findall(r"```sql\n(.*?);\n```", readme, re.DOTALL)
url = re.search(r"NEMO_INGEST_FORWARD='(http://clickhouse[^']*)'", readme)
assert url is not None
settings = {name: value for name, [value] in parse_qs(urlsplit(url[1]).query).items()}
insert = settings.pop("query")

session = Session()
for name, value in settings.items():
    session.query(f"SET {name} = '{value}'")
session.query(create)
# As over HTTP, where the body follows the query. Each row comes by itself: those of one request are merged as they come.
for row in sys.stdin:
    session.query(f"{insert}\n{row}")
print(session.query("SELECT count() AS rows FROM nemo_events", "JSONEachRow"), end="")
print(session.query(select, "JSONEachRow"), end="")
print(session.query("SELECT DISTINCT ts, parameters.command AS command FROM nemo_events", "JSONEachRow"), end="")
