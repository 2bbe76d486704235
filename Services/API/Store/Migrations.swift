/// The tables, as the steps that lead to them.
///
/// `user_version` counts the steps applied to a file. A step never changes once it is released; a
/// change to the tables is a new step at the end.
package enum Migrations {
  /// Step n leads from version n to n + 1.
  package static let steps = first + moderation

  private static let first = [
    """
    PRAGMA application_id = \(applicationID);

    -- One row for each setting; seq is the event that last changed it, and the newest of them all
    -- is the seq of the configuration. It stands here since old events are pruned.
    CREATE TABLE settings (
      key TEXT PRIMARY KEY,
      value TEXT NOT NULL,
      seq INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- AUTOINCREMENT: a seq is never used again, whatever is pruned.
    CREATE TABLE events (
      seq INTEGER PRIMARY KEY AUTOINCREMENT,
      time TEXT NOT NULL,
      actor TEXT NOT NULL,
      action TEXT NOT NULL,
      target TEXT NOT NULL,
      old TEXT,
      new TEXT
    ) STRICT;

    INSERT INTO settings (key, value, seq)
    VALUES ('banner', 'Welcome to NetCatChat! Just type; /help shows what else you can do.', 0);
    """,
    """
    INSERT INTO settings (key, value, seq) VALUES
      ('doors', 'open', 0),
      ('history', '10', 0),
      -- These have tables of their own; what stands here is the seq.
      ('bans', '', 0),
      ('orders', '', 0);

    -- An id is the seq of the event that made the ban. A ban that has ended is gone from here; what
    -- it was is told by the events.
    CREATE TABLE bans (
      id INTEGER PRIMARY KEY,
      range TEXT NOT NULL UNIQUE,
      reason TEXT NOT NULL,
      until TEXT,
      since TEXT NOT NULL,
      actor TEXT NOT NULL
    ) STRICT;

    -- What chat servers need of the last events that tell them to do something, so that nobody
    -- has to search a long log for them. Text and time stand in the event.
    CREATE TABLE orders (
      seq INTEGER PRIMARY KEY,
      action TEXT NOT NULL,
      server TEXT,
      member INTEGER
    ) STRICT;
    """,
    """
    -- Orders of which it is not known yet what came of them; those of before said too little of whom
    -- they meant. One row for each chat server that is to carry it out; an empty one is for all that
    -- follow. While a server is being asked there is no seq; then it is the event since which the order
    -- waits for it.
    DROP TABLE orders;
    CREATE TABLE orders (
      id TEXT NOT NULL,
      server TEXT NOT NULL,
      instance TEXT,
      seq INTEGER,
      action TEXT NOT NULL,
      member INTEGER,
      name TEXT,
      text TEXT,
      time TEXT NOT NULL,
      actor TEXT NOT NULL,
      PRIMARY KEY (id, server)
    ) STRICT, WITHOUT ROWID;
    """,
    """
    -- Days for which the transcript is kept; and of hidden lines the seq.
    INSERT INTO settings (key, value, seq) VALUES ('retention', '30', 0), ('hidden', '', 0);

    -- Lines of the transcript that an admin has hidden: the keys with which their texts are mixed there.
    CREATE TABLE hidden (
      line INTEGER PRIMARY KEY,
      seq INTEGER NOT NULL,
      origin TEXT NOT NULL,
      number INTEGER NOT NULL,
      actor TEXT NOT NULL,
      key BLOB NOT NULL
    ) STRICT;
    """,
    """
    -- Programs that may talk. An id is the seq of the event that made the bot. Of its token there is
    -- only the SHA-256, in hex. Which names look alike is not kept: newer rules may see it otherwise.
    CREATE TABLE bots (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      token_hash TEXT NOT NULL UNIQUE,
      may_read INTEGER NOT NULL,
      since TEXT NOT NULL,
      actor TEXT NOT NULL,
      last_used TEXT
    ) STRICT;

    INSERT INTO settings (key, value, seq) VALUES ('bots', '', 0);
    """,
    """
    -- Who is having the line shown again. It may be shown already.
    ALTER TABLE hidden ADD COLUMN shower TEXT;
    """,
    """
    -- What the caller added in X-Actor. Before, that was the actor.
    ALTER TABLE events ADD COLUMN note TEXT;
    ALTER TABLE orders ADD COLUMN note TEXT;

    -- Who may log in. An id is the seq of the event that made the admin. A password's hash is what crypt(3)
    -- made of it. Which names look alike is not kept: newer rules may see it otherwise.
    CREATE TABLE admins (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      role TEXT NOT NULL,
      password_hash TEXT NOT NULL,
      since TEXT NOT NULL,
      actor TEXT NOT NULL,
      password_since TEXT NOT NULL,
      last_login TEXT
    ) STRICT;

    -- Who is logged in; without an admin, whoever came while there were none. Of a token there is only the
    -- SHA-256, in hex, and when it was last used is known in memory.
    CREATE TABLE sessions (
      token_hash TEXT PRIMARY KEY,
      admin INTEGER,
      opened TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    -- Tokens of admins' scripts, likewise. An id is the seq of the event that made the token.
    CREATE TABLE api_tokens (
      id INTEGER PRIMARY KEY,
      admin INTEGER NOT NULL,
      name TEXT NOT NULL,
      token_hash TEXT NOT NULL UNIQUE,
      role TEXT NOT NULL,
      since TEXT NOT NULL,
      last_used TEXT,
      UNIQUE (admin, name)
    ) STRICT;
    """,
    """
    -- How many were there and how much they said, for each minute since 1970 in which somebody counted.
    CREATE TABLE samples (
      minute INTEGER PRIMARY KEY,
      people INTEGER NOT NULL,
      lines INTEGER NOT NULL
    ) STRICT;
    """,
    """
    -- The word that the doors ask for while they are 'key', which admins have to be able to read; the
    -- rules of the room; and limits, each 'own' while it is the chat server's own.
    INSERT INTO settings (key, value, seq) VALUES
      ('doors_key', '', 0),
      ('slow_seconds', '0', 0),
      ('voiced_only', 'false', 0),
      ('talk_rate', 'own', 0),
      ('talk_burst', 'own', 0),
      ('connections_max', 'own', 0),
      ('connections_per_address', 'own', 0);
    """,
  ]

  /// "NetC": marks the file as ours (https://sqlite.org/fileformat2.html#application_id).
  package static let applicationID = 0x4E65_7443

  /// Applies the steps that a file lacks, each in a transaction of its own.
  package static func run(
    on connection: Connection, steps: [String] = steps
  ) throws(SQLiteError) {
    for number in try version(of: connection)..<steps.count {
      try connection.transaction { () throws(SQLiteError) in
        try connection.execute(steps[number])
        // PRAGMA takes no `?`; the number is our own.
        try connection.execute("PRAGMA user_version = \(number + 1)")
      }
    }
  }

  /// The number of steps applied to a file.
  package static func version(of connection: Connection) throws(SQLiteError) -> Int {
    try connection.rows("PRAGMA user_version") { $0.integer(0) }.first ?? 0
  }
}
