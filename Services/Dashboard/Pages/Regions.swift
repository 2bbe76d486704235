package import TinyHTTP
import Wire

/// A part of the page that shows what the API says, and is replaced when that changes. Its name is
/// the element's id and the name of the server-sent event. No region has fields to fill in.
package enum Region: String, CaseIterable {
  /// Whether the API answers; announced by screen readers, so it holds nothing that ticks.
  case state
  /// How old the values are while it does not.
  case age
  case users
  /// The last 24 hours: how many were there, how much they said.
  case peopleDay = "people-day"
  case linesDay = "lines-day"
  /// Whether the room can be read.
  case roomState = "room-state"
  /// What was said last.
  case room
  /// Whether newcomers get in, and which rules those in the room have.
  case doors
  /// The same for those who may not close or open them.
  case doorsState = "doors-state"
  case servers
  /// How the API, its files and their disk are.
  case health
  /// What people type to see the banner.
  case port
  case terminal
  case events
}

/// Renders each region from what is known. Pure: the time is passed in.
package struct Regions {
  /// Lines of the room on the overview.
  static let linesShown = 8
  /// Events on the overview.
  static let eventsShown = 8

  private let snapshot: Snapshot
  private let known: RoomSnapshot
  private let curves: Curves
  private let age: Duration?
  /// RFC 3339, UTC.
  private let timeOfDay: String

  /// `now` is by the clock that the snapshot was taken by.
  package init(
    _ snapshot: Snapshot, room: RoomSnapshot = RoomSnapshot(), curves: Curves = Curves(),
    at now: Duration, timeOfDay: String
  ) {
    self.snapshot = snapshot
    self.curves = curves
    known = room
    age = snapshot.age(at: now)
    self.timeOfDay = timeOfDay
  }

  /// What is inside the region's element.
  package func html(_ region: Region) -> HTML {
    switch region {
    case .state: state
    case .age: ageLine
    case .users: users
    case .peopleDay: curves.people
    case .linesDay: curves.lines
    case .roomState: Self.state(of: known, today: timeOfDay)
    case .room: room
    case .doors: doors
    case .doorsState: doorsState
    case .servers: servers
    case .health:
      HealthWords.html(
        snapshot.status, outage: snapshot.outage, isKnown: age != nil, today: timeOfDay)
    case .port: port
    case .terminal: terminal
    case .events: events
    }
  }

  private var state: HTML {
    guard let outage = snapshot.outage else { return "" }
    return "<p>The API \(outage.failure.words) (since \(time(outage.since)) UTC).</p>"
  }

  private var ageLine: HTML {
    guard snapshot.outage != nil else { return "" }
    guard let age else {
      return "<p>It has not been reached since this dashboard started: nothing is known yet.</p>"
    }
    return "<p>These are the last known values, \(Format.span(age)) old.</p>"
  }

  /// Nothing while the room can be read.
  package static func state(of room: RoomSnapshot, today: String) -> HTML {
    guard let outage = room.outage else { return "" }
    let trouble = TerminalText.visible(RoomWords.trouble(outage.failure))
    let stale: HTML? =
      room.lines.map { _ in
        " These are the last lines known, stale since \(HTML.time(outage.since, today: today)) UTC."
      }
    return "<p>\(trouble)\(stale)</p>"
  }

  private var room: HTML {
    guard let lines = known.lines else { return unknown }
    if lines.isEmpty {
      return "<p class=\"none\">Nothing has been said yet. Join, and say hello.</p>"
    }
    let items = lines.suffix(Self.linesShown).map { line -> HTML in
      """
      <li class="\(LineWords.look(line))"><a class="when" href="\(RoomAddress.line(line.id))">\
      \(time(line.time))</a><p>\(LineWords.html(line))</p></li>

      """
    }
    return "<ol class=\"lines\">\(HTML.join(items))</ol>"
  }

  private var users: HTML {
    guard let users = snapshot.users else { return unknown }
    let label: HTML = users == 1 ? "person now" : "people now"
    return "<p class=\"count\"><b>\(Format.grouped(users))</b> \(label)</p>"
  }

  private var doorsState: HTML {
    guard let doors = snapshot.doors else { return unknown }
    return "<p>\(RuleWords.doors(doors))</p>\(snapshot.rules.map(RuleWords.talk))"
  }

  private var doors: HTML {
    switch snapshot.doors?.open {
    case nil: unknown
    case true?:
      """
      \(doorsState)
      <p class="actions"><a class="button quiet small" href="\(AdminCommand.Kind.close.path)">Close the \
      doors…</a></p>
      """
    case false?:
      """
      \(doorsState)
      <form method="post" action="\(AdminCommand.Kind.open.path)">
      <p class="actions"><button class="quiet small">Open the doors</button></p></form>
      """
    }
  }

  private var servers: HTML {
    guard let servers = snapshot.servers else { return unknown }
    if servers.isEmpty {
      return """
        <p class="none">No chat server has reported yet. Start one with <code>API_URL</code> set to \
        this API, and it appears here.</p>
        """
    }
    return """
      <table class="figures">
      <thead><tr><th scope="col">Name</th><th scope="col">Version</th><th scope="col">People</th></tr>\
      </thead>
      <tbody>\(HTML.join(servers.map(server)))</tbody></table>
      """
  }

  private func server(_ entry: ServerEntry) -> HTML {
    let report = entry.report
    let lines = Format.count(report.lines, "line", "lines")
    let uptime = Format.span(.seconds(report.uptime))
    let state: HTML =
      entry.live
      ? "<span class=\"live\">live</span>"
      : "<span class=\"gone\">gone since \(time(entry.seen))</span>"
    let bus: HTML? = entry.live ? report.bus.map { " · \(BusWords.html($0))" } : nil
    let dispute: HTML? =
      entry.disputed == true
      ? """
      <tr><td colspan="3"><p class="notice bad">A second chat server calls itself the same, and does \
      not count. Give each its own <code>CHAT_SERVER_ID</code>.</p></td></tr>
      """ : nil
    return """
      <tr><th scope="row"><span class="name">\(HTML.name(entry.id))</span> \(state)
      <p class="facts">\(lines) · \(entry.live ? "up" : "was up") \(uptime)\(bus)</p></th>\
      <td>\(TerminalText.visible(report.version))</td>\
      <td>\(entry.live ? Format.grouped(report.users) : "–")</td></tr>\(dispute)

      """
  }

  /// The port of a chat server that has reported one, of a live one if possible.
  private var port: HTML {
    let servers = snapshot.servers ?? []
    let ports = (servers.filter(\.live) + servers).compactMap(\.report.port)
    return "\(ports.first.map(String.init) ?? "…")"
  }

  /// Browsers drop a line feed right after `<pre>`, so there is always one to drop.
  private var terminal: HTML {
    guard let banner = snapshot.banner else { return unknown }
    if banner.isEmpty { return "<p class=\"none\">The banner is empty.</p>" }
    return "<pre>\n\(TerminalText.visible(banner))</pre>"
  }

  private var events: HTML {
    guard let events = snapshot.events else { return unknown }
    if events.isEmpty {
      return "<p class=\"none\">Nothing has happened yet. What is decided will stand here.</p>"
    }
    return EventWords.list(Array(events.prefix(Self.eventsShown)), today: timeOfDay)
  }

  private func time(_ time: String) -> HTML {
    HTML.time(time, today: timeOfDay)
  }

  private var unknown: HTML { "<p class=\"none\">Not known yet.</p>" }
}
