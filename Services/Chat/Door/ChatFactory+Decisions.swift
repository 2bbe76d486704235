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
    adopt(entry: configuration)
    adopt(retention: configuration.retentionDays)
    let news = room.adopt(TalkRules(configuration.rules)) + adopt(configuration.limits)
    // Each server tells its own people; it gets into the transcript once.
    if !news.isEmpty, !room.members.isEmpty {
      room.announce(news.joined(separator: "; "), id: "rules\(configuration.seq)")
    }
    onConfiguration(configuration)
    room.adoptBots(configuration.bots ?? [])
    room.adopt(Mutes(configuration.mutes ?? [], on: room.origin))
    room.adopt(configuration.filters ?? [])
    let bans = Bans(configuration.bans)
    let added = bans.added(to: doorkeeper.bans)
    doorkeeper.bans = bans
    room.bans = bans
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
      let ban =
        banned.ban(of: member.transport.peer, at: time) ?? banned.ban(of: member.name, at: time)
      guard let ban else { continue }
      log.info(
        "banned",
        ["peer": member.transport.peer, "name": member.name.text, "reason": ban.reason])
      room.remove(member, telling: ban.notice, room: ban.summary)
    }
    for entrance in entrances {
      guard let ban = entrance.peer.flatMap({ banned.ban(of: $0, at: time) }) else { continue }
      entrance.turnAway(telling: ban.notice)
    }
  }

  /// Those who are here stay. Those at the doors get in when they open, and are turned away when they
  /// close.
  private func adopt(entry configuration: ChatConfiguration) {
    let key = configuration.doorsKey.flatMap(DoorKey.init)
    let entry: Doorkeeper.Entry =
      configuration.doorsOpen ? .everybody : key.map { .whoeverKnows($0) } ?? .nobody
    guard entry != doorkeeper.entry else { return }
    doorkeeper.entry = entry
    switch entry {
    case .everybody:
      log.info("doors opened")
      for entrance in entrances { entrance.letIn() }
    case .nobody:
      log.info("doors closed")
      for entrance in entrances {
        entrance.turnAway(telling: Doorkeeper.Refusal.doorsClosed.text)
      }
    case .whoeverKnows: log.info("doors ask for a word")
    }
  }

  /// Returns what those who are here should read of it. Limits on connections are nothing to them.
  ///
  /// Whether addresses tell people apart stays as the settings say: where all people come from one
  /// address, a limit on it must not have everybody muted for one of them.
  private func adopt(_ wanted: RoomLimits?) -> [String] {
    let limits = ownLimits.replaced(by: wanted)
    let before = self.limits
    guard limits != before else { return [] }
    self.limits = limits
    doorkeeper.connectionsMax = limits.connectionsMax
    doorkeeper.perAddressMax = limits.connectionsPerAddress
    log.info(
      "limits changed",
      [
        "connections": limits.connectionsMax, "per_address": limits.connectionsPerAddress,
        "talk": limits.talkWords,
      ])
    guard limits.talk != before.talk else { return [] }
    talkRate = limits.talk
    if talkRate != nil {
      for member in room.members { member.transport.readBytesMax = ChatProtocol.readBytesMax }
    }
    return ["the room takes \(limits.talkWords)"]
  }

  /// Carries out an order, if its member is here and goes by the name in it.
  @discardableResult
  package func carryOut(_ order: Order) -> OrderReport {
    let text = order.text.map { CleanText($0).text }.flatMap { $0.isEmpty ? nil : $0 }
    if order.action == .announce {
      guard let text else { return OrderReport(.absent) }
      room.announce("announcement: \(text)", id: order.id ?? "seq\(order.seq)")
      return OrderReport(.done)
    }
    guard let member = order.member.flatMap(room.member(withID:)) else {
      return OrderReport(.absent)
    }
    guard member.name.text == order.name else {
      return OrderReport(.renamed, name: member.name.text)
    }
    if let kind = order.action.kind {
      // It would be said under a name that they are giving up.
      if let claimed = member.claimed { return OrderReport(.renamed, name: claimed.text) }
      return OrderReport(say(kind, order.text.map { CleanText($0) }, by: member))
    }
    log.info(
      "\(order.action)",
      ["peer": member.transport.peer, "name": member.name.text, "reason": text ?? ""])
    switch order.action {
    case .kick:
      room.remove(
        member, telling: "you have been removed" + (text.map { ": \($0)" } ?? ""), room: text)
    case .mute:
      room.mute(member, because: text, until: order.until.flatMap(WallTime.init(rfc3339:)))
      return OrderReport(.done, range: room.network(of: member))
    case .unmute: return unmute(member)
    case .voice: room.giveVoice(to: member)
    case .unvoice: room.takeVoice(from: member)
    case .announce, .say, .act: break
    }
    return OrderReport(.done)
  }

  /// Not from mutes of names and addresses, which mean others, too.
  private func unmute(_ member: Member) -> OrderReport {
    let hits = room.mutes(of: member)
    let others = hits.filter { !$0.isOfPerson }
    guard others.isEmpty else { return OrderReport(.held, mutes: others.map(\.id).sorted()) }
    room.unmute(member, from: hits)
    return OrderReport(.done, mutes: hits.map(\.id).sorted())
  }

  /// What is said is in no log.
  private func say(
    _ kind: NewHeldLine.Kind, _ text: CleanText?, by member: Member
  ) -> OrderResult.Outcome {
    guard let text, !text.isBlank else { return .absent }
    log.info(
      "line released", ["peer": member.transport.peer, "name": member.name.text])
    return room.sayHeld(kind, text, by: member) ? .done : .muted
  }
}

/// What came of an order, and what the API wants to know of whom it was about.
package struct OrderReport: Equatable {
  package let outcome: OrderResult.Outcome
  /// The member's present name, if renamed.
  package let name: String?
  /// Where who was muted comes from, if that tells people apart.
  package let range: String?
  /// The mutes that were ended, or that hold the member.
  package let mutes: [Int]

  fileprivate init(
    _ outcome: OrderResult.Outcome, name: String? = nil, range: String? = nil, mutes: [Int] = []
  ) {
    self.outcome = outcome
    self.name = name
    self.range = range
    self.mutes = mutes
  }
}

extension Order.Action {
  /// How the line is to be said; nil for what is no line.
  fileprivate var kind: NewHeldLine.Kind? {
    switch self {
    case .say: .said
    case .act: .done
    default: nil
    }
  }
}
