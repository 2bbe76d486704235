package import ServiceKit
package import TinyHTTP
package import TinyReactor
import Wire

/// The dashboard's routes, and what all of their handlers share. Every handler runs behind the
/// `Gate`; those that belong together have a file of their own.
package final class Routes {
  let clock: any ReactorTime
  let monitor: Monitor
  let transcript: Transcript
  let viewers: Viewers
  let day: Day
  /// What the operator says of where people join.
  let chatAddress: JoinCommand.Address?
  let admission: Admission
  let timeOfDay: () -> String
  let log: Log
  /// Files on their way to somebody.
  var exports = 0
  private var notes = Notes()

  /// `timeOfDay` is RFC 3339, UTC.
  package init(
    on clock: any ReactorTime, monitor: Monitor, transcript: Transcript, viewers: Viewers,
    day: Day, admission: Admission,
    chatAddress: JoinCommand.Address? = nil, timeOfDay: @escaping () -> String, log: Log
  ) {
    self.clock = clock
    self.monitor = monitor
    self.transcript = transcript
    self.viewers = viewers
    self.day = day
    self.chatAddress = chatAddress
    self.admission = admission
    self.timeOfDay = timeOfDay
    self.log = log
  }

  package func add(to router: inout Router) {
    router.on(.get, "/", deferred: overview)
    router.on(.get, "/updates", deferred: updates)
    router.on(.get, "/banner", deferred: banner)
    router.on(.post, "/set_banner", deferred: setBanner)
    router.on(.get, "/set_banner") { _ in .seeOther("/banner") }  // opened again from an error page
    router.on(.get, "/room", deferred: room)
    router.on(.get, RoomAddress.lines, deferred: roomLines)
    router.on(.get, RoomAddress.export, deferred: export)
    router.on(.get, RoomAddress.ban) { [self] request in try ask(.ban, request) }
    router.on(.get, "/rules", deferred: rules)
    router.on(.get, "/words", deferred: words)
    router.on(.get, "/bots", deferred: bots)
    router.on(.get, PersonAddress.all, deferred: people)
    router.on(.get, PersonAddress.page, deferred: person)
    router.on(.post, PersonAddress.ask, deferred: askAboutMany)
    router.on(.get, PersonAddress.ask) { _ in .seeOther(PersonAddress.all) }
    for tab in BansPage.Tab.allCases {
      router.on(.get, tab.rawValue) { [self] request in bans(tab, request) }
    }
    router.on(.get, LogAddress.now, deferred: auditLog)
    router.on(.get, LogAddress.export, deferred: exportLog)
    router.on(.get, "/admins", deferred: admins)
    router.on(.get, "/account", deferred: account)
    router.on(.post, AccountPage.codePath, deferred: makeLoginCode)
    router.on(.get, AccountPage.codePath) { _ in .seeOther("/account") }
    for kind in AdminCommand.Kind.allCases {
      router.on(.get, kind.path) { [self] request in try ask(kind, request) }
      router.on(.post, kind.path) { [self] request in try carryOut(kind, request) }
    }
    router.on(.get, "/login", deferred: loginPage)
    router.on(.post, "/login", deferred: logIn)
    router.on(.post, "/logout", logOut)
    router.on(.get, "/dashboard.css") { _ in Self.file(Assets.styleSheet, "text/css") }
    router.on(.get, "/dashboard.js") { _ in Self.file(Assets.script, "text/javascript") }
    router.on(.get, "/page.js") { _ in Self.file(Assets.pageScript, "text/javascript") }
    router.on(.get, "/room.js") { _ in Self.file(Assets.roomScript, "text/javascript") }
    router.on(.get, "/people.js") { _ in Self.file(Assets.peopleScript, "text/javascript") }
    router.on(.get, "/favicon.svg") { _ in Self.file(Assets.icon, "image/svg+xml") }
    router.on(.get, "/favicon.ico") { _ in Self.file(Assets.icon, "image/svg+xml") }
  }

  /// For whom a page is made. Whose session has just ended is shown as little as a viewer; the gate then
  /// asks them to log in instead.
  func visitor(of request: HTTPRequest) -> Visitor {
    admission.visitor(of: request) ?? Visitor(name: nil, role: .viewer)
  }

  /// The API, asked on behalf of whoever sent `request`.
  func api(for request: HTTPRequest) -> APIClient { admission.api(for: request) }

  /// A page in its frame, with the note that a redirect left for it; or what has changed of it, for
  /// whoever follows.
  func page(
    _ place: PageFrame.Place?, _ title: HTML, for request: HTTPRequest, note: Note? = nil,
    script: HTML = "", status: HTTPStatus = .ok, _ content: HTML
  ) -> HTTPResponse {
    let visitor = admission.visitor(of: request)
    if request.method == .get, status == .ok,
      let sums = LiveNews.sums(in: request.fields[APIClient.followField])
    {
      return Self.news(LiveNews.cut(content, showing: sums))
    }
    // Who has to log in first reads it after that.
    let isRead = request.method == .get && visitor != nil
    let left = isRead ? notes.take(request.query["note"], at: clock.now) : nil
    let frame = PageFrame(at: place, for: visitor)
    return .html(
      frame.page(title: title, note: note ?? left, script: script, content), status)
  }

  private static func news(_ parts: [UInt8]) -> HTTPResponse {
    guard !parts.isEmpty else { return HTTPResponse(.noContent) }
    var response = HTTPResponse(.ok, body: parts)
    response.fields["Content-Type"] = "text/html; charset=utf-8"
    return response
  }

  /// Redirects to `home`, where `note` is shown.
  func redirect(to home: String, saying note: Note) -> HTTPResponse {
    let key = notes.leave(note, at: clock.now)
    let parts = home.split(separator: "#", maxSplits: 1)
    let (page, place) = (parts[0], parts.count == 2 ? "#\(parts[1])" : "")
    return .seeOther("\(page)\(page.contains("?") ? "&" : "?")note=\(key)\(place)")
  }

  /// Files change only with the program; caching them for a few minutes spares most requests.
  private static func file(_ text: String, _ type: String) -> HTTPResponse {
    var response = HTTPResponse(.ok, body: Array(text.utf8))
    response.fields["Content-Type"] = "\(type); charset=utf-8"
    response.fields["Cache-Control"] = "max-age=300"
    return response
  }
}
