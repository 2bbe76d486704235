package import TinyHTTP
import TinyReactor
package import Wire

/// Which part of the roster somebody asks for: `?after=&limit=&q=`.
package struct RosterQuery: Equatable {
  package var after: Int?
  package var limit = Limits.rosterPageDefault
  /// Part of the name or the address, in any case; empty matches everybody.
  package var search = ""

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
  }
}

extension Room {
  /// Members who are here, or gone and still heard, by id. It looks at every member: the roster is
  /// asked for only now and then.
  package func roster(_ query: RosterQuery) -> Roster {
    let search = Array(query.search.lowercased().utf8)
    let all = members + leaving
    let matching = search.isEmpty ? all : all.filter { $0.matches(search) }
    let rest = matching.filter { $0.id > query.after ?? -1 }.sorted { $0.id < $1.id }
    let page = rest.prefix(query.limit)
    return Roster(
      users: page.map { RosterEntry($0, at: clock.now) }, total: matching.count,
      next: page.count < rest.count ? page.last?.id : nil)
  }
}

extension Member {
  fileprivate func matches(_ search: [UInt8]) -> Bool {
    Array(name.text.lowercased().utf8).contains(search)
      || Array(transport.peer.host.utf8).contains(search)
  }
}

extension RosterEntry {
  fileprivate init(_ member: Member, at now: Duration) {
    self.init(
      id: member.id, name: member.name.text, address: member.transport.peer.host,
      since: Int((now - member.since).components.seconds),
      idle: member.lastHeard.map { Int((now - $0).components.seconds) },
      lines: member.linesSaid, muted: member.isMuted,
      voiced: member.talking.isVoiced ? true : nil, gone: member.isHere ? nil : true)
  }
}

extension [UInt8] {
  fileprivate func contains(_ part: [UInt8]) -> Bool {
    guard part.count <= count else { return false }
    return (0...(count - part.count)).contains { self[$0..<($0 + part.count)].elementsEqual(part) }
  }
}
