"""Suspension rates of Black pupils against all others, by plain HTTP: Python 3.9 or later, nothing to install.

    python3 compare.py http://127.0.0.1:3000
"""

import csv
import io
import sys
import urllib.parse
import urllib.request

service = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:3000"
question = urllib.parse.urlencode(
    {"measure": "ed-suspension-rate", "group": "black", "reference": "all-others"}
)
with urllib.request.urlopen(f"{service}/v1/comparisons.csv?{question}") as answer:
    rows = list(csv.DictReader(io.TextIOWrapper(answer, encoding="utf-8")))

for row in rows:
    # An empty number is not 0: its status says why it is not there.
    print(row["area_name"], row["rate"] or row["rate_status"], row["sentence"] or row["verdict"], sep="\t")
