/// The steps that brought what is decided about people and words.
extension Migrations {
  static let moderation = [
    """
    -- Whom nobody hears. An id is the seq of the event that made the mute. One of a person has their chat
    -- server, its process, their id there and their name then; and where they came from, if that tells
    -- people apart.
    CREATE TABLE mutes (
      id INTEGER PRIMARY KEY,
      server TEXT,
      instance TEXT,
      member INTEGER,
      name TEXT,
      range TEXT,
      reason TEXT NOT NULL,
      until TEXT,
      since TEXT NOT NULL,
      actor TEXT NOT NULL
    ) STRICT;

    INSERT INTO settings (key, value, seq) VALUES ('mutes', '', 0);

    -- When the mute ends that is ordered.
    ALTER TABLE orders ADD COLUMN until TEXT;
    """,
    """
    -- Bans of names, too: a ban has the one or the other.
    CREATE TABLE new_bans (
      id INTEGER PRIMARY KEY,
      range TEXT UNIQUE,
      name TEXT UNIQUE,
      reason TEXT NOT NULL,
      until TEXT,
      since TEXT NOT NULL,
      actor TEXT NOT NULL,
      CHECK ((range IS NULL) <> (name IS NULL))
    ) STRICT;

    INSERT INTO new_bans (id, range, reason, until, since, actor)
    SELECT id, range, reason, until, since, actor FROM bans;
    DROP TABLE bans;
    ALTER TABLE new_bans RENAME TO bans;
    """,
    """
    -- Bans and mutes that are over: which it was, with what it had, and when and by whom it ended.
    CREATE TABLE ended (
      place INTEGER PRIMARY KEY AUTOINCREMENT,
      kind TEXT NOT NULL,
      id INTEGER NOT NULL,
      server TEXT,
      member INTEGER,
      name TEXT,
      range TEXT,
      reason TEXT NOT NULL,
      until TEXT,
      since TEXT NOT NULL,
      actor TEXT NOT NULL,
      ended TEXT NOT NULL,
      ended_by TEXT NOT NULL
    ) STRICT;
    """,
    """
    -- What admins note about whoever goes by a name or comes from somewhere. An id is the seq of the event
    -- that made the note.
    CREATE TABLE notes (
      id INTEGER PRIMARY KEY,
      name TEXT,
      range TEXT,
      text TEXT NOT NULL,
      since TEXT NOT NULL,
      actor TEXT NOT NULL,
      CHECK ((range IS NULL) <> (name IS NULL))
    ) STRICT;
    """,
    """
    -- Words that are not said, or held for a moderator. An id is the seq of the event that made the filter.
    CREATE TABLE filters (
      id INTEGER PRIMARY KEY,
      pattern TEXT NOT NULL,
      action TEXT NOT NULL,
      reason TEXT NOT NULL,
      since TEXT NOT NULL,
      actor TEXT NOT NULL
    ) STRICT;

    INSERT INTO settings (key, value, seq) VALUES ('filters', '', 0);

    -- Lines that filters held. The key is the chat server's; order_id is that of the order by which the line
    -- is being said. Of one that was released or dropped the row stays for a while, without its text: it
    -- may be sent again.
    CREATE TABLE held (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      key TEXT NOT NULL UNIQUE,
      server TEXT NOT NULL,
      instance TEXT NOT NULL,
      member INTEGER NOT NULL,
      name TEXT NOT NULL,
      kind TEXT NOT NULL,
      text TEXT NOT NULL,
      filter INTEGER NOT NULL,
      time TEXT NOT NULL,
      order_id TEXT,
      ended INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    """,
  ]
}
