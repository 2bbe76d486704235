package import TinyHTTP
import TinyReactor
package import Wire

/// Which part of the roster somebody asks for:
/// `?after=&limit=&q=&range=&name=&muted=&voiced=&idle=&new=&sort=&past=`.
package struct RosterQuery: Equatable {
  package var after: Int?
  package var limit = Limits.rosterPageDefault
  /// Part of the name or the address, in any case; empty matches everybody.
  package var search = ""
  /// Only those who come from there.
  package var range: AddressRange?
  /// Only those who go by that name, or by one that looks like it.
  package var name: String?
  /// Only those whom nobody hears.
  package var isMuted = false
  /// Only those who were given voice.
  package var isVoiced = false
  /// Only those who have been silent for so many seconds; who never said anything, since they joined.
  package var idle: Int?
  /// Only those who joined so many seconds ago or less.
  package var new: Int?
  /// Nil: by id.
  package var order: PeopleOrder?
  /// In that order, only those behind this place.
  package var past: PeoplePlace?

  package init() {}

  /// Throws 400 for what makes no sense.
  package init(_ query: Form) throws(HTTPError) {
    after = try query.number("after", in: 0...Int.max)
    limit = try query.number("limit", in: 1...Limits.rosterPageMax) ?? limit
    search = (query["q"] ?? "").composed
    guard search.count <= Limits.searchCharactersMax else {
      throw HTTPError(
        .badRequest, "q has \(Limits.searchCharactersMax) characters at most")
    }
    name = query["name"].flatMap { $0.isEmpty ? nil : $0 }
    isMuted = query["muted"] == "true"
    isVoiced = query["voiced"] == "true"
    idle = try query.number("idle", in: 0...Limits.peopleSecondsMax)
    new = try query.number("new", in: 0...Limits.peopleSecondsMax)
    try readOrder(query)
    guard let text = query["range"], !text.isEmpty else { return }
    do throws(AddressRangeProblem) {
      range = try AddressRange(text)
    } catch {
      throw HTTPError(.badRequest, error.description)
    }
  }

  private mutating func readOrder(_ query: Form) throws(HTTPError) {
    guard let text = query["sort"], !text.isEmpty else {
      guard query["past"] == nil else {
        throw HTTPError(.badRequest, "past goes with sort; without, the next page is after an id")
      }
      return
    }
    guard let order = PeopleOrder(text) else { throw HTTPError(.badRequest, PeopleOrder.problem) }
    guard after == nil else {
      throw HTTPError(.badRequest, "with sort, the next page is asked for with past")
    }
    self.order = order
    guard let cursor = query["past"], !cursor.isEmpty else { return }
    guard let place = PeoplePlace(cursor: cursor, in: order) else {
      throw HTTPError(.badRequest, "past is no place in the order of \(order.text)")
    }
    past = place
  }
}

extension RosterQuery {
  /// Whether it asks for that member, but for `name` and `search`.
  func means(_ member: Member, at now: Duration) -> Bool {
    if isMuted, !member.isMuted { return false }
    if isVoiced, !member.talking.isVoiced { return false }
    if let idle, member.silence(at: now) < idle { return false }
    if let new, member.stay(at: now) > new { return false }
    guard let range else { return true }
    return (try? AddressRange(member.transport.peer.host)).map(range.contains) ?? false
  }
}
