#ifndef CSQLITE_H
#define CSQLITE_H

#include <sqlite3.h>

/* sqlite3_db_config takes variable arguments, which Swift cannot call.
 *
 * On: closing leaves the write-ahead log as it is, instead of copying it into the database. */
static inline int csqlite_keep_log_on_close(sqlite3 *database, int on) {
  return sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, on, (int *)0);
}

#endif
