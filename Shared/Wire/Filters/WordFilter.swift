/// A word filter: an entry of `GET /filters`, and of what chat servers follow.
package struct WordFilter: Codable, Sendable, Equatable {
  package enum Action: String, Codable, Sendable, CaseIterable {
    /// The line is not said.
    case refuse
    /// A moderator decides about it.
    case hold
  }

  /// The seq of the event that made it.
  package var id: Int
  /// See `FilterPattern`.
  package var pattern: String
  package var action: Action
  /// Shown to whoever wrote the line; may be empty.
  package var reason: String
  /// RFC 3339, UTC.
  package var since: String
  /// Who made it.
  package var actor: String

  package init(
    id: Int, pattern: String, action: Action, reason: String, since: String, actor: String
  ) {
    self.id = id
    self.pattern = pattern
    self.action = action
    self.reason = reason
    self.since = since
    self.actor = actor
  }
}

/// `GET /filters`, oldest first.
package struct FilterList: Codable, Sendable, Equatable {
  package var filters: [WordFilter]
  package init(filters: [WordFilter]) { self.filters = filters }
}

/// The body of `POST /filters`.
package struct NewFilter: Codable, Sendable, Equatable {
  package var pattern: String
  package var action: WordFilter.Action
  /// Nil is none.
  package var reason: String?

  package init(pattern: String, action: WordFilter.Action, reason: String? = nil) {
    self.pattern = pattern
    self.action = action
    self.reason = reason
  }
}

/// A line that a filter holds back: the body of `POST /held`, by the chat server where its author is.
package struct NewHeldLine: Codable, Sendable, Equatable {
  /// How it was typed.
  package enum Kind: String, Codable, Sendable, CaseIterable {
    /// As a line.
    case said
    /// With `/me`.
    case done
  }

  /// Tells it from all others, however often it is sent. In the form of a `ServerID`.
  package var key: String
  package var server: String
  package var instance: String
  /// Who wrote it, as in the roster.
  package var member: Int
  package var name: String
  package var kind: Kind
  package var text: String
  /// The filter's id.
  package var filter: Int

  package init(
    key: String, server: String, instance: String, member: Int, name: String, kind: Kind,
    text: String, filter: Int
  ) {
    self.key = key
    self.server = server
    self.instance = instance
    self.member = member
    self.name = name
    self.kind = kind
    self.text = text
    self.filter = filter
  }
}

/// A line that waits for a moderator: an entry of `GET /held`.
package struct HeldLine: Codable, Sendable, Equatable {
  package var id: Int
  package var server: String
  package var instance: String
  package var member: Int
  /// The name under which it was written.
  package var name: String
  package var kind: NewHeldLine.Kind
  package var text: String
  /// The id of the filter that held it, and its pattern while there is that filter.
  package var filter: Int
  package var pattern: String?
  /// RFC 3339, UTC.
  package var since: String
  /// True while the chat server is asked to say it; nil otherwise.
  package var releasing: Bool?

  package init(
    id: Int, server: String, instance: String, member: Int, name: String, kind: NewHeldLine.Kind,
    text: String, filter: Int, pattern: String? = nil, since: String, releasing: Bool? = nil
  ) {
    self.id = id
    self.server = server
    self.instance = instance
    self.member = member
    self.name = name
    self.kind = kind
    self.text = text
    self.filter = filter
    self.pattern = pattern
    self.since = since
    self.releasing = releasing
  }
}

/// `GET /held?after=&limit=`, oldest first.
package struct HeldList: Codable, Sendable, Equatable {
  package var lines: [HeldLine]
  /// How many wait in all.
  package var total: Int
  /// The `after` of the next page; nil on the last one.
  package var next: Int?

  package init(lines: [HeldLine], total: Int, next: Int? = nil) {
    self.lines = lines
    self.total = total
    self.next = next
  }
}
