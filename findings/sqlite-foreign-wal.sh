#!/usr/bin/env bash
# A SQLite database put back from a copy, beside the -wal that the one before it left in a crash.
#
# Expected: the log is bound to its database. It has a checksum in each frame and a random salt in its
# header, so a log that belongs to other contents is noticed, and refused or ignored. At the very least
# PRAGMA integrity_check finds something afterwards.
#
# Seen: the salt is compared with the log's own frames, and with nothing in the database. SQLite takes
# the foreign log for its own and lays its pages over the restored file, without an error:
# - where the log holds all pages, the restored database is gone, and the crashed one is back;
# - where it holds a few, tables are made of rows from both, and integrity_check says ok.
# The first checkpoint writes the mixture into the file, and the good copy is gone too.
#
# So whoever restores removes the -wal first; and a program that wants to notice has to keep a mark of
# its own in both, for the library offers none.
#
# Sources: https://www.sqlite.org/fileformat2.html §4.1 (when a frame is valid: nothing there is of the
# database); https://www.sqlite.org/howtocorrupt.html, "Mispairing database files and hot journals",
# which speaks of the other kind of journal; each version's behaviour as printed below.
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

apt-get download -qq sqlite3=3.40.1-2+deb12u2 libsqlite3-0=3.40.1-2+deb12u2 \
  libreadline8=8.2-1.3 libtinfo6=6.4-4 2>/dev/null
for package in *.deb; do dpkg-deb -x "$package" debian; done
python3 -m pip -q --disable-pip-version-check install --root-user-action ignore --no-compile \
  --target packages apsw==3.54.1.0

# Reads a statement from its argument, prints what it gives; by Debian's program, or by a newer SQLite.
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

rows='WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300)'
fill="$rows INSERT INTO said SELECT '%s ' || printf('%%200d', i) FROM n;"

# crashed LEFT NAME: a database of that name as a crash leaves it, with LEFT of it in its log.
crashed() {
  local left=$1 name=$2
  {
    printf 'PRAGMA journal_mode=wal; PRAGMA wal_autocheckpoint=0; CREATE TABLE said (line);\n'
    printf "$fill\n" old
    [[ $left == all ]] || printf 'PRAGMA wal_checkpoint(truncate);
UPDATE said SET line = %s WHERE rowid = 150;\n' "'old, changed'"
    # What is on the disk at this moment is what a crash would leave.
    printf '.shell cp work %s && cp work-wal %s-wal\n' "$name" "$name"
  } | debian work > made
  rm -f work work-wal work-shm
}

# The copy that is put back: it was closed in good order, and has no log.
{
  printf 'PRAGMA journal_mode=wal; CREATE TABLE said (line);\n'
  printf "$fill\n" good
} | debian copy > made

failures=0
try() {
  local by=$1 left=$2 expected=$3 seen
  crashed "$left" restored
  cp copy restored
  seen=$("$by" restored "SELECT count(*) FILTER (WHERE line LIKE 'good %') || ' good, ' ||
    count(*) FILTER (WHERE line LIKE 'old%') || ' old rows' FROM said")
  seen+="; integrity: $("$by" restored 'PRAGMA integrity_check')"
  [[ -e restored-wal ]] || seen+=', and in the file itself'
  printf '%-7s with %-4s in the log: %s\n' "$by" "$left" "$seen"
  [[ $seen == "$expected" ]] \
    || { printf '  but expected: %s\n' "$expected"; failures=$((failures + 1)); }
  rm -f restored restored-wal restored-shm
}

printf 'SQLite %s by Debian, %s by apsw 3.54.1.0\n\n' \
  "$(debian '' 'SELECT sqlite_version()')" "$(newer '' 'SELECT sqlite_version()')"
printf 'The copy alone: %s rows, all good\n' "$(debian copy "SELECT count(*) FROM said WHERE line LIKE 'good %'")"
for by in debian newer; do
  try "$by" all '0 good, 300 old rows; integrity: ok, and in the file itself'
  try "$by" some '281 good, 19 old rows; integrity: ok, and in the file itself'
done

((failures == 0)) || { printf '\n%s of these have changed\n' "$failures"; exit 1; }
