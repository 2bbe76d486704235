/* The yardstick of a transcript: lines of talk into SQLite and out of it, in the plainest loop.
 *
 *     yardstick transcript pour LINES DATABASE ORIGINS
 *     yardstick transcript search QUERIES DATABASE
 *     yardstick transcript size DATABASE
 *
 * `pour` makes a database of the lines in a file, `TIME \t KIND \t MEMBER \t NAME \t TEXT \n`, each
 * batch in a transaction that is on the disk before the next one begins; the origins take turns. It
 * prints lines, seconds, seconds of CPU, and the longest batch in seconds. `search` runs the MATCH
 * expression of each line in a file and prints its microseconds and rows. `size`
 * prints each table's bytes, and how many of them are unused. */

#define _GNU_SOURCE

#include "transcript.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "buffer.h"
#include "talk.h"
#include "transcript_sql.h"

enum {
  BATCH_LINES = 200,
  INDEXED_BYTES_MAX = 4096, /* of a line's folded text and name; what is beyond is not found */
  STATEMENTS_MAX = 8,
  ROOM = 1
};

/* ---- SQLite ---- */

static sqlite3 *database;
static sqlite3_stmt *prepared[STATEMENTS_MAX];
static int prepared_count;

static _Noreturn void fail(const char *what) {
  fprintf(stderr, "yardstick: %s: %s\n", what, sqlite3_errmsg(database));
  exit(1);
}

static void execute(const char *sql) {
  if (sqlite3_exec(database, sql, NULL, NULL, NULL) != SQLITE_OK) fail(sql);
}

static sqlite3_stmt *prepare(const char *sql) {
  if (prepared_count == STATEMENTS_MAX) die("too many statements");
  sqlite3_stmt **statement = &prepared[prepared_count++];
  if (sqlite3_prepare_v2(database, sql, -1, statement, NULL) != SQLITE_OK) fail(sql);
  return *statement;
}

static void run(sqlite3_stmt *statement) {
  if (sqlite3_step(statement) != SQLITE_DONE) fail(sqlite3_sql(statement));
  sqlite3_reset(statement);
}

static void open_database(const char *path) {
  /* One thread, and nobody asks for statistics: both would cost a mutex at each allocation. */
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  if (sqlite3_open_v2(path, &database, flags, NULL) != SQLITE_OK) fail(path);
  execute(PRAGMAS);
}

static void close_database(void) {
  /* Ours alone: sqlite3_next_stmt would also give those that FTS5 keeps and frees itself. */
  for (int i = 0; i < prepared_count; i++) sqlite3_finalize(prepared[i]);
  if (sqlite3_close(database) != SQLITE_OK) fail("closing");
}

/* ---- Time ---- */

static double seconds(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double cpu_seconds(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* ---- Pouring ---- */

struct statements {
  sqlite3_stmt *begin, *commit, *line, *words, *minute, *origin;
};

static char *contents(const char *path) {
  FILE *file = fopen(path, "r");
  if (!file) die(path);
  fseek(file, 0, SEEK_END);
  long length = ftell(file);
  rewind(file);
  char *bytes = malloc((size_t)length + 1);
  if (!bytes || fread(bytes, 1, (size_t)length, file) != (size_t)length) die(path);
  fclose(file);
  bytes[length] = 0;
  return bytes;
}

static void insert_words(sqlite3_stmt *words, int64_t id, const struct line *line) {
  static char indexed[INDEXED_BYTES_MAX];
  int count = (int)fold(line, indexed, sizeof indexed);
  sqlite3_bind_int64(words, 1, id);
  sqlite3_bind_text(words, 2, indexed, count, SQLITE_STATIC);
  run(words);
}

static int64_t insert_line(struct statements *sql, int64_t origin, int64_t number,
                           const struct line *line) {
  int64_t numbers[] = {ROOM, origin, number, line->time, line->kind, line->member};
  for (int i = 0; i < 6; i++) sqlite3_bind_int64(sql->line, i + 1, numbers[i]);
  sqlite3_bind_text(sql->line, 7, line->name, (int)line->name_length, SQLITE_STATIC);
  sqlite3_bind_text(sql->line, 8, line->text, (int)line->text_length, SQLITE_STATIC);
  run(sql->line);
  int64_t id = sqlite3_last_insert_rowid(database);
  insert_words(sql->words, id, line);
  return id;
}

static void run_with(sqlite3_stmt *statement, int count, const int64_t *numbers) {
  for (int i = 0; i < count; i++) sqlite3_bind_int64(statement, i + 1, numbers[i]);
  run(statement);
}

/* Tells which lines of a minute a batch has, `first` to `last`. */
static void write_minute(sqlite3_stmt *statement, int64_t minute, int64_t first, int64_t last) {
  run_with(statement, 4, (int64_t[]){minute, first, last, last - first + 1});
}

/* One batch of lines from `at` on; returns where the next one begins. */
static char *pour_batch(struct statements *sql, char *at, int64_t origin, int64_t *number) {
  struct line line = {0};
  int64_t minute = -1, first = 0, last = 0;
  run(sql->begin);
  for (int i = 0; i < BATCH_LINES && *at; i++) {
    at = read_line(at, &line);
    int64_t id = insert_line(sql, origin, ++*number, &line);
    if (line.time / 60000 != minute) {
      if (minute >= 0) write_minute(sql->minute, minute, first, last);
      minute = line.time / 60000;
      first = id;
    }
    last = id;
  }
  write_minute(sql->minute, minute, first, last);
  run_with(sql->origin, 3, (int64_t[]){*number, line.time, origin});
  run(sql->commit);
  return at;
}

static int pour(const char *path, long origins) {
  struct statements sql = {prepare("BEGIN IMMEDIATE"), prepare("COMMIT"), prepare(INSERT_LINE),
                           prepare(INSERT_WORDS), prepare(UPSERT_MINUTE), prepare(UPDATE_ORIGIN)};
  sqlite3_stmt *new_origin = prepare(INSERT_ORIGIN);
  int64_t *numbers = calloc((size_t)origins, sizeof *numbers), lines = 0;
  char *at = contents(path);
  if (!numbers) die("memory");
  for (long i = 1; i <= origins; i++) {
    sqlite3_bind_int64(new_origin, 1, i);
    run(new_origin);
  }
  double start = seconds(), cpu = cpu_seconds(), longest = 0, before = start;
  for (long batch = 0; *at; batch++) {
    at = pour_batch(&sql, at, batch % origins + 1, &numbers[batch % origins]);
    double now = seconds();
    if (now - before > longest) longest = now - before;
    before = now;
  }
  cpu = cpu_seconds() - cpu;
  for (long i = 0; i < origins; i++) lines += numbers[i];
  printf("%lld %.6f %.6f %.6f\n", (long long)lines, before - start, cpu, longest);
  return 0;
}

/* ---- Searching ---- */

static int search(const char *path) {
  sqlite3_stmt *statement = prepare(SEARCH);
  char *rest = contents(path), *query;
  while ((query = strsep(&rest, "\n")) && *query) {
    double start = seconds();
    int rows = 0, result;
    sqlite3_bind_text(statement, 1, query, -1, SQLITE_STATIC);
    sqlite3_bind_int(statement, 2, ROOM);
    while ((result = sqlite3_step(statement)) == SQLITE_ROW)
      rows += sqlite3_column_text(statement, 4) != NULL;
    if (result != SQLITE_DONE) fail(query);
    sqlite3_reset(statement);
    printf("%.1f %d\n", (seconds() - start) * 1e6, rows);
  }
  return 0;
}

static int size(void) {
  sqlite3_stmt *statement = prepare(SIZES);
  while (sqlite3_step(statement) == SQLITE_ROW)
    printf("%s %lld %lld\n", sqlite3_column_text(statement, 0),
           sqlite3_column_int64(statement, 1), sqlite3_column_int64(statement, 2));
  return 0;
}

int transcript(int count, char **arguments) {
  const char *what = count > 0 ? arguments[0] : "";
  bool pours = strcmp(what, "pour") == 0 && count == 4;
  bool searches = strcmp(what, "search") == 0 && count == 3;
  if (!pours && !searches && !(strcmp(what, "size") == 0 && count == 2)) {
    fprintf(stderr, "usage: yardstick transcript pour LINES DATABASE ORIGINS\n"
                    "       yardstick transcript search QUERIES DATABASE\n"
                    "       yardstick transcript size DATABASE\n");
    return 2;
  }
  open_database(arguments[pours || searches ? 2 : 1]);
  if (pours) execute(SCHEMA);
  int status = pours      ? pour(arguments[1], strtol(arguments[3], NULL, 10))
               : searches ? search(arguments[1])
                          : size();
  close_database();
  return status;
}
