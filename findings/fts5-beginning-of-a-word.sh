#!/usr/bin/env bash
# A search of FTS5 for the beginning of a word, beside one for the word itself.
#
# Expected: "newest ten lines with status*" costs about as much as "newest ten lines with status", as the
# terms of an index are sorted and those that begin alike stand together; LIMIT ends it after ten; and
# with a rare word before it (AND), only the few lines of that one have to be looked at.
#
# Seen: none of the three. For a word, FTS5 walks along its list and stops. For a beginning, it first reads
# the lists of all words that have it, from end to end, and merges them in memory into one; only then comes
# the first row. Neither LIMIT nor a rare word beside it spares any of that, since the list is made before
# the two are compared. The pages read say so, whatever the machine: the whole list of the word.
#
# So a common word should be searched for as a word, and a beginning be taken from three letters on; an
# index of prefixes (prefix='3') helps only beginnings of just that length, and costs its share of the file.
#
# Sources: https://www.sqlite.org/fts5.html, "FTS5 Prefix Queries" and "Prefix Indexes"; each version's
# behaviour as printed below.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

for version in 3.40.0.0 3.54.1.0; do
  python3 -m pip -q --disable-pip-version-check install --root-user-action ignore --no-compile \
    --target "packages-$version" "apsw==$version"
done

cat > look.py <<'P'
import sys
import apsw

db = apsw.Connection("file")
db.execute("PRAGMA page_size = 4096; PRAGMA cache_size = 4000")
db.execute("CREATE VIRTUAL TABLE said USING fts5(line, content='', columnsize=0)")
# Every second line has the common word; one in 20,000 the rare one.
with db:
    for i in range(1, 200_001):
        words = ["filler%d" % (i % 5000)]
        if i % 2:
            words.append("status")
        if i % 20_000 == 0:
            words += ["quokka", "status"]
        db.execute("INSERT INTO said (rowid, line) VALUES (?, ?)", (i, " ".join(words)))
db.execute("INSERT INTO said (said) VALUES ('optimize')")
db.close()

def pages(query):
    db = apsw.Connection("file")
    sql = "SELECT rowid FROM said WHERE said MATCH ? ORDER BY rowid DESC LIMIT 10"
    list(db.execute(sql, ("filler4999",)))  # what every query reads
    before = db.status(apsw.SQLITE_DBSTATUS_CACHE_MISS)[0]
    rows = len(list(db.execute(sql, (query,))))
    return rows, db.status(apsw.SQLITE_DBSTATUS_CACHE_MISS)[0] - before

print("SQLite", getattr(apsw, "sqlite_lib_version", getattr(apsw, "sqlitelibversion", None))())
queries = ["status", "status*", "stat*", "quokka", "quokka AND status", "quokka AND status*"]
seen = {}
for query in queries:
    rows, seen[query] = pages(query)
    print(f"  {query:20} {rows:3} rows, {seen[query]:4} pages read")
few, many = 20, 50
fine = (seen["status"] < few and seen["quokka"] < few and seen["quokka AND status"] < 2 * few
        and all(seen[q] > many for q in ["status*", "stat*", "quokka AND status*"]))
sys.exit(0 if fine else "this has changed")
P

failures=0
for packages in packages-*; do
  rm -f file
  PYTHONPATH=$packages python3 look.py || failures=$((failures + 1))
done
((failures == 0)) || { printf '\n%s of these have changed\n' "$failures"; exit 1; }
