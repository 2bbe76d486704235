import Dashboard
import TinyHTTP
import Wire

/// The part of the fake API that knows mutes, and what is over.
final class FakeDecisions {
  var mutes: [Mute] = []
  /// The last that ended first.
  var endedBans: [Ended] = []
  var endedMutes: [Ended] = []

  func add(to router: inout Router) {
    router.on(.get, "/mutes") { [unowned self] _ in .json(MuteList(mutes: mutes)) }
    router.on(.get, "/bans/ended") { [unowned self] in .json(list(endedBans, $0)) }
    router.on(.get, "/mutes/ended") { [unowned self] in .json(list(endedMutes, $0)) }
  }

  private func list(_ all: [Ended], _ request: HTTPRequest) -> EndedList {
    let before = request.query["before"].flatMap { Int($0) } ?? .max
    let limit = request.query["limit"].flatMap { Int($0) } ?? Limits.endedPageDefault
    let words = request.query["q"] ?? ""
    let found = all.filter { $0.place < before && (words.isEmpty || $0.reason.contains(words)) }
    return EndedList(ended: Array(found.prefix(limit)), more: found.count > limit)
  }

  static func mute(
    _ id: Int, name: String? = nil, range: String? = nil, member: Int? = nil,
    until: String? = nil, reason: String = "loud"
  ) -> Mute {
    Mute(
      id: id, server: member.map { _ in "chat-1" }, member: member, name: name, range: range,
      reason: reason, until: until, since: "2026-11-24T11:00:00.000Z", actor: "zoe")
  }

  static func ended(
    _ place: Int, name: String? = nil, range: String? = nil, by: String = "zoe",
    reason: String = "spam"
  ) -> Ended {
    Ended(
      place: place, id: place + 100, name: name, range: range, reason: reason,
      until: "2026-11-24T11:30:00.000Z", since: "2026-11-24T11:00:00.000Z", actor: "ann",
      ended: "2026-11-24T11:30:01.000Z", endedBy: by)
  }
}
