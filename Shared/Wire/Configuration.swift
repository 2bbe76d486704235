/// What a chat server needs to know: `GET /config`.
package struct ChatConfiguration: Codable, Sendable, Equatable {
  /// Grows by at least one with every change; `?after=` is compared with it. A caller adopts it
  /// even when it is smaller than its own: the database was replaced by an older one.
  package var seq: Int
  package var banner: String
  /// In force now, or until their time is up.
  package var bans: [Ban]
  /// False: newcomers are turned away.
  package var doorsOpen: Bool
  /// Lines replayed to a newcomer.
  package var historyLines: Int
  /// Days for which what is said is kept; 0: it is not kept. Nil: an older API, which keeps nothing.
  package var retentionDays: Int?
  /// The lines that were hidden last, which nobody may be shown any more.
  package var hidden: [HiddenMessage]?
  /// Names of bots, which no person may have.
  package var bots: [String]?
  /// Orders that could not be delivered directly: those that have waited since an event after the
  /// caller's `after`; none for a caller without one.
  package var orders: [Order]

  enum CodingKeys: String, CodingKey {
    case seq, banner, bans, bots, hidden, orders
    case doorsOpen = "doors_open"
    case historyLines = "history_lines"
    case retentionDays = "retention_days"
  }

  package init(
    seq: Int, banner: String, bans: [Ban] = [], doorsOpen: Bool = true,
    historyLines: Int = Limits.historyLinesDefault, retentionDays: Int? = nil,
    hidden: [HiddenMessage]? = nil, bots: [String]? = nil, orders: [Order] = []
  ) {
    self.seq = seq
    self.banner = banner
    self.bans = bans
    self.doorsOpen = doorsOpen
    self.historyLines = historyLines
    self.retentionDays = retentionDays
    self.hidden = hidden
    self.bots = bots
    self.orders = orders
  }
}
