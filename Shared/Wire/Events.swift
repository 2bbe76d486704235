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

/// `GET /events`: newest first, or with `?after=` in the order they happened.
package struct EventList: Codable, Sendable, Equatable {
  package var events: [Event]
  package init(events: [Event]) { self.events = events }
}
