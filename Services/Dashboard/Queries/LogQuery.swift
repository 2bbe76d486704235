package import TinyHTTP
package import Wire

/// Which entries of the log a page shows.
package struct LogQuery: Equatable {
  /// Words that the entry has; empty is any.
  package var search = ""
  /// Who did it.
  package var actor = ""
  package var topic: LogTopic?
  /// Whom or what it was about.
  package var target = ""
  /// RFC 3339, UTC; until is not in it.
  package var since: String?
  package var until: String?
  /// All on this page are older than this seq; nil is the newest page.
  package var before: Int?

  package init() {}

  /// What makes no sense is ignored: somebody may have typed it into the address.
  package init(_ form: Form) {
    search = form.text("q", charactersMax: Limits.messageSearchCharactersMax)
    actor = form.text("actor", charactersMax: Limits.actorCharactersMax)
    topic = form["what"].flatMap(LogTopic.init)
    target = form.text("about", charactersMax: Limits.searchCharactersMax)
    since = EnteredTime.utc(form["since"])
    until = EnteredTime.utc(form["until"])
    before = form["before"].flatMap { Int($0) }.map { max(1, $0) }
  }

  /// Something other than words is asked for.
  package var isNarrowed: Bool { filter.contains { $0.0 != "q" } }
  package var isFiltered: Bool { !filter.isEmpty }
  /// Shows what happens as it happens.
  package var isLive: Bool { !isFiltered && before == nil }

  /// The fields of its form, without the place.
  package var filter: [(String, String)] {
    [
      ("q", search), ("actor", actor), ("what", topic?.rawValue ?? ""), ("about", target),
      ("since", since ?? ""), ("until", until ?? ""),
    ].filter { !$0.1.isEmpty }
  }

  /// The same with the API's own names.
  package var conditions: [(String, String)] {
    [
      ("q", search), ("actor", actor),
      ("action", topic?.actions.map(\.rawValue).joined(separator: ",") ?? ""),
      ("target", target), ("since", since ?? ""), ("until", until ?? ""),
    ].filter { !$0.1.isEmpty }
  }

  /// The address of the page with the same entries chosen at another place.
  package func target(before: Int? = nil) -> String {
    let pairs = filter + (before.map { [("before", String($0))] } ?? [])
    return pairs.isEmpty ? LogAddress.now : "\(LogAddress.now)?\(Form.encode(pairs))"
  }

  /// The address of a file with all of them.
  package func file(_ format: ExportFormat) -> String {
    "\(LogAddress.export)?\(Form.encode([("format", format.rawValue)] + filter))"
  }
}

/// Where on the dashboard the log is.
package enum LogAddress {
  package static let now = "/log"
  /// What was found as a file.
  package static let export = "/log/export"
  /// What it can be had as.
  package static let formats = [ExportFormat.csv, .jsonl]
}

/// Actions that somebody looks for together.
package enum LogTopic: String, CaseIterable {
  case kicks, mutes, voice, bans, notes
  case announcements, doors, rules, filters, lines, banner, settings
  case logins, failures, admins, tokens
  case bots, servers, orders

  package var actions: [EventAction] {
    EventAction.allCases.filter { Self.of($0) == self }
  }

  /// Each action is in one.
  package static func of(_ action: EventAction) -> LogTopic {
    switch action {
    case .memberKicked: .kicks
    case .memberMuted, .memberUnmuted, .muteAdded, .muteLifted, .muteExpired, .muteChanged: .mutes
    case .memberVoiced, .memberUnvoiced: .voice
    case .banAdded, .banLifted, .banExpired, .banChanged: .bans
    case .noteAdded, .noteRemoved: .notes
    case .announcementMade: .announcements
    case .doorsOpened, .doorsClosed, .doorsKeyed: .doors
    case .rulesChanged, .limitsChanged: .rules
    case .filterAdded, .filterRemoved, .heldReleased, .heldDropped, .heldExpired: .filters
    case .messageHidden, .messageShown: .lines
    case .bannerChanged: .banner
    case .historyChanged, .retentionChanged: .settings
    case .loginSucceeded, .loggedOut: .logins
    case .loginFailed: .failures
    case .adminMade, .adminChanged, .adminRemoved, .passwordChanged: .admins
    case .tokenMade, .tokenRevoked, .codeMade: .tokens
    case .botMade, .botRevoked: .bots
    case .serverJoined, .serverLeft, .serverDisputed: .servers
    case .orderWaiting, .orderFailed: .orders
    }
  }
}
