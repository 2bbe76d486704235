/// What a chat server needs to know: `GET /config`.
package struct ChatConfiguration: Codable, Sendable, Equatable {
  /// Grows by at least one with every change; `?after=` is compared with it. A caller adopts it
  /// even when it is smaller than its own: the database was replaced by an older one.
  package var seq: Int
  package var banner: String
  /// In force now, or until their time is up.
  package var bans: [Ban]
  /// Whom nobody hears, likewise. Nil: an older API, which keeps no mutes.
  package var mutes: [Mute]?
  /// False: newcomers are turned away, but for those who know the word.
  package var doorsOpen: Bool
  /// The word that lets newcomers in while the doors are closed; nil: nobody gets in. A server that
  /// knows no words keeps its doors closed.
  package var doorsKey: String?
  /// Lines replayed to a newcomer.
  package var historyLines: Int
  /// Days for which what is said is kept; 0: it is not kept. Nil: an older API, which keeps nothing.
  package var retentionDays: Int?
  /// The lines that were hidden last, which nobody may be shown any more.
  package var hidden: [HiddenMessage]?
  /// Names of bots, which no person may have.
  package var bots: [String]?
  /// Nil: an older API, which has none.
  package var rules: RoomRules?
  /// Nil: the server's own.
  package var limits: RoomLimits?
  /// Nil: an older API, which has none.
  package var filters: [WordFilter]?
  /// Orders that could not be delivered directly: those that have waited since an event after the
  /// caller's `after`; none for a caller without one.
  package var orders: [Order]

  enum CodingKeys: String, CodingKey {
    case seq, banner, bans, mutes, bots, hidden, rules, limits, filters, orders
    case doorsOpen = "doors_open"
    case doorsKey = "doors_key"
    case historyLines = "history_lines"
    case retentionDays = "retention_days"
  }

  package init(
    seq: Int, banner: String, bans: [Ban] = [], mutes: [Mute]? = nil, doorsOpen: Bool = true,
    doorsKey: String? = nil, historyLines: Int = Limits.historyLinesDefault,
    retentionDays: Int? = nil, hidden: [HiddenMessage]? = nil, bots: [String]? = nil,
    rules: RoomRules? = nil, limits: RoomLimits? = nil, filters: [WordFilter]? = nil,
    orders: [Order] = []
  ) {
    self.seq = seq
    self.banner = banner
    self.bans = bans
    self.mutes = mutes
    self.doorsOpen = doorsOpen
    self.doorsKey = doorsKey
    self.historyLines = historyLines
    self.retentionDays = retentionDays
    self.hidden = hidden
    self.bots = bots
    self.rules = rules
    self.limits = limits
    self.filters = filters
    self.orders = orders
  }
}

/// Who may talk in the room, and how often: `GET /rules`. Bots and announcements are free of them.
package struct RoomRules: Codable, Sendable, Equatable {
  /// Slow mode: seconds from one line of somebody to their next; 0: off.
  package var slowSeconds: Int
  /// Only those talk who were given voice.
  package var voicedOnly: Bool

  enum CodingKeys: String, CodingKey {
    case slowSeconds = "slow_seconds"
    case voicedOnly = "voiced_only"
  }

  package init(slowSeconds: Int = 0, voicedOnly: Bool = false) {
    self.slowSeconds = slowSeconds
    self.voicedOnly = voicedOnly
  }
}

/// What each chat server allows, in place of its own settings: `GET /limits`. Nil is its own
/// setting, and 0 is no limit. No server lets in more than its descriptors allow.
package struct RoomLimits: Codable, Sendable, Equatable {
  /// Lines a second from one person in the long run, and how many at once.
  package var talkRate: Int?
  package var talkBurst: Int?
  package var connectionsMax: Int?
  package var connectionsPerAddress: Int?

  package enum CodingKeys: String, CodingKey, CaseIterable, Sendable {
    case talkRate = "talk_rate"
    case talkBurst = "talk_burst"
    case connectionsMax = "connections_max"
    case connectionsPerAddress = "connections_per_address"
  }

  package init(
    talkRate: Int? = nil, talkBurst: Int? = nil, connectionsMax: Int? = nil,
    connectionsPerAddress: Int? = nil
  ) {
    self.talkRate = talkRate
    self.talkBurst = talkBurst
    self.connectionsMax = connectionsMax
    self.connectionsPerAddress = connectionsPerAddress
  }
}
