import API
import Support
import Testing
import TinyHTTP
import TinyReactor

/// Tests of orders to a chat server that has just joined.
protocol OrderSuite {
  var site: TestSite { get }
  var chat: FakeChat { get }
}

extension OrderSuite {
  static func joined() throws -> (TestSite, FakeChat) {
    let site = try TestSite()
    let chat = try FakeChat(on: site.reactor)
    try site.json(.put, "/servers/a", report(chat.url))
    try site.reactor.wait { site.journal.snapshot.lastSeq == 1 }
    return (site, chat)
  }

  static func report(_ url: String, instance: String = "one") -> String {
    TestSite.report(url: url).replacing("}", with: ", \"instance\": \"\(instance)\"}")
  }

  static var member: String { #"{"server": "a", "member": 7, "name": "Al", "reason": "rude"}"# }
  static var actor: [(String, String)] { [("X-Actor", "Zoë")] }

  /// `member.kicked Al (7 on a) - rude api Zoë`: the events since the server joined.
  func log() throws -> [String] {
    let events = try site.json(.get, "/events?after=1&limit=500")["events"]
    return (0..<(events?.count ?? 0)).map { index in
      let note = events?[index]?["note"]?.text
      return ["action", "target", "old", "new", "actor"].map { events?[index]?[$0]?.text ?? "-" }
        .joined(separator: " ") + (note.map { " \($0)" } ?? "")
    }
  }

  func waiting() throws -> JSONValue? { try site.json(.get, "/config?after=0")["orders"] }
}
