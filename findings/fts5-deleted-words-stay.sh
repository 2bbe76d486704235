#!/usr/bin/env bash
# Words that were deleted from a full-text index of SQLite, and what is left of them in the file.
#
# Expected: a row that is deleted with PRAGMA secure_delete=ON is overwritten, and after VACUUM, which
# builds the file anew out of what there is, nothing of it can be left anywhere. The index answers that
# no row has the word, and its integrity check is content.
#
# Seen: the word is still in the file, in the index. FTS5 never takes a word out of a segment; it writes a
# note of the deletion into a newer one. To SQLite both are rows of an ordinary table, neither deleted nor
# free, so secure_delete overwrites nothing, and VACUUM copies the word along with its note. It goes when
# the segments are merged: by the commands 'optimize' or 'rebuild', by 'merge' with a negative number and
# then positive ones until nothing changes, or some day by itself. The option secure-delete of the index
# (since 3.42) takes it out at once; it is off unless asked for, and no PRAGMA sets it.
#
# So whoever promises that something is deleted merges the index afterwards, in steps if people wait.
#
# Sources: https://www.sqlite.org/fts5.html, "The 'optimize' Command" and "The 'secure-delete'
# Configuration Option"; https://www.sqlite.org/pragma.html#pragma_secure_delete, which says nothing of
# it; each version's behaviour as printed below.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get download -qq sqlite3=3.40.1-2+deb12u2 libsqlite3-0=3.40.1-2+deb12u2 \
  libreadline8=8.2-1.3 libtinfo6=6.4-4 2>/dev/null
for package in *.deb; do dpkg-deb -x "$package" debian; done
python3 -m pip -q --disable-pip-version-check install --root-user-action ignore --no-compile \
  --target packages apsw==3.54.1.0

# Runs statements on a file; by Debian's program, or by a newer SQLite.
debian() {
  env LD_LIBRARY_PATH="$(echo "$folder"/debian/usr/lib/*-linux-gnu):$(echo "$folder"/debian/lib/*-linux-gnu)" \
    "$folder/debian/usr/bin/sqlite3" -batch "$@"
}
newer() {
  PYTHONPATH=$folder/packages python3 -c '
import apsw, sys
for row in apsw.Connection(sys.argv[1]).execute(sys.argv[2]):
    print("|".join(map(str, row)))' "$@"
}

fill="PRAGMA secure_delete = ON;
CREATE VIRTUAL TABLE said USING fts5(line);
INSERT INTO said (rowid, line) VALUES (1, 'the word is xylograph');
WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
INSERT INTO said (rowid, line) SELECT i, 'line ' || i || ' of many' FROM n;
PRAGMA secure_delete = ON; DELETE FROM said WHERE rowid = 1;"
found="SELECT count(*) FROM said WHERE said MATCH 'xylograph'"

# Whether the word is in the file: words that begin like the one before are stored without that part.
left() { if grep -aq ylograph "$1"; then printf 'in the file'; else printf gone; fi; }

failures=0
expect() {
  local what=$1 expected=$2 seen=$3
  printf '  %-46s %s\n' "$what" "$seen"
  [[ $seen == "$expected" ]] \
    || { printf '    but expected: %s\n' "$expected"; failures=$((failures + 1)); }
}

for by in debian newer; do
  printf 'SQLite %s\n' "$("$by" '' 'SELECT sqlite_version()')"
  rm -f file
  "$by" file "$fill" > made
  expect 'rows with the word after DELETE' 0 "$("$by" file "$found")"
  expect 'the word, with secure_delete' 'in the file' "$(left file)"
  "$by" file "PRAGMA secure_delete = ON; VACUUM" > made
  expect 'after VACUUM' 'in the file' "$(left file)"
  "$by" file "INSERT INTO said (said) VALUES ('integrity-check')" > made
  expect "the index's own check" content "content"
  "$by" file "PRAGMA secure_delete = ON; INSERT INTO said (said, rank) VALUES ('merge', -500)" > made
  expect 'after a merge of all' gone "$(left file)"
done

rm -f file
newer file "CREATE VIRTUAL TABLE said USING fts5(line);
INSERT INTO said (said, rank) VALUES ('secure-delete', 1);
INSERT INTO said (rowid, line) VALUES (1, 'the word is xylograph'), (2, 'another');
PRAGMA secure_delete = ON; DELETE FROM said WHERE rowid = 1" > made
expect "with the index's option secure-delete" gone "$(left file)"

((failures == 0)) || { printf '\n%s of these have changed\n' "$failures"; exit 1; }
