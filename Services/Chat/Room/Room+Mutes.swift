import TinyReactor
import Wire

/// Mutes that the API keeps. They reach every server of the room, and hold for those who are here, at
/// arrival and with a new name; `Room+Moderation.swift` has those of the moment.
extension Room {
  /// From now on these hold.
  package func adopt(_ new: Mutes) {
    guard new != mutes else { return }
    mutes = new
    liftedMutes.formIntersection(new.ids)
    for member in members + leaving { reconsider(member) }
  }

  /// Why a member is muted, if a mute says so that the API keeps.
  package func mute(of member: Member) -> Mutes.Hit? { muteHits[member.id] }

  /// All mutes that mean a member.
  package func mutes(of member: Member) -> [Mutes.Hit] {
    mutes.isEmpty
      ? []
      : mutes.hits(
        person(member), known: muteHits[member.id]?.id, lifted: liftedMutes, at: timeOfDay(),
        isThere: isThere)
  }

  /// Where a member comes from, as what a mute of them may be known by again; nil if that tells nobody
  /// apart, or others are there: they would be muted with them.
  package func network(of member: Member) -> String? {
    let peer = member.transport.peer
    guard identifies(peer), count(elsewhereFrom: peer) == 0 else { return nil }
    let isShared = (members + leaving).contains {
      $0 !== member && $0.transport.peer.sharesNetwork(with: peer)
    }
    return isShared ? nil : (try? AddressRange(peer.host))?.subscriber.description
  }

  /// Ends mutes of a member before the API says so.
  package func unmute(_ member: Member, from hits: [Mutes.Hit]) {
    liftedMutes.formUnion(hits.map(\.id))
    muteHits[member.id] = nil
    unmute(member)
  }

  /// A newcomer may be known. They are not told here, but greeted with it.
  func muteIfKnown(_ newcomer: Member) {
    guard let hit = mutes(of: newcomer).decisive else { return }
    muteHits[newcomer.id] = hit
    newcomer.muting = .muted
  }

  /// The mutes, the time or the member's name may say something else than before.
  func reconsider(_ member: Member) {
    let before = muteHits[member.id]
    let hit = mutes(of: member).decisive
    guard before != nil || hit != nil else { return }
    muteHits[member.id] = hit
    if let hit {
      guard !member.isMuted else { return }
      member.muting = .muted
      tellMuted(member, because: hit.reason, until: hit.until)
    } else if member.isMuted {
      endMute(of: member)
    }
  }

  /// Whether a member is muted, by what no API keeps or does not keep yet.
  func isMutedHere(_ member: Member) -> Bool { member.isMuted && muteHits[member.id] == nil }

  private func person(_ member: Member) -> Mutes.Person {
    let peer = member.transport.peer
    return Mutes.Person(
      id: member.id, name: member.name,
      address: peer.isLoopback ? nil : try? AddressRange(peer.host), isAlone: identifies(peer))
  }

  private func isThere(_ connection: Mutes.Connection) -> Bool {
    let origin = connection.instance.map { MessageOrigin(server: connection.server, instance: $0) }
    guard let origin else { return false }
    if origin == self.origin { return member(withID: connection.member) != nil }
    return neighbours[origin.text, connection.member] != nil
  }
}
