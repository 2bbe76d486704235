/// `GET /people/history?name=`: what the transcript tells of whoever went by a name.
package struct PersonHistory: Codable, Sendable, Equatable {
  /// One of their names.
  package struct Name: Codable, Sendable, Equatable {
    package var name: String
    /// Lines they said by it.
    package var lines: Int
    /// Of the first and the last line there is, also of coming and leaving: RFC 3339, UTC.
    package var first: String
    package var last: String

    package init(name: String, lines: Int, first: String, last: String) {
      self.name = name
      self.lines = lines
      self.first = first
      self.last = last
    }
  }

  /// The name that was asked for and all others that the same connections had, the last used first;
  /// at most `Limits.historyNamesMax`.
  package var names: [Name]
  /// Connections that had the name, the last ones.
  package var visits: Int

  package init(names: [Name], visits: Int) {
    self.names = names
    self.visits = visits
  }
}
