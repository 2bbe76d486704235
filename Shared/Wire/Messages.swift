/// What a line of the transcript is.
package enum MessageKind: String, Codable, Sendable, CaseIterable {
  /// A person's words.
  case said
  /// What a person does: `/me waves`.
  case done
  /// A program's words.
  case bot
  /// Somebody came; `text` has what the room read.
  case coming
  /// Somebody left, or was removed; `text` has what the room read.
  case left
  /// Somebody goes by another name; `text` has what the room read.
  case renamed
  /// The server's own words: an announcement, a farewell.
  case notice
  /// Lines that never arrived: `text` has how many, or `some`.
  case missing

  /// What somebody said, in whatever way.
  package static let talk: [MessageKind] = [.said, .done, .bot]
}

/// A line as a chat server hands it over.
package struct NewMessage: Codable, Sendable, Equatable {
  /// Milliseconds since 1970, UTC, by the chat server's clock.
  package var time: Int
  package var kind: MessageKind
  /// Who said it: a member's id on that chat server; nil for a bot and for the server itself.
  package var member: Int?
  /// Their name then; empty for the server itself.
  package var name: String
  package var text: String

  package init(time: Int, kind: MessageKind, member: Int? = nil, name: String, text: String) {
    self.time = time
    self.kind = kind
    self.member = member
    self.name = name
    self.text = text
  }
}

/// The body of `POST /messages`: lines of one room from one origin, numbered without a gap.
package struct MessageBatch: Codable, Sendable, Equatable {
  package var room: String
  /// The process that hands them over: `SERVER.INSTANCE`, as `MessageOrigin` writes it.
  package var origin: String
  /// The number of the first one. An origin counts each room's lines from 1; what the API has already
  /// is skipped, and a jump becomes a `missing` line.
  package var first: Int
  package var messages: [NewMessage]

  package init(room: String, origin: String, first: Int, messages: [NewMessage]) {
    self.room = room
    self.origin = origin
    self.first = first
    self.messages = messages
  }
}

/// A line that an admin has hidden, as its origin knows it.
package struct HiddenMessage: Codable, Sendable, Hashable {
  package var origin: String
  package var number: Int

  package init(origin: String, number: Int) {
    self.origin = origin
    self.number = number
  }
}

/// The answer to `POST /messages`.
package struct MessageReceipt: Codable, Sendable, Equatable {
  /// The number of the origin's last line that the API has taken: none up to it need come again.
  package var last: Int

  package init(last: Int) { self.last = last }
}

/// A line of the transcript as it is read.
package struct Message: Codable, Sendable, Equatable {
  /// Grows with each line, and is never used again.
  package var id: Int
  package var room: String
  package var origin: String
  /// The origin's running number.
  package var number: Int
  /// RFC 3339, UTC.
  package var time: String
  package var kind: MessageKind
  package var member: Int?
  package var name: String
  /// Nil while it is hidden.
  package var text: String?
  /// Who has hidden it; nil for a line that everybody may read.
  package var hiddenBy: String?

  enum CodingKeys: String, CodingKey {
    case id, room, origin, number, time, kind, member, name, text
    case hiddenBy = "hidden_by"
  }

  package init(
    id: Int, room: String, origin: String, number: Int, time: String, kind: MessageKind,
    member: Int? = nil, name: String, text: String?, hiddenBy: String? = nil
  ) {
    self.id = id
    self.room = room
    self.origin = origin
    self.number = number
    self.time = time
    self.kind = kind
    self.member = member
    self.name = name
    self.text = text
    self.hiddenBy = hiddenBy
  }
}

/// The answer to `GET /messages`: newest first, or in order when the caller gave `after`.
package struct MessageList: Codable, Sendable, Equatable {
  package var messages: [Message]
  /// There are more in the direction in which they were asked for.
  package var more: Bool

  package init(messages: [Message], more: Bool) {
    self.messages = messages
    self.more = more
  }
}

/// The process that a line comes from.
package struct MessageOrigin: Sendable, Equatable {
  package var server: String
  package var instance: String

  package init(server: String, instance: String) {
    self.server = server
    self.instance = instance
  }

  /// Reads `SERVER.INSTANCE`; a server's id may have dots, an instance has none. Nil without a dot.
  package init?(_ text: String) {
    guard let dot = text.utf8.lastIndex(of: Self.dot) else { return nil }
    self.init(server: String(text[..<dot]), instance: String(text[text.utf8.index(after: dot)...]))
  }

  package static func isValid(_ text: String) -> Bool { text.utf8.contains(dot) }

  package var text: String { "\(server).\(instance)" }

  private static let dot = UInt8(ascii: ".")
}

/// `GET /retention` and the body of `POST /retention`.
package struct Retention: Codable, Sendable, Equatable {
  /// Days for which what is said is kept; 0: it is not kept.
  package var days: Int

  package init(days: Int) { self.days = days }
}

/// A program that may talk in the room: a row of `GET /bots`.
package struct Bot: Codable, Sendable, Equatable {
  package var id: Int
  package var name: String
  /// It may read what was said, too.
  package var mayRead: Bool
  /// RFC 3339, UTC.
  package var since: String
  /// Who made it.
  package var actor: String
  /// When its token was last used; nil: never. RFC 3339, UTC.
  package var lastUsed: String?

  enum CodingKeys: String, CodingKey {
    case id, name, since, actor
    case mayRead = "may_read"
    case lastUsed = "last_used"
  }

  package init(
    id: Int, name: String, mayRead: Bool, since: String, actor: String, lastUsed: String? = nil
  ) {
    self.id = id
    self.name = name
    self.mayRead = mayRead
    self.since = since
    self.actor = actor
    self.lastUsed = lastUsed
  }
}

/// `GET /bots`.
package struct BotList: Codable, Sendable, Equatable {
  package var bots: [Bot]
  package init(bots: [Bot]) { self.bots = bots }
}

/// The body of `POST /bots`.
package struct NewBot: Codable, Sendable, Equatable {
  package var name: String
  package var mayRead: Bool

  enum CodingKeys: String, CodingKey {
    case name
    case mayRead = "may_read"
  }

  package init(name: String, mayRead: Bool) {
    self.name = name
    self.mayRead = mayRead
  }
}

/// The answer to it. The token is in no other answer, and not on disk.
package struct BotCredentials: Codable, Sendable, Equatable {
  package var id: Int
  package var name: String
  package var token: String

  package init(id: Int, name: String, token: String) {
    self.id = id
    self.name = name
    self.token = token
  }
}

/// What a bot says, from the API to chat servers: the body of chat's `POST /say`.
package struct BotWords: Codable, Sendable, Equatable {
  package var name: String
  /// One line each.
  package var lines: [String]
  /// This server hands the lines over to the transcript; others only show them.
  package var isRecorded: Bool

  enum CodingKeys: String, CodingKey {
    case name, lines
    case isRecorded = "recorded"
  }

  package init(name: String, lines: [String], isRecorded: Bool) {
    self.name = name
    self.lines = lines
    self.isRecorded = isRecorded
  }
}
