#ifndef CSQLITE_H
#define CSQLITE_H

#include <sqlite3.h>

/* sqlite3_db_config takes variable arguments, which Swift cannot call.
 *
 * On: closing leaves the write-ahead log as it is, instead of copying it into the database. */
static inline int csqlite_keep_log_on_close(sqlite3 *database, int on) {
  return sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, on, (int *)0);
}

/* sqlite3_config too takes variable arguments. Before anything else of SQLite: it counts no memory,
 * which nobody reads and costs a tenth of an insert. */
static inline int csqlite_count_no_memory(void) {
  return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

#endif
