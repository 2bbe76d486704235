import ServiceKit
import TinyHTTP
import TinyReactor
import Wire

/// What somebody wants to know of who is there.
struct PeopleQuestion {
  /// Only this server's people; nil: those of all.
  let server: String?
  private let range: AddressRange?
  private let name: String?
  /// What that name looks like.
  private let keys: Set<String>?
  private let search: String?
  private let isMuted: Bool
  private let isVoiced: Bool
  private let idle: Int?
  private let new: Int?
  private let order: PeopleOrder
  private let past: PeoplePlace?
  private let limit: Int

  /// Throws 400 with a sentence for the caller.
  init(_ request: HTTPRequest) throws {
    let query = request.query
    let range = try query["range"].map { try BanRules.canonical($0) }
    self.range = range.flatMap { try? AddressRange($0) }
    name = try request.text("name", charactersMax: Limits.nicknameColumnsMax)
    keys = name.map { Nickname.keys(of: $0) }
    search = try request.text("q", charactersMax: Limits.searchCharactersMax)
    isMuted = try request.flag("muted")
    isVoiced = try request.flag("voiced")
    idle = try query.number("idle", in: 0...Limits.peopleSecondsMax)
    new = try query.number("new", in: 0...Limits.peopleSecondsMax)
    server = query["server"].flatMap { $0.isEmpty ? nil : $0 }
    guard server.map(ServerID.isValid) ?? true else { throw ServerID.problem }
    limit = try query.number("limit", in: 1...Limits.peopleMax) ?? Limits.peopleMax
    let sort = query["sort"].flatMap { $0.isEmpty ? nil : $0 } ?? PeopleOrder(.server).text
    guard let order = PeopleOrder(sort) else { throw HTTPError(.badRequest, PeopleOrder.problem) }
    self.order = order
    let cursor = query["after"].flatMap { $0.isEmpty ? nil : $0 }
    past = cursor.flatMap { PeoplePlace(cursor: $0, in: order) }
    guard cursor == nil || past != nil else {
      throw HTTPError(
        .badRequest,
        "after must be the next of an answer that was sorted in the same way (\(order.text))")
    }
  }

  /// Servers sort their own people; in the order of servers, by id, as they always could.
  private var isSortedThere: Bool { order.column != .server }

  /// What a server is asked. All are, since all are counted.
  func roster(of server: String) -> Rosters.Query {
    var query = Rosters.Query(limit: isOver(server) ? 1 : limit, search: search)
    query.range = range?.description
    query.name = name
    (query.isMuted, query.isVoiced, query.idle, query.new) = (isMuted, isVoiced, idle, new)
    if isSortedThere {
      (query.order, query.past) = (order, past)
    } else if server == past?.server {
      query.after = past?.id
    }
    return query
  }

  /// Whether all people of a server stand on pages before this one.
  private func isOver(_ server: String) -> Bool {
    guard !isSortedThere, let past, past.server != server else { return false }
    return (server < past.server) != order.isDescending
  }

  /// Puts together what the servers say.
  func answer(
    _ answers: [(server: ServerEntry, roster: Result<Roster, any Error>)]
  ) -> PeopleHere {
    var found: [(place: PeoplePlace, person: PersonHere)] = []
    var (total, hasMore) = (0, false)
    var missing: [PeopleHere.Silence] = []
    for (server, answer) in answers {
      switch answer {
      case .failure(let error):
        missing.append(PeopleHere.Silence(server: server.id, why: "\(error)"))
      case .success(let roster):
        let places = roster.users.map { place(of: $0, on: server.id) }
        guard roster.users.allSatisfy(means), isSorted(roster, places) else {
          // It has told of everybody, or of some, or of those with the smallest ids.
          missing.append(
            PeopleHere.Silence(
              server: server.id, why: "chat server \(server.id) is too old to be asked that"))
          continue
        }
        total += roster.total
        if isOver(server.id) { continue }
        hasMore = hasMore || roster.next != nil
        for (place, user) in zip(places, roster.users) {
          found.append(
            (place, PersonHere(server: server.id, instance: roster.instance, user: user)))
        }
      }
    }
    found.sort { order.puts($0.place, before: $1.place) }
    hasMore = hasMore || found.count > limit
    let page = found.prefix(limit)
    return PeopleHere(
      people: page.map(\.person), total: total, missing: missing.isEmpty ? nil : missing,
      next: hasMore ? page.last?.place.cursor(in: order) : nil)
  }

  private func place(of user: RosterEntry, on server: String) -> PeoplePlace {
    PeoplePlace(value(of: user, on: server), server: server, id: user.id)
  }

  private func value(of user: RosterEntry, on server: String) -> PeoplePlace.Value {
    switch order.column {
    case .name: .name(user.name)
    case .address: .address(user.address)
    case .joined: .time(seconds: Self.seconds(user.joined))
    case .active: .time(seconds: Self.seconds(user.active))
    case .lines: .count(user.lines)
    case .server: .server(server)
    case .flags:
      .flags(isMuted: user.muted, isVoiced: user.voiced == true, isGone: user.gone == true)
    }
  }

  private static func seconds(_ time: String?) -> Int? {
    time.flatMap { WallTime(rfc3339: $0)?.seconds }
  }

  /// Whether a server has sorted its people, as older ones do not.
  private func isSorted(_ roster: Roster, _ places: [PeoplePlace]) -> Bool {
    guard isSortedThere else { return true }
    let line = (past.map { [$0] } ?? []) + places
    return roster.users.allSatisfy { $0.joined != nil }
      && zip(line, line.dropFirst()).allSatisfy { order.puts($0, before: $1) }
  }

  private func means(_ user: RosterEntry) -> Bool {
    if isMuted, !user.muted { return false }
    if isVoiced, user.voiced != true { return false }
    if let idle, user.idle ?? user.since < idle { return false }
    if let new, user.since > new { return false }
    if let keys, keys.isDisjoint(with: Nickname.keys(of: user.name)) { return false }
    guard let range else { return true }
    return (try? AddressRange(user.address)).map(range.contains) ?? false
  }
}
