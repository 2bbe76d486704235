import Dashboard
import TinyHTTP
import TinyReactor
import Wire

/// The part of the fake API that knows who is there, and what is known of them.
final class FakePeople {
  unowned let api: FakeAPI
  /// On which chat server somebody is, by their id; all others are on the first.
  var servers: [Int: String] = [:]
  var notes: [PersonRemark] = []
  /// Nil of an API that is older than the question.
  var history: PersonHistory? = PersonHistory(names: [], visits: 0)
  /// Servers that do not say who is there.
  var missing: [PeopleHere.Silence] = []
  /// What comes of a bulk; nil: all of it is done.
  var outcomes: [Outcome]?

  init(_ api: FakeAPI) { self.api = api }

  func add(to router: inout Router) {
    router.on(.get, "/people") { [unowned self] in .json(try list($0.query)) }
    router.on(.get, "/people/history") { [unowned self] _ in
      guard let history else { throw HTTPError(.notFound, "there is nothing there") }
      return .json(history)
    }
    router.on(.get, "/notes") { [unowned self] request in
      let name = request.query["name"]
      let found = notes.filter {
        $0.name == name || ($0.range != nil && $0.range == request.query["range"])
      }
      return .json(RemarkList(notes: found, more: false))
    }
  }

  func bulk(_ request: HTTPRequest) throws -> HTTPResponse {
    let count = try request.json(NewBulk.self).people.count
    return .json(
      BulkOutcomes(outcomes: outcomes ?? Array(repeating: .success, count: count)))
  }

  /// As the API answers it; a place is the number of those before it.
  private func list(_ query: Form) throws -> PeopleHere {
    let range = try query["range"].map { text in
      guard let range = try? AddressRange(text) else {
        throw HTTPError(.badRequest, "\"\(text)\" is no address")
      }
      return range
    }
    let here = api.people.map { user in
      PersonHere(
        server: servers[user.id] ?? api.servers.first?.id ?? "", instance: api.instance, user: user)
    }.filter { person in api.servers.contains { $0.live && $0.id == person.server } }
    let found = here.filter { person in
      let user = person.user
      return (query["q"].map { user.name.contains($0) || user.address.contains($0) } ?? true)
        && (query["name"].map { user.name == $0 } ?? true)
        && (range.map { (try? AddressRange(user.address)).map($0.contains) ?? false } ?? true)
        && (query["muted"] != "true" || user.muted)
        && (query["voiced"] != "true" || user.voiced == true)
        && (query["idle"].flatMap { Int($0) }.map { user.idle ?? user.since >= $0 } ?? true)
        && (query["new"].flatMap { Int($0) }.map { user.since <= $0 } ?? true)
        && (query["server"].map { person.server == $0 } ?? true)
    }
    let order = query["sort"].flatMap { PeopleOrder($0) } ?? PeopleOrder(.server)
    var sorted = found
    switch order.column {
    case .name: sorted.sort { $0.user.name < $1.user.name }
    case .lines: sorted.sort { $0.user.lines < $1.user.lines }
    default: break
    }
    if order.isDescending { sorted.reverse() }
    let (start, limit) = (
      max(0, query["after"].flatMap { Int($0) } ?? 0), Int(query["limit"] ?? "") ?? 100
    )
    let end = start < sorted.count ? min(sorted.count, start + limit) : sorted.count
    let silent =
      missing
      + api.servers.filter { !$0.live }.map {
        PeopleHere.Silence(server: $0.id, why: "chat server \($0.id) did not answer")
      }
    return PeopleHere(
      people: start < end ? Array(sorted[start..<end]) : [], total: sorted.count,
      missing: silent.isEmpty ? nil : silent, next: end < sorted.count ? String(end) : nil,
      servers: api.servers.map(\.id))
  }
}
