import Dashboard
import TinyHTTP
import Wire

/// The part of the fake API that knows which words are filtered, and which lines wait.
final class FakeWords {
  var filters: [WordFilter] = []
  /// Oldest first.
  var held: [HeldLine] = []
  /// An API from before there were filters.
  var isOlder = false

  func add(to router: inout Router, asking identity: FakeIdentity) {
    router.on(.get, "/filters") { [unowned self] _ in
      try check()
      return .json(FilterList(filters: filters))
    }
    router.on(.get, "/held") { [unowned self, unowned identity] request in
      try check()
      guard identity.role(of: request) >= .moderator else {
        throw HTTPError(.forbidden, "it takes a moderator to read held lines")
      }
      return .json(list(request.query))
    }
  }

  private func check() throws {
    if isOlder { throw HTTPError(.notFound, "there is nothing there") }
  }

  private func list(_ query: Form) -> HeldList {
    let after = query["after"].flatMap { Int($0) } ?? 0
    let page = held.filter { $0.id > after }.prefix(query["limit"].flatMap { Int($0) } ?? 50)
    let isLast = page.last?.id == held.last?.id
    return HeldList(
      lines: Array(page), total: held.count, next: isLast ? nil : page.last?.id)
  }

  /// One of each action, and a line that the second of them holds.
  func fill() {
    filters = [
      Self.filter(3, "spam*", .refuse, reason: "no ads"), Self.filter(5, "maybe *", .hold),
    ]
    held = [Self.line(9, "maybe later", by: "ann")]
  }

  static func filter(
    _ id: Int, _ pattern: String, _ action: WordFilter.Action, reason: String = ""
  ) -> WordFilter {
    WordFilter(
      id: id, pattern: pattern, action: action, reason: reason, since: "2026-11-24T11:00:00.000Z",
      actor: "moderator")
  }

  static func line(
    _ id: Int, _ text: String, by name: String, _ kind: NewHeldLine.Kind = .said,
    pattern: String? = "maybe *", releasing: Bool? = nil
  ) -> HeldLine {
    HeldLine(
      id: id, server: "chat-1", instance: "i1", member: 7, name: name, kind: kind, text: text,
      filter: 5, pattern: pattern, since: "2026-11-24T11:59:00.000Z", releasing: releasing)
  }
}
