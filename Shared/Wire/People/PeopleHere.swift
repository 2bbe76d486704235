/// Somebody who is there: an entry of `GET /people`.
package struct PersonHere: Codable, Sendable, Equatable {
  /// Their chat server, and its process.
  package var server: String
  package var instance: String?
  package var user: RosterEntry

  package init(server: String, instance: String?, user: RosterEntry) {
    self.server = server
    self.instance = instance
    self.user = user
  }
}

/// `GET /people`: who is there now, on all chat servers.
package struct PeopleHere: Codable, Sendable, Equatable {
  /// A chat server that did not say.
  package struct Silence: Codable, Sendable, Equatable {
    package var server: String
    package var why: String

    package init(server: String, why: String) {
      self.server = server
      self.why = why
    }
  }

  /// A page of them, in the order that was asked for; else by server and id.
  package var people: [PersonHere]
  /// How many there are in all, as far as is known.
  package var total: Int
  /// Nil when all servers have said.
  package var missing: [Silence]?
  /// The `after` of the next page; nil on the last one.
  package var next: String?
  /// The chat servers that there are; nil from an older API.
  package var servers: [String]?

  package init(
    people: [PersonHere], total: Int, missing: [Silence]? = nil, next: String? = nil,
    servers: [String]? = nil
  ) {
    self.people = people
    self.total = total
    self.missing = missing
    self.next = next
    self.servers = servers
  }
}
