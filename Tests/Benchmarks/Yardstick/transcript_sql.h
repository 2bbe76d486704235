#ifndef TRANSCRIPT_SQL_H
#define TRANSCRIPT_SQL_H

/* The transcript's schema and statements as the API has them: a change there belongs here, too. */

static const char PRAGMAS[] =
    "PRAGMA page_size = 4096;"
    "PRAGMA auto_vacuum = INCREMENTAL;"
    "PRAGMA locking_mode = EXCLUSIVE;"
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = FULL;"
    "PRAGMA secure_delete = ON;";

/* No column of an FTS5 table may have the table's own name. */
static const char SCHEMA[] =
    "CREATE TABLE rooms (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;"
    "CREATE TABLE origins (id INTEGER PRIMARY KEY, name TEXT NOT NULL,"
    "  room INTEGER NOT NULL REFERENCES rooms (id), last INTEGER NOT NULL, seen INTEGER NOT NULL,"
    "  UNIQUE (name, room)) STRICT;"
    "CREATE TABLE lines (id INTEGER PRIMARY KEY AUTOINCREMENT, room INTEGER NOT NULL,"
    "  origin INTEGER NOT NULL, number INTEGER NOT NULL, time INTEGER NOT NULL,"
    "  kind INTEGER NOT NULL, member INTEGER, name TEXT NOT NULL, text ANY NOT NULL,"
    "  hidden TEXT) STRICT;"
    "CREATE TABLE minutes (minute INTEGER PRIMARY KEY, first INTEGER NOT NULL,"
    "  last INTEGER NOT NULL, lines INTEGER NOT NULL) STRICT;"
    "CREATE VIRTUAL TABLE words USING fts5(line, content='', columnsize=0,"
    "  tokenize=\"ascii tokenchars '@_'\");"
    "INSERT INTO rooms VALUES (1, 'lobby');";

static const char INSERT_ORIGIN[] =
    "INSERT INTO origins VALUES (?1, 'bench' || ?1 || '.x', 1, 0, 0)";
static const char INSERT_LINE[] =
    "INSERT INTO lines (room, origin, number, time, kind, member, name, text)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
static const char INSERT_WORDS[] = "INSERT INTO words (rowid, line) VALUES (?, ?)";
static const char UPSERT_MINUTE[] =
    "INSERT INTO minutes VALUES (?1, ?2, ?3, ?4)"
    " ON CONFLICT (minute) DO UPDATE SET last = ?3, lines = lines + ?4";
static const char UPDATE_ORIGIN[] = "UPDATE origins SET last = ?, seen = ? WHERE id = ?";

static const char SEARCH[] =
    "SELECT l.id, l.time, l.kind, l.name, l.text FROM words JOIN lines l ON l.id = words.rowid"
    " WHERE words MATCH ? AND l.room = ? ORDER BY words.rowid DESC LIMIT 51";

static const char SIZES[] =
    "SELECT name, sum(pgsize), sum(unused) FROM dbstat GROUP BY name ORDER BY 2 DESC";

#endif
