import ServiceKit
import TinyReactor
package import Wire

/// What admins decide reaches this server as configuration, which holds until it is changed, and as
/// orders, each carried out once.
extension ChatFactory {
  /// Applies the configuration from now on, to newcomers and to those who are here.
  package func adopt(_ configuration: ChatConfiguration) {
    banner = BannerText(configuration.banner)
    room.historyLines = max(0, min(configuration.historyLines, Limits.historyLinesMax))
    if configuration.doorsOpen != doorkeeper.areDoorsOpen {
      doorkeeper.areDoorsOpen = configuration.doorsOpen
      log.info(configuration.doorsOpen ? "doors opened" : "doors closed")
    }
    adopt(retention: configuration.retentionDays)
    onConfiguration(configuration)
    room.adoptBots(configuration.bots ?? [])
    let bans = Bans(configuration.bans)
    let added = bans.added(to: doorkeeper.bans)
    doorkeeper.bans = bans
    if !added.isEmpty { removeMembers(bannedBy: added) }
  }

  /// Those who are here have been told something else, or nothing.
  private func adopt(retention days: Int?) {
    let before = retention
    retention = days
    if days == 0, before ?? 0 > 0 { room.forgetAll() }
    guard let words = retentionWords, days != before, !room.members.isEmpty else { return }
    room.announce((before == nil ? "" : "from now on ") + words)
  }

  private func removeMembers(bannedBy banned: Bans) {
    let time = room.timeOfDay()
    for member in room.members + room.leaving {
      guard let ban = banned.ban(of: member.transport.peer, at: time) else { continue }
      log.info(
        "banned",
        ["peer": member.transport.peer, "name": member.name.text, "reason": ban.reason])
      room.remove(member, telling: ban.notice, room: ban.summary)
    }
  }

  /// Carries out an order, if its member is here and goes by the name in it.
  @discardableResult
  package func carryOut(_ order: Order) -> (outcome: OrderResult.Outcome, name: String?) {
    let text = order.text.map { CleanText($0).text }.flatMap { $0.isEmpty ? nil : $0 }
    if order.action == .announce {
      guard let text else { return (.absent, nil) }
      room.announce("announcement: \(text)", id: order.id ?? "seq\(order.seq)")
      return (.done, nil)
    }
    guard let member = order.member.flatMap(room.member(withID:)) else { return (.absent, nil) }
    guard member.name.text == order.name else { return (.renamed, member.name.text) }
    log.info(
      "\(order.action)",
      ["peer": member.transport.peer, "name": member.name.text, "reason": text ?? ""])
    switch order.action {
    case .kick:
      room.remove(
        member, telling: "you have been removed" + (text.map { ": \($0)" } ?? ""), room: text)
    case .mute: room.mute(member, because: text)
    case .unmute: room.unmute(member)
    case .announce: break
    }
    return (.done, nil)
  }
}
