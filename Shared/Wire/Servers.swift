/// What a chat server reports about itself when it renews its lease: the body of
/// `PUT /servers/{id}`.
package struct ServerReport: Codable, Sendable, Equatable {
  package var users: Int
  /// Lines said since the server started.
  package var lines: Int
  /// Connections accepted since the server started.
  package var connections: Int
  /// Seconds since the server started.
  package var uptime: Int
  package var version: String
  /// Where its roster can be asked for: `http://host:port`; nil when it cannot be.
  package var url: String?
  /// Different for each process: tells apart two that use the same id. In the form of a `ServerID`;
  /// nil from an older server.
  package var instance: String?
  /// Where people connect, 1 to 65,535; nil from an older server, and from one without a port.
  package var port: Int?
  /// How it stands with the room's other servers; nil when it is a room by itself.
  package var bus: BusReport?

  package init(
    users: Int, lines: Int, connections: Int, uptime: Int, version: String, url: String? = nil,
    instance: String? = nil, port: Int? = nil, bus: BusReport? = nil
  ) {
    self.users = users
    self.lines = lines
    self.connections = connections
    self.uptime = uptime
    self.version = version
    self.url = url
    self.instance = instance
    self.port = port
    self.bus = bus
  }
}

/// How it stands with a chat server that shares its room with others, over a log that all of them
/// write and read.
package struct BusReport: Codable, Sendable, Equatable {
  package enum State: String, Codable, Sendable, CaseIterable {
    /// It has not read the log yet.
    case starting
    /// It reads what the others say.
    case inStep = "in step"
    /// The log is out of its reach: its people talk to each other.
    case island
  }

  package var state: State
  /// Entries of the log that it is known not to have read yet.
  package var lag: Int
  /// Lines that wait to get into the log.
  package var unsent: Int

  package init(state: State, lag: Int, unsent: Int) {
    self.state = state
    self.lag = lag
    self.unsent = unsent
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
  /// When it last renewed: RFC 3339, UTC.
  package var seen: String
  package var report: ServerReport
  /// True while another process uses the same id, and is refused.
  package var disputed: Bool?

  package init(
    id: String, live: Bool, seen: String, report: ServerReport, disputed: Bool? = nil
  ) {
    self.id = id
    self.live = live
    self.seen = seen
    self.report = report
    self.disputed = disputed
  }
}

/// `GET /servers`, sorted by id.
package struct ServerList: Codable, Sendable, Equatable {
  package var servers: [ServerEntry]
  package init(servers: [ServerEntry]) { self.servers = servers }
}

/// The ids that chat servers may have: they appear in paths, logs and pages.
package enum ServerID {
  /// 1 to `Limits.serverIDBytesMax` of `A–Z a–z 0–9 . _ -`, but not only dots, which a path would
  /// swallow.
  package static func isValid(_ id: String) -> Bool {
    (1...Limits.serverIDBytesMax).contains(id.utf8.count)
      && id.utf8.allSatisfy(isAllowed)
      && !id.utf8.allSatisfy { $0 == UInt8(ascii: ".") }
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
