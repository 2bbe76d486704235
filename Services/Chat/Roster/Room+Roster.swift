package import TinyHTTP
import TinyReactor
package import Wire

/// Which part of the roster somebody asks for: `?after=&limit=&q=&range=&name=&muted=`.
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
    guard let text = query["range"], !text.isEmpty else { return }
    do throws(AddressRangeProblem) {
      range = try AddressRange(text)
    } catch {
      throw HTTPError(.badRequest, error.description)
    }
  }
}

extension Room {
  /// Members who are here, or gone and still heard, by id. It looks at every member: the roster is
  /// asked for only now and then.
  package func roster(_ query: RosterQuery) -> Roster {
    let search = Array(query.search.lowercased().utf8)
    let all = (members + leaving).filter(query.means)
    let matching = search.isEmpty ? all : all.filter { $0.matches(search) }
    let rest = matching.filter { $0.id > query.after ?? -1 }.sorted { $0.id < $1.id }
    let page = rest.prefix(query.limit)
    return Roster(
      users: page.map { RosterEntry($0, mute(of: $0), at: clock.now) }, total: matching.count,
      next: page.count < rest.count ? page.last?.id : nil)
  }
}

extension RosterQuery {
  fileprivate func means(_ member: Member) -> Bool {
    if isMuted, !member.isMuted { return false }
    if let name, Nickname.keys(of: name).isDisjoint(with: member.name.keys) { return false }
    guard let range else { return true }
    return (try? AddressRange(member.transport.peer.host)).map(range.contains) ?? false
  }
}

extension Member {
  fileprivate func matches(_ search: [UInt8]) -> Bool {
    Array(name.text.lowercased().utf8).contains(search)
      || Array(transport.peer.host.utf8).contains(search)
  }
}

extension RosterEntry {
  fileprivate init(_ member: Member, _ mute: Mutes.Hit?, at now: Duration) {
    self.init(
      id: member.id, name: member.name.text, address: member.transport.peer.host,
      since: Int((now - member.since).components.seconds),
      idle: member.lastHeard.map { Int((now - $0).components.seconds) },
      lines: member.linesSaid, muted: member.isMuted,
      voiced: member.talking.isVoiced ? true : nil, mute: mute?.inForce,
      gone: member.isHere ? nil : true)
  }
}

extension [UInt8] {
  fileprivate func contains(_ part: [UInt8]) -> Bool {
    guard part.count <= count else { return false }
    return (0...(count - part.count)).contains { self[$0..<($0 + part.count)].elementsEqual(part) }
  }
}
