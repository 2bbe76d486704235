import Chat
import Support
import TinyHTTP
import TinyReactor
import Wire

/// A chat server where ann, an owner, ben, a moderator, and vic, a viewer, log in with `correct horse` or a
/// code, by an API that answers at once unless it `isAway`.
final class LoginHouse {
  let house: TestRoom
  /// `POST /kicks {…} by ann · prompt · 192.0.2.1`
  private(set) var requests: [String] = []
  var isAway = false
  var hasAdmins = true
  /// What is answered to commands.
  var answer = HTTPResponse.json(Outcome.success)
  private var waiting: [() -> Void] = []

  static let code = "k7mq-x3pf-92ab-tdhw"
  static let roles: [String: Role] = ["ann": .owner, "ben": .moderator, "vic": .viewer]

  init() {
    house = TestRoom(limits: .none)
    house.factory.desk = AdminDesk(
      on: house.clock, house.room, server: "here", instance: "i1"
    ) { [unowned self] request, limit in
      let answer = Deferred<HTTPResponse>()
      note(request)
      let reply = reply(to: request)
      if isAway { waiting.append { answer.callback(reply) } } else { answer.callback(reply) }
      return answer.addTimeout(limit, on: house.clock)
    }
  }

  /// The API answers what it has kept waiting.
  func comeBack() {
    isAway = false
    let answers = waiting
    waiting = []
    for answer in answers { answer() }
  }

  func takeRequests() -> [String] {
    defer { requests = [] }
    return requests
  }

  private func note(_ request: HTTPRequest) {
    let bearer = request.fields["Authorization"]?.dropFirst("Bearer ncs_".count) ?? "us"
    let body = String(decoding: request.body, as: UTF8.self)
      .filter { $0 != "\n" && $0 != " " }
    requests.append(
      [request.method.rawValue, request.target, body, "by", String(bearer)]
        .filter { !$0.isEmpty }.joined(separator: " ")
        + (request.fields["X-Actor"].map { " · \($0)" } ?? ""))
  }

  private func reply(to request: HTTPRequest) -> HTTPResponse {
    switch (request.method, request.target) {
    case (.get, "/session"):
      return .json(Caller(kind: .service, role: .owner, name: nil, hasAdmins: hasAdmins))
    case (.post, "/sessions"):
      let login = try? JSON.decode(NewSession.self, from: request.body)
      let name = login?.name ?? ""
      let isRight =
        login?.password == "correct horse"
        || login?.code.flatMap(LoginCodeText.canonical) == LoginCodeText.canonical(Self.code)
      guard let role = Self.roles[name], isRight else {
        return .json(Outcome.error("name or password is wrong"), .unauthorized)
      }
      return .json(SessionCredentials(token: "ncs_\(name)", name: name, role: role))
    default: return answer
    }
  }

  /// Somebody at that address who has read all there was.
  func person(_ name: String? = nil, from host: String = "192.0.2.1") -> TestPerson? {
    let person = house.connect(from: host)
    if let name { person?.type("/nick \(name)\n") }
    house.settle()
    _ = person?.read()
    return person
  }

  /// Likewise, logged in.
  func admin(_ name: String, from host: String = "192.0.2.1") -> TestPerson? {
    let person = person(name, from: host)
    person?.type("/login \(name) \(Self.code)\n")
    house.settle()
    _ = person?.read()
    _ = takeRequests()
    return person
  }
}

/// What telnet says and hears.
enum TelnetBytes {
  static let willEcho: [UInt8] = [255, 251, 1]
  static let wontEcho: [UInt8] = [255, 252, 1]
  static let doEcho: [UInt8] = [255, 253, 1]
  static let dontEcho: [UInt8] = [255, 254, 1]
  /// An offer, as plink makes some.
  static let offer: [UInt8] = [255, 251, 31]
}
