/// What an admin has noted about whoever goes by a name or comes from somewhere: an entry of
/// `GET /notes`.
package struct PersonRemark: Codable, Sendable, Equatable {
  /// The seq of the event that made it.
  package var id: Int
  /// It has the one or the other.
  package var name: String?
  package var range: String?
  package var text: String
  /// RFC 3339, UTC.
  package var since: String
  /// Who wrote it.
  package var actor: String

  package init(
    id: Int, name: String? = nil, range: String? = nil, text: String, since: String, actor: String
  ) {
    self.id = id
    self.name = name
    self.range = range
    self.text = text
    self.since = since
    self.actor = actor
  }

  package var target: String { name ?? range ?? "" }
}

/// `GET /notes`, newest first.
package struct RemarkList: Codable, Sendable, Equatable {
  package var notes: [PersonRemark]
  /// There are older ones.
  package var more: Bool

  package init(notes: [PersonRemark], more: Bool) {
    self.notes = notes
    self.more = more
  }
}

/// The body of `POST /notes`: about a name or about addresses.
package struct NewRemark: Codable, Sendable, Equatable {
  package var name: String?
  package var range: String?
  package var text: String

  package init(name: String? = nil, range: String? = nil, text: String) {
    self.name = name
    self.range = range
    self.text = text
  }
}
