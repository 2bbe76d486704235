/// The tables of the transcript. Each change to them is a new step at the end.
enum TranscriptFormat {
  /// `words` is an index over a folded copy of each line that keeps no copy itself: to take a line out
  /// of it, the same words are given again.
  private static let steps = [
    """
    PRAGMA application_id = \(applicationID);

    CREATE TABLE rooms (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE
    ) STRICT;

    -- Processes that hand lines over. last is the number of the last line taken, whatever has become of
    -- it since; seen is when that was, in milliseconds.
    CREATE TABLE origins (
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      room INTEGER NOT NULL REFERENCES rooms (id),
      last INTEGER NOT NULL,
      seen INTEGER NOT NULL,
      UNIQUE (name, room)
    ) STRICT;

    -- AUTOINCREMENT: an id is never used again, whatever is purged. The text of a hidden line is mixed
    -- with a key that is in another file; hidden says who did it.
    CREATE TABLE lines (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      room INTEGER NOT NULL,
      origin INTEGER NOT NULL,
      number INTEGER NOT NULL,
      time INTEGER NOT NULL,
      kind INTEGER NOT NULL,
      member INTEGER,
      name TEXT NOT NULL,
      text ANY NOT NULL,
      hidden TEXT
    ) STRICT;

    -- Where the lines of each minute are: lines that come late stand among those of another time.
    CREATE TABLE minutes (
      minute INTEGER PRIMARY KEY,
      first INTEGER NOT NULL,
      last INTEGER NOT NULL,
      lines INTEGER NOT NULL
    ) STRICT;

    CREATE VIRTUAL TABLE words USING fts5(
      line, content = '', columnsize = 0, tokenize = "\(FoldedText.tokenizer)");

    -- Grows while words of lines that are hidden or gone may be left in the file; 0: there are none.
    CREATE TABLE remains (mark INTEGER NOT NULL) STRICT;
    INSERT INTO remains (mark) VALUES (0);

    -- By which version of FoldedText the index was made.
    CREATE TABLE folding (version INTEGER NOT NULL) STRICT;
    INSERT INTO folding (version) VALUES (\(FoldedText.version));
    """,
    """
    -- How far each room's log is taken, when several chat servers write one: the last entry's id, and
    -- its sum.
    CREATE TABLE places (
      room TEXT PRIMARY KEY,
      id TEXT NOT NULL,
      sum BLOB NOT NULL
    ) STRICT, WITHOUT ROWID;
    """,
    """
    -- Who went by which name: of each connection and each of its names how many lines there are, how many
    -- of them were said, and from when to when, in milliseconds. key is the name as it is indexed.
    CREATE TABLE visits (
      origin INTEGER NOT NULL,
      member INTEGER NOT NULL,
      name TEXT NOT NULL,
      key TEXT NOT NULL,
      lines INTEGER NOT NULL,
      said INTEGER NOT NULL,
      first INTEGER NOT NULL,
      last INTEGER NOT NULL,
      PRIMARY KEY (origin, member, name)
    ) STRICT, WITHOUT ROWID;

    CREATE INDEX visits_by_key ON visits (key, last);

    -- Lines with ids up to this one are not in visits yet.
    CREATE TABLE counted (last INTEGER NOT NULL) STRICT;
    INSERT INTO counted (last) SELECT coalesce(max(id), 0) FROM lines;
    """,
  ]

  /// "NetT".
  static let applicationID = 0x4E65_7454

  static let format = DatabaseFormat(
    name: "transcript", setting: "API_TRANSCRIPT", applicationID: applicationID, steps: steps,
    pragmas: """
      -- Before the first table; so the file can shrink in small steps.
      PRAGMA auto_vacuum = INCREMENTAL;
      -- What is deleted is overwritten.
      PRAGMA secure_delete = ON;
      """,
    isCheckedOnOpening: false)
}
