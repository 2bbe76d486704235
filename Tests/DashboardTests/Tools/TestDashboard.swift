import Dashboard
import ServiceKit
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

/// The whole dashboard without sockets, over an API that is not one, on a clock that stands still.
final class TestDashboard {
  let clock = ManualClock()
  let api = FakeAPI()
  let monitor: Monitor
  let transcript: Transcript
  let viewers: Viewers
  let day: Day
  let door: FrontDoor
  let admission: Admission
  private(set) var router = Router()
  /// The time of day when the clock stands at zero is noon.
  static let noon = Duration.seconds(1_795_521_600)
  static let host = "127.0.0.1:8000"
  static let cookieName = "netcatchat_admin_8000"

  /// With `password` the API knows the owner admin; `isPasswordSet` is about the dashboard alone.
  init(
    password: String? = nil, listen: String = "tcp:8000:interface=127.0.0.1",
    hosts: [String] = [], chatAddress: String? = nil, isPasswordSet: Bool? = nil,
    asksFirst: Bool = true
  ) throws {
    let log = Log(level: .error)
    let clock = clock
    let timeOfDay = { WallTime(sinceEpoch: Self.noon + clock.now).rfc3339 }
    monitor = Monitor(on: clock, api: api.client, timeOfDay: timeOfDay)
    if let password { api.identity.add("admin", password, .owner) }
    door = FrontDoor(on: clock, api: api.client, isPasswordSet: isPasswordSet ?? (password != nil))
    admission = Admission(
      on: clock, api: api.client, door: door, log: log, metrics: Metrics())
    transcript = Transcript(on: clock, api: api.client, timeOfDay: timeOfDay)
    day = Day(api: api.client, timeOfDay: timeOfDay)
    viewers = Viewers(
      on: clock, monitor: monitor, transcript: transcript, day: day, timeOfDay: timeOfDay,
      isLive: admission.isLive, confirm: admission.confirm(session:))
    let routes = Routes(
      on: clock, monitor: monitor, transcript: transcript, viewers: viewers,
      day: day, admission: admission, chatAddress: chatAddress.flatMap(JoinCommand.Address.init),
      timeOfDay: timeOfDay, log: log)
    let gate = Gate(
      hosts: HostGuard(listen: try ServerEndpoint(listen), extra: hosts), admission: admission)
    gate.guards(&router)
    routes.add(to: &router)
    if asksFirst { _ = door.ask() }
    _ = api.identity.takeRequests()
  }

  /// Sends without waiting for the answer.
  func start(
    _ method: HTTPMethod, _ target: String, form: [(String, String)]? = nil,
    _ fields: [(String, String)] = [], cookie: String? = nil
  ) -> Deferred<HTTPResponse> {
    var request = HTTPRequest(method, target)
    request.peer = SocketAddress(host: "192.0.2.7", port: 4_711)
    if let form {
      request.body = Array(Form.encode(form).utf8)
      request.fields.append("Content-Type", "application/x-www-form-urlencoded")
    }
    for (name, value) in fields { request.fields.append(name, value) }
    if request.fields["Host"] == nil { request.fields["Host"] = Self.host }
    if let cookie { request.fields["Cookie"] = "\(Self.cookieName)=\(cookie)" }
    return router.respond(to: request)
  }

  /// Sends, and returns the answer, which has to be there at once.
  func send(
    _ method: HTTPMethod, _ target: String, form: [(String, String)]? = nil,
    _ fields: [(String, String)] = [], cookie: String? = nil
  ) throws -> Answer {
    var answer: HTTPResponse?
    start(method, target, form: form, fields, cookie: cookie).addCallback { answer = $0 }
    return Answer(try #require(answer, "an answer at once"))
  }

  /// Sends a form and follows the redirect to the page that says what happened.
  func submit(
    _ target: String, _ form: [(String, String)], cookie: String? = nil
  ) throws -> Answer {
    let answer = try send(.post, target, form: form, cookie: cookie)
    guard let location = answer.location else { return answer }
    return try get(location, cookie: cookie)
  }

  func get(_ target: String, cookie: String? = nil) throws -> Answer {
    try send(.get, target, cookie: cookie)
  }

  /// Logs in and returns the session.
  func logIn(_ password: String, as name: String = "admin") throws -> String {
    let answer = try send(.post, "/login", form: [("name", name), ("password", password)])
    return try #require(answer.session)
  }
}

/// An answer as tests look at it.
struct Answer {
  let response: HTTPResponse

  init(_ response: HTTPResponse) { self.response = response }

  var status: Int { response.status.code }
  var location: String? { response.fields["Location"] }
  var text: String { String(decoding: response.body, as: UTF8.self) }

  /// The session that it sets; empty when it takes it back.
  var session: String? {
    guard let cookie = response.fields["Set-Cookie"],
      let value = cookie.split(separator: ";").first?.split(
        separator: "=", omittingEmptySubsequences: false
      ).last
    else { return nil }
    return String(value)
  }

  /// What stands in the note at the top.
  var note: String? {
    guard let start = text.firstRange(of: "<p id=\"message\""),
      let open = text[start.upperBound...].firstIndex(of: ">"),
      let end = text[open...].firstRange(of: "</p>")
    else { return nil }
    return Self.unescaped(text[text.index(after: open)..<end.lowerBound])
  }

  /// The value that the input or the textarea of that name holds.
  func value(of name: String) -> String? {
    if text.contains("<textarea id=\"\(name)\"") { return textarea }
    guard let start = text.firstRange(of: " name=\"\(name)\""),
      let end = text[start.upperBound...].firstIndex(of: ">"),
      let value = text[start.upperBound..<end].firstRange(of: "value=\""),
      let quote = text[value.upperBound...].firstIndex(of: "\"")
    else { return nil }
    return Self.unescaped(text[value.upperBound..<quote])
  }

  /// What the textarea will hold, as a browser reads it: without the line feed straight after the
  /// tag, and without escapes.
  var textarea: String? {
    guard let start = text.firstRange(of: "<textarea"),
      let open = text[start.upperBound...].firstIndex(of: ">"),
      let end = text[open...].firstRange(of: "</textarea>")
    else { return nil }
    let content = text[text.index(after: open)..<end.lowerBound]
    return Self.unescaped(content.hasPrefix("\n") ? content.dropFirst() : content)
  }

  static func unescaped(_ text: some StringProtocol) -> String {
    String(text).replacing("&lt;", with: "<").replacing("&gt;", with: ">")
      .replacing("&quot;", with: "\"").replacing("&#39;", with: "'")
      .replacing("&amp;", with: "&")
  }
}
