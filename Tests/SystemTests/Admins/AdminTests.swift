import Glibc
import Support
import Testing
import TinyHTTP
import Wire

/// What an admin decides, with all the real programs.
@Suite struct AdminTests {
  /// Somebody whom a proxy says to come from `address`.
  func join(_ port: Int, as address: String) throws -> ChildProcess {
    let client = try ChildProcess(Netcat.openbsd.command(["-N"], port: port))
    client.write("PROXY TCP4 \(address) 127.0.0.1 4711 \(port)\r\n")
    return client
  }

  @Test func `every chat server obeys at once, and a kick on one leaves the other's people alone`()
    throws
  {
    let ports = freePorts(3)
    let house = try Installation(["CHAT_LISTEN": "haproxy:tcp:\(ports[0])"])
    let second = try ChildProcess(
      [Programs.ours("chat")],
      environment: [
        "CHAT_LISTEN": "haproxy:tcp:\(ports[1])",
        "CHAT_HTTP_LISTEN": "tcp:\(ports[2]):interface=127.0.0.1", "CHAT_SERVER_ID": "second",
        "API_URL": house.api,
      ])
    let ann = try join(ports[0], as: "198.51.100.1")
    try ann.waitForOutput("guest-1")
    try second.waitForErrors("api is up")
    let ben = try join(ports[1], as: "192.0.2.7")
    try ben.waitForOutput("guest-1")
    let cid = try join(ports[1], as: "198.51.100.9")
    try cid.waitForOutput("guest-2")
    try house.retry("both servers to be known") {
      try house.curl(house.api + "/users/").contains("\"users\" : 3")
    }

    _ = try house.curl(house.api + "/announcements", "-d", #"{"text": "tea at five"}"#)
    for person in [ann, ben, cid] { try person.waitForOutput("-- announcement: tea at five") }

    let people = try house.curl(house.api + "/servers/second/users?q=guest-2")
    let roster = try JSON.decode(Roster.self, from: Array(people.utf8))
    let id = try #require(roster.users.first?.id)
    _ = try house.curl(
      house.api + "/kicks", "-d", #"{"server": "second", "member": \#(id), "name": "guest-2"}"#)
    try cid.waitForOutput("-- you have been removed")

    _ = try house.curl(house.api + "/bans", "-d", #"{"range": "192.0.2.0/24", "reason": "flood"}"#)
    try ben.waitForOutput("-- you are banned")
    for port in ports.prefix(2) {
      try house.retry("the ban to be known") {
        let newcomer = try join(port, as: "192.0.2.200")
        try newcomer.waitForOutput("-- you are ")
        return newcomer.outputText.contains("-- you are banned")
      }
    }
    _ = try house.curl(house.api + "/doors", "-d", #"{"open": false}"#)
    for port in ports.prefix(2) {
      try house.retry("the doors to close") {
        let newcomer = try join(port, as: "198.51.100.20")
        try newcomer.waitForOutput("-- ")
        return newcomer.outputText.contains("-- the doors are closed")
      }
    }
    #expect(ann.isRunning)
    #expect(!ann.outputText.contains("you have been removed"))
  }

  struct Entry: Sendable {
    let action: String
    let target: String
    var old: String?
    var new: String?
    /// What the page says of it.
    let words: String
  }

  /// Each deed as the dashboard's forms send it, with 0 for the member's id, and what is then in the log.
  static let deeds: [(path: String, form: [String], Entry)] = [
    (
      "/set_banner/", ["banner=mine"],
      Entry(
        action: "banner.changed", target: "banner", old: "before", new: "mine",
        words: "changed the banner")
    ),
    (
      "/mute", ["server=test", "member=0", "name=guest-1", "reason=loud"],
      Entry(
        action: "member.muted", target: "guest-1 (0 on test)", new: "loud",
        words: "muted guest-1 (0 on test): loud")
    ),
    (
      "/unmute", ["server=test", "member=0", "name=guest-1"],
      Entry(
        action: "member.unmuted", target: "guest-1 (0 on test)",
        words: "unmuted guest-1 (0 on test)")
    ),
    (
      "/kick", ["server=test", "member=0", "name=guest-1", "reason=bye"],
      Entry(
        action: "member.kicked", target: "guest-1 (0 on test)", new: "bye",
        words: "kicked guest-1 (0 on test): bye")
    ),
    (
      "/ban", ["range=192.0.2.0/24", "minutes=", "reason=spam"],
      Entry(
        action: "ban.added", target: "192.0.2.0/24", new: "for ever: spam",
        words: "banned 192.0.2.0/24 for ever: spam")
    ),
    (
      "/announce", ["text=tea"],
      Entry(action: "announcement.made", target: "everyone", new: "tea", words: "announced: tea")
    ),
    (
      "/close", [],
      Entry(
        action: "doors.closed", target: "doors", old: "open", new: "closed",
        words: "closed the doors")
    ),
    (
      "/open", [],
      Entry(
        action: "doors.opened", target: "doors", old: "closed", new: "open",
        words: "opened the doors")
    ),
    (
      "/history", ["lines=20"],
      Entry(
        action: "history.changed", target: "history", old: "10", new: "20",
        words: "changed the lines replayed to newcomers from 10 to 20")
    ),
  ]

  @Test func `every deed is in the log: who, what, whom, what it was and is, and when`() throws {
    let house = try Installation(["ADMIN_PASSWORD": "correct horse"])
    _ = try house.setBanner(#"{"banner": "before"}"#)
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    let jar = house.folder.path + "/cookies"
    func send(_ path: String, _ form: [String]) throws -> String {
      let fields = form.flatMap { ["--data-urlencode", $0] }
      return try Curl.run(
        ["-L", "-b", jar, "-c", jar, "-d", ""] + fields + [house.dashboard + path])
    }
    #expect(
      try send("/login", ["name=admin", "password=wrong horse"]).contains("not the right name"))
    _ = try send("/login", ["name=Admin", "password=correct horse"])
    let people = try house.curl(house.api + "/servers/test/users")
    let roster = try JSON.decode(Roster.self, from: Array(people.utf8))
    let member = try #require(roster.users.first?.id)
    func real(_ text: String) -> String {
      text.replacing("member=0", with: "member=\(member)").replacing("(0 ", with: "(\(member) ")
    }
    for (path, form, _) in Self.deeds { _ = try send(path, form.map(real)) }
    let bans = try house.curl(house.api + "/bans")
    let id = bans.split(separator: "\"id\" : ").last?.prefix { $0.isNumber } ?? ""
    _ = try send("/lift", ["id=\(id)", "range=192.0.2.0/24"])

    let json = try house.curl(house.api + "/events?after=0&limit=100")
    let events = try JSON.decode(EventList.self, from: Array(json.utf8)).events
    let page = Self.text(of: try Curl.run(["-b", jar, house.dashboard + "/log"]))
    let lifted = Entry(
      action: "ban.lifted", target: "192.0.2.0/24", old: "for ever: spam",
      words: "lifted the ban of 192.0.2.0/24 (for ever: spam)")
    for entry in Self.deeds.map(\.2) + [lifted] {
      let event = try #require(
        events.last { $0.action == entry.action && $0.note != nil }, "\(entry.action)")
      #expect(event.actor == "admin" && event.note == "127.0.0.1")
      #expect(event.target == real(entry.target))
      #expect(event.old == entry.old)
      #expect(event.new == entry.new)
      #expect(
        page.contains(
          "\(event.time.dropFirst(11).prefix(8)) admin · 127.0.0.1 \(real(entry.words))"))
    }
    #expect(events.map(\.seq) == events.map(\.seq).sorted())
    for (action, words) in [
      ("login.failed", "Somebody at 127.0.0.1 failed to log in as admin"),
      ("login.succeeded", "admin · 127.0.0.1 logged in"),
    ] {
      #expect(events.count { $0.action == action && $0.target == "admin" } == 1)
      #expect(page.contains(words))
    }
    #expect(!json.contains("horse"), "what was typed as a password is nobody's business")
  }

  /// What stands between tags, with single blanks.
  static func text(of html: String) -> String {
    var text = ""
    var isInTag = false
    for character in html {
      if character == "<" { isInTag = true }
      if !isInTag { text.append(character) }
      if character == ">" { isInTag = false }
    }
    return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
