import ServiceKit
import TinyReactor
import Wire

/// What a conversation owes those who log in, and whom it ends with before a word is heard.
extension ChatProtocol {
  /// Has their telnet show nothing while a password is typed, and all again behind it.
  func followLogin(of member: Member) {
    guard let desk = factory.desk else { return }
    let hides = desk.hidesTyping(of: member)
    if hides != pending.hidesTyping {
      let bytes = pending.hideTyping(hides)
      // A terminal behind nc shows them as rubbish, until the next notice covers it.
      let covered = member.speaksTelnet || bytes.isEmpty ? bytes : bytes + [UInt8(ascii: "\r")]
      if !covered.isEmpty { member.transport.write(covered) }
    }
    if hides { desk.noteAnswer(of: member, isShown: pending.refusesToHide) }
  }

  /// Whether somebody was about to show others a code, by a slip of the finger; they are told.
  func keepsCode(_ utterance: Utterance, of member: Member) -> Bool {
    switch utterance {
    case .silence, .command("login", _): return false
    case .say(let text), .command(_, let text):
      guard factory.desk != nil, LoginCodeText.ends(text.bytes) else { return false }
    }
    factory.room.tell(
      member, "that ends in what looks like a code, so nobody was shown it: /login NAME CODE")
    return true
  }

  /// What somebody meant by a line. A space before `/login` is a slip: said, it would show a name, and the
  /// password behind it.
  func meaning(of line: CleanText) -> Utterance {
    let utterance = Utterance(line)
    guard case .say(let text) = utterance, text.bytes.first == UInt8(ascii: " ") else {
      return utterance
    }
    let meant = Utterance(CleanText(text.bytes.drop { $0 == UInt8(ascii: " ") }))
    guard case .command("login", _) = meant else { return utterance }
    return meant
  }

  func tellOfLoss(of bytes: Int, _ member: Member) {
    factory.room.tell(
      member,
      "a line holds \(Limits.longLineBytesMax) bytes; the last \(bytes) of yours were not said")
  }

  /// Cuts it off before any other line of theirs could be said in their user's name.
  func turnAway(_ stranger: ForeignProtocol, _ member: Member) {
    factory.log.info(
      "cut a foreign protocol",
      ["peer": member.transport.peer, "protocol": stranger])
    factory.room.dismiss(member)
  }
}
