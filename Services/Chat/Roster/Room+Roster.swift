import ServiceKit
import TinyReactor
package import Wire

extension Room {
  /// Members who are here, or gone and still heard, by id or in the order that is asked for. It looks at
  /// every member once: the roster is asked for only now and then.
  package func roster(_ query: RosterQuery) -> Roster {
    let search = Array(query.search.lowercased().utf8)
    let order = query.order ?? PeopleOrder(.server)
    let now = clock.now
    let wall = wallOffset.renewed(at: now, timeOfDay())
    var total = 0
    // One more than fit, to know whether there are any.
    var page = Foremost<Listed>(query.limit + 1) { order.puts($0.place, before: $1.place) }
    // A name is looked up: to compare it with ten thousand takes longer than anybody may be kept waiting.
    for member in query.name.map(names.holders(of:)) ?? members + leaving
    where query.means(member, at: now) && (search.isEmpty || member.matches(search)) {
      total += 1
      if let after = query.after, member.id <= after { continue }
      let place = PeoplePlace(
        value(of: member, in: order.column, wall), server: origin.server, id: member.id)
      if let past = query.past, !order.puts(past, before: place) { continue }
      page.add((place, member))
    }
    let found = page.take()
    let users = found.prefix(query.limit).map {
      RosterEntry($0.member, mute(of: $0.member), at: now, wall)
    }
    return Roster(
      users: users, total: total, next: found.count > users.count ? users.last?.id : nil)
  }

  private typealias Listed = (place: PeoplePlace, member: Member)

  private func value(
    of member: Member, in column: PeopleOrder.Column, _ wall: Duration
  ) -> PeoplePlace.Value {
    switch column {
    case .name: .name(member.name.text)
    case .address: .address(member.transport.peer.host)
    case .joined: .time(seconds: WallTime(sinceEpoch: wall + member.since).seconds)
    case .active:
      .time(seconds: member.lastHeard.map { WallTime(sinceEpoch: wall + $0).seconds })
    case .lines: .count(member.linesSaid)
    case .server: .server(origin.server)
    case .flags:
      .flags(
        isMuted: member.isMuted, isVoiced: member.talking.isVoiced, isGone: !member.isHere)
    }
  }
}

extension Member {
  fileprivate func matches(_ search: [UInt8]) -> Bool {
    Array(name.text.lowercased().utf8).contains(search)
      || Array(transport.peer.host.utf8).contains(search)
  }

  /// Seconds since they joined.
  func stay(at now: Duration) -> Int { Int((now - since).components.seconds) }

  /// Seconds since they last said something or gave a command, or since they joined.
  func silence(at now: Duration) -> Int { Int((now - (lastHeard ?? since)).components.seconds) }
}

extension RosterEntry {
  fileprivate init(_ member: Member, _ mute: Mutes.Hit?, at now: Duration, _ wall: Duration) {
    let moment = { (moment: Duration) in
      WallTime(seconds: WallTime(sinceEpoch: wall + moment).seconds).rfc3339
    }
    self.init(
      id: member.id, name: member.name.text, address: member.transport.peer.host,
      since: member.stay(at: now),
      idle: member.lastHeard == nil ? nil : member.silence(at: now),
      lines: member.linesSaid, muted: member.isMuted,
      voiced: member.talking.isVoiced ? true : nil, mute: mute?.inForce,
      gone: member.isHere ? nil : true, joined: moment(member.since),
      active: member.lastHeard.map(moment))
  }
}

extension [UInt8] {
  fileprivate func contains(_ part: [UInt8]) -> Bool {
    guard part.count <= count else { return false }
    return (0...(count - part.count)).contains { self[$0..<($0 + part.count)].elementsEqual(part) }
  }
}
