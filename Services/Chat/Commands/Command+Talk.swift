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
    } else if let recipient = request.find(name) {
      request.room.whisper(text, from: request.member, to: recipient)
    }
  }

  @Sendable static func r(_ request: Request) {
    if request.argument.isEmpty {
      request.answer("/r needs a text: /r hello")
    } else if let recipient = request.member.correspondent, recipient.isHere {
      request.room.whisper(request.argument, from: request.member, to: recipient)
    } else {
      request.answer("nobody who is here has told you something alone")
    }
  }

  @Sendable static func last(_ request: Request) {
    let text = request.argument.text
    let count = text.isEmpty ? Limits.historyLinesDefault : Int(text)
    if let count, 1...Limits.historyLinesMax ~= count {
      request.room.recall(count, for: request.member)
    } else {
      request.answer("/last shows 1 to \(Limits.historyLinesMax) lines: /last 20")
    }
  }
}
