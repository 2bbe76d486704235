import RoomLog
package import Wire

/// What programs say, and the names that are theirs.
extension Room {
  /// Says a program's words to everybody. With `isRecorded`, this server is the one that hands them
  /// over to the transcript; other servers of the same API only show them.
  package func sayAsBot(_ name: Nickname, _ text: CleanText, isRecorded: Bool) {
    if let bus {
      // The others read it in the log.
      guard isRecorded else { return }
      return text.forEachPart { part in
        linesSaid += 1
        bus.post(.bot(name, part), by: nil)
      }
    }
    let number = BotNames.number(of: name)
    text.forEachPart { part in
      linesSaid += 1
      let line = RoomLine.bot(name, part)
      let encoded = fanout.post(line, byID: number)
      let shown = ShownLine(line, encoded: encoded, by: nil, at: fanout.frameTime)
      let kept = isRecorded ? onLine(shown) : nil
      guard historyLines > 0 else { return }
      history.add(encoded, by: number, at: fanout.frameTime, number: kept)
    }
  }

  /// Names that no person may have from now on. Whoever has one goes by a guest's name, and is told.
  package func adoptBots(_ names: [String]) {
    bots.adopt(names)
    for bot in bots.listed {
      // Two people may have names that look like one bot's and not like each other.
      while let member = self.names.holder(of: bot.text) {
        makeGuest(of: member, telling: "\(NicknameProblem.bot(bot.text)) from now on")
      }
    }
  }

  /// Somebody may not go on under their name.
  func makeGuest(of member: Member, telling why: String) {
    let old = member.name
    let guest = names.nextGuest()
    do throws(NicknameProblem) {
      try names.rename(member, to: guest)
    } catch {
      preconditionFailure("nobody can have the next guest's name")
    }
    tell(member, why)
    member.claimed = nil
    bus?.tell(.named, of: member, before: old)
    followRename(of: member, from: old)
  }

  /// The bot called that, or by a name that looks the same, as somebody to be ignored.
  func bot(named name: String) -> Options.Ignored? { bots.namesake(of: name) }

  /// In order.
  package var botNames: [String] { bots.listed.map(\.text) }
}
