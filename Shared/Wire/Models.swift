/// What a chat server needs to know: `GET /config`.
package struct ChatConfiguration: Codable, Sendable, Equatable {
  /// Grows by at least one with every change; what `?after=` compares with.
  package var seq: Int
  package var banner: String

  package init(seq: Int, banner: String) {
    self.seq = seq
    self.banner = banner
  }
}

/// What a chat server says of itself when it renews its lease: the body of `PUT /servers/{id}`.
package struct ServerReport: Codable, Sendable, Equatable {
  package var users: Int
  /// Lines said since the server started.
  package var lines: Int
  /// Connections accepted since the server started.
  package var connections: Int
  /// Seconds since the server started.
  package var uptime: Int
  package var version: String

  package init(users: Int, lines: Int, connections: Int, uptime: Int, version: String) {
    self.users = users
    self.lines = lines
    self.connections = connections
    self.uptime = uptime
    self.version = version
  }
}

/// The answer to a renewed lease.
package struct Lease: Codable, Sendable, Equatable {
  package var status: String
  /// Seconds until the server counts as gone unless it renews.
  package var lease: Int

  package init(status: String, lease: Int) {
    self.status = status
    self.lease = lease
  }
}

/// One chat server as the API sees it: an entry of `GET /servers`.
package struct ServerEntry: Codable, Sendable, Equatable {
  package var id: String
  /// Its lease is running.
  package var live: Bool
  /// RFC 3339, UTC.
  package var seen: String
  package var report: ServerReport

  package init(id: String, live: Bool, seen: String, report: ServerReport) {
    self.id = id
    self.live = live
    self.seen = seen
    self.report = report
  }
}

package struct ServerList: Codable, Sendable, Equatable {
  package var servers: [ServerEntry]
  package init(servers: [ServerEntry]) { self.servers = servers }
}

/// Something that happened, in the order of `seq`: an entry of `GET /events`.
package struct Event: Codable, Sendable, Equatable {
  package var seq: Int
  /// RFC 3339, UTC.
  package var time: String
  /// Who did it: `api` for a direct call, or what the caller named in `X-Actor`.
  package var actor: String
  /// `banner.changed`, `server.joined`, `server.left` …
  package var action: String
  package var target: String
  package var old: String?
  package var new: String?

  package init(
    seq: Int, time: String, actor: String, action: String, target: String,
    old: String? = nil, new: String? = nil
  ) {
    self.seq = seq
    self.time = time
    self.actor = actor
    self.action = action
    self.target = target
    self.old = old
    self.new = new
  }
}

package struct EventList: Codable, Sendable, Equatable {
  package var events: [Event]
  package init(events: [Event]) { self.events = events }
}

/// `GET /users/`.
package struct UserCount: Codable, Sendable, Equatable {
  package var users: Int
  package init(users: Int) { self.users = users }
}

/// `GET /banner/` and the body of `POST /banner/`.
package struct Banner: Codable, Sendable, Equatable {
  package var banner: String
  package init(banner: String) { self.banner = banner }
}

/// `{"status": "SUCCESS"}`, or `ERROR` and why.
package struct Outcome: Codable, Sendable, Equatable {
  package var status: String
  package var error: String?

  package init(status: String, error: String? = nil) {
    self.status = status
    self.error = error
  }

  package static let success = Outcome(status: "SUCCESS")
}
