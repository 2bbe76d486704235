import Wire

/// What a newcomer reads first.
extension ChatFactory {
  /// The banner, the last lines if they are shown, and the newcomer's name.
  func greeting(_ member: Member) -> [UInt8] {
    var greeting = banner.bytes
    greeting += room.past(room.historyLines, for: member)
    if let retentionWords { RoomLine.notice(retentionWords).encode(into: &greeting) }
    for words in room.talkRules.words { RoomLine.notice(words).encode(into: &greeting) }
    RoomLine.notice(welcome(member)).encode(into: &greeting)
    if let bus = room.bus, bus.isIsland {
      RoomLine.notice("the other servers are out of reach").encode(into: &greeting)
    }
    if member.isMuted {
      RoomLine.notice("you are still muted: nobody hears what you say").encode(into: &greeting)
    }
    return greeting
  }

  /// What people are told of how long their words are kept; nil while that is not known.
  var retentionWords: String? {
    switch (retention, room.historyLines) {
    case (nil, _): nil
    case (0, 0): "what is said here is not kept"
    case (0, 1): "what is said here is not kept, but for the last line, which newcomers are shown"
    case (0, let lines):
      "what is said here is not kept, but for the last \(lines) lines, which newcomers are shown"
    case (1, _): "what is said here is kept for a day"
    case (let days?, _): "what is said here is kept for \(days) days"
    }
  }

  private func welcome(_ member: Member) -> String {
    let company =
      switch room.headcount - 1 {
      case 0: "nobody else is here yet"
      case 1: "1 other is here"
      case let others: "\(others) others are here"
      }
    return "you are \(member.name.text); \(company). /help lists the commands."
  }
}
