package import TinyHTTP
package import TinyReactor
import Wire

/// The admins at the prompts of this server: it asks them for a password or takes their code, and asks the
/// API on behalf of whoever is logged in.
///
/// The API judges who somebody is and what they may, and the log names them. A password reaches it, and
/// nobody else. `ChatProtocol` asks for each line whether it is one.
package final class AdminDesk {
  /// `HTTPClient.send`, or a test's stand-in: a request and its deadline.
  package typealias Send = (HTTPRequest, Duration) -> Deferred<HTTPResponse>

  /// How long the API may take.
  package static let deadline = Duration.seconds(5)
  /// How long a terminal may take to show that it speaks telnet.
  package static let telnetWaitMax = Duration.seconds(1)
  /// Whoever begins to type a password before they read that none is taken has ended the line by then.
  package static let passwordTypedMax = Duration.seconds(5)
  /// How often lines that wait for the outcome of a login ask for it.
  package static let holdPause = Duration.milliseconds(20)
  /// Logins that fail on one connection; `LoginTries` has those from one address.
  package static let failuresMax = 3
  /// Logins that the API is asked about at once.
  static let checksMax = 8
  /// Commands of one admin that wait for the API, beside the one under way.
  package static let waitingMax = 8

  let clock: any ReactorTime
  let room: Room
  /// What the API knows this process by.
  let server: String
  let instance: String
  let send: Send
  /// Those who have tried to log in, by their ids as members.
  var visits: [Int: Visit] = [:]
  var tries = LoginTries()
  var checks = 0
  /// Requests without an answer yet.
  var underWay = 0
  private var whenIdle: Deferred<Void>?

  package init(
    on clock: any ReactorTime, _ room: Room, server: String, instance: String, send: @escaping Send
  ) {
    self.clock = clock
    self.room = room
    self.server = server
    self.instance = instance
    self.send = send
  }

  /// How it stands with somebody who has tried to log in.
  final class Visit {
    enum Prompt: Equatable {
      /// It is not known yet whether what they type can be hidden.
      case asking(name: String)
      /// The next line is the password of that admin.
      case open(name: String, isWarned: Bool)
      /// The API is asked.
      case checking
      /// The next line may be a password, though none was asked for.
      case swallowing
    }

    let member: Member
    var prompt: Prompt?
    var login: AdminLogin?
    var failures = 0
    /// The connection has ended.
    var isOver = false

    init(_ member: Member) { self.member = member }

    /// Noted in the log beside the admin's name.
    var note: String {
      let note = "prompt · \(member.transport.peer.host)"
      return String(note.unicodeScalars.prefix(Limits.actorCharactersMax))
    }
  }

  func visit(of member: Member) -> Visit? { visits.isEmpty ? nil : visits[member.id] }

  /// As whom they are logged in.
  func login(of member: Member) -> AdminLogin? { visit(of: member)?.login }

  /// `ann is logged in as anna, an owner`, sorted.
  var loginWords: [String] {
    visits.values.compactMap { visit in
      visit.login.map { "\(visit.member.name.text) is logged in as \($0.name), \($0.role.words)" }
    }.sorted()
  }

  // MARK: - Lines

  /// Whether a line has to wait until more is known.
  package func holdsLines(of member: Member) -> Bool {
    guard let visit = visit(of: member) else { return false }
    return switch visit.prompt {
    case .checking, .asking: true
    case .open, .swallowing, nil: false
    }
  }

  /// Whether a line was, or may have been, a password: then nobody is shown it.
  package func takes(_ line: [UInt8], from member: Member) -> Bool {
    guard let visit = visit(of: member) else { return false }
    switch visit.prompt {
    case .open(let name, _):
      visit.prompt = nil
      hear(password: line, of: name, visit)
    case .asking, .swallowing:
      guard !line.isEmpty else { return true }
      visit.prompt = nil
      // Of a command nobody else reads.
      if line.starts(with: "/".utf8), !line.starts(with: "//".utf8) { return false }
      tell(visit, "your line behind /login was not said: it may have been a password")
    case .checking, nil: return false
    }
    return true
  }

  /// Whether nothing that they type is to be shown.
  package func hidesTyping(of member: Member) -> Bool {
    switch visit(of: member)?.prompt {
    case .asking, .open: true
    case .checking, .swallowing, nil: false
    }
  }

  /// Their program has answered. `isShown`: it goes on showing what they type.
  package func noteAnswer(of member: Member, isShown: Bool) {
    guard let visit = visit(of: member) else { return }
    if case .asking(let name) = visit.prompt, member.speaksTelnet { open(visit, name) }
    if case .open(let name, false) = visit.prompt, isShown {
      visit.prompt = .open(name: name, isWarned: true)
      tell(
        visit,
        "your telnet shows what you type; press Enter alone, and \(Self.otherWay(name)), or connect anew"
      )
    }
  }

  /// The connection of somebody has ended: so does their login, once their commands are carried out.
  package func forget(_ member: Member) {
    guard let visit = visits.removeValue(forKey: member.id) else { return }
    visit.isOver = true
    if let login = visit.login { logOut(login, visit) }
  }

  /// Fires when the API has been told of all logins that have ended.
  package func finish() -> Deferred<Void> {
    guard underWay > 0 else { return .succeeded(()) }
    let idle = Deferred<Void>()
    whenIdle = idle
    return idle
  }

  func ended() {
    underWay -= 1
    if underWay == 0 { whenIdle.take()?.callback(()) }
  }

  func tell(_ visit: Visit, _ notice: String) {
    guard !visit.isOver else { return }
    room.tell(visit.member, CleanText(notice).text)
  }

  static func otherWay(_ name: String) -> String {
    let name = name.contains(" ") ? "\"\(name)\"" : name
    return
      "make a code on the dashboard, at \"Your account\", and type /login \(name) CODE"
  }
}

/// Somebody who is logged in.
final class AdminLogin {
  let name: String
  let role: Role
  /// Of their session at the API.
  let token: String
  /// Commands that wait, oldest first.
  var waiting: [AdminCall] = []
  var isCalling = false
  /// It ends when nothing waits any more.
  var isEnding = false

  init(name: String, role: Role, token: String) {
    (self.name, self.role, self.token) = (name, role, token)
  }
}

/// Asks the API for something on somebody's behalf; fires with what to tell them.
typealias AdminCall = (AdminLogin) -> Deferred<String>

extension Role {
  /// `a moderator`
  var words: String { self == .owner ? "an owner" : "a \(rawValue)" }
}
