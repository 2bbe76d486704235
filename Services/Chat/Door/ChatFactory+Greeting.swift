import Wire

/// What a newcomer reads first.
extension ChatFactory {
  /// The banner, the last lines if they are shown, and the newcomer's name.
  func greeting(_ member: Member) -> [UInt8] {
    var greeting = banner.bytes
    greeting += room.past(room.historyLines, for: member)
    RoomLine.notice(welcome(member)).encode(into: &greeting)
    if member.isMuted {
      RoomLine.notice("you are still muted: nobody hears what you say").encode(into: &greeting)
    }
    return greeting
  }

  private func welcome(_ member: Member) -> String {
    let company =
      switch room.members.count - 1 {
      case 0: "nobody else is here yet"
      case 1: "1 other is here"
      case let others: "\(others) others are here"
      }
    return "you are \(member.name.text); \(company). /help lists the commands."
  }
}
