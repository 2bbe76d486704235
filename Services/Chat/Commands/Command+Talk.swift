import Wire

/// Ways to talk other than a plain line, and what was said before.
extension Command {
  @Sendable static func me(_ request: Request) {
    if request.argument.isEmpty {
      request.answer("/me needs to know what you do: /me waves")
    } else {
      request.room.act(request.argument, by: request.member)
    }
  }

  @Sendable static func msg(_ request: Request) {
    let (name, text) = request.argument.splitAtSpace()
    if text.isEmpty {
      request.answer("/msg needs a name and a text: /msg ann hello")
    } else if let neighbour = request.room.neighbour(named: name), !neighbour.isLeaving {
      request.room.whisper(text, from: request.member, to: neighbour)
    } else if let recipient = request.find(name) {
      request.room.whisper(text, from: request.member, to: recipient)
    }
  }

  @Sendable static func r(_ request: Request) {
    if request.argument.isEmpty {
      request.answer("/r needs a text: /r hello")
    } else if let recipient = request.member.correspondent, recipient.isHere {
      request.room.whisper(request.argument, from: request.member, to: recipient)
    } else if let recipient = request.member.farCorrespondent, !recipient.isLeaving {
      request.room.whisper(request.argument, from: request.member, to: recipient)
    } else {
      request.answer("nobody who is here has told you something alone")
    }
  }

  @Sendable static func last(_ request: Request) {
    let text = request.argument.text
    if text.hasPrefix("@"), text.utf8.count > 1 {
      let name = String(text.dropFirst())
      guard mayAsk(name, charactersMax: Limits.searchCharactersMax) else {
        return request.answer("nobody has a name as long as that")
      }
      return request.room.search(name: name, for: request.member)
    }
    let count = text.isEmpty ? Limits.historyLinesDefault : Int(text)
    if let count, 1...Limits.historyLinesMax ~= count {
      request.room.recall(count, for: request.member)
    } else {
      request.answer(
        "/last shows 1 to \(Limits.historyLinesMax) lines: /last 20; or what somebody said: /last @ann"
      )
    }
  }

  /// Whether the API takes it: a character has four bytes on average, at most.
  private static func mayAsk(_ text: String, charactersMax: Int) -> Bool {
    text.utf8.count <= 4 * charactersMax && text.count <= charactersMax
  }

  @Sendable static func find(_ request: Request) {
    let words = request.argument.text
    if words.isEmpty {
      request.answer("/find needs words: /find backup failed")
    } else if !mayAsk(words, charactersMax: Limits.messageSearchCharactersMax) {
      request.answer("/find takes \(Limits.messageSearchCharactersMax) characters at most")
    } else {
      request.room.search(words: words, for: request.member)
    }
  }
}
