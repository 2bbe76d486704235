import RoomLog
import TinyReactor
import TinyRedis
package import Wire

/// What somebody here tells one person on another server, until it has left.
struct OutgoingLetter {
  let text: CleanText
  let sender: Member
  let recipient: Neighbour
  /// Theirs when it was told.
  let name: Nickname
}

/// What is told to one alone goes by a mailbox of each server, and keeps its place among the lines of
/// whoever tells it.
extension RedisBus {
  static let lettersMax = 1_000
  static let letterSeconds = 60
  static let letterPatience = Duration.seconds(2)

  package func send(_ text: CleanText, from sender: Member, to recipient: Neighbour) {
    let letter = OutgoingLetter(
      text: text, sender: sender, recipient: recipient, name: recipient.name)
    guard letters.count < Self.lettersMax else { return ended(letter, isDelivered: false) }
    letters.append((outbox.cut(), letter))
    sendLetters()
  }

  /// Sends those before which nothing has to get into the log any more. An island waits for nothing.
  func sendLetters() {
    while let next = letters.first, isIsland || outbox.isOver(next.after) {
      letters.removeFirst()
      send(next.letter)
    }
  }

  private func send(_ outgoing: OutgoingLetter) {
    let sender = outgoing.sender
    let record = LogRecord(
      .said, member: sender.id, name: sender.name.text, text: outgoing.text.text)
    send(record, to: outgoing.recipient).addBoth { [weak self] outcome in
      let isDelivered = if case .success = outcome { true } else { false }
      self?.ended(outgoing, isDelivered: isDelivered)
    }
  }

  package func ask(_ holder: Neighbour, by member: Member) {
    send(LogRecord(.asks, member: member.id, name: member.name.text), to: holder)
      .addErrback { _ in .null }
  }

  private func send(_ record: LogRecord, to recipient: Neighbour) -> Deferred<RESPValue> {
    let letter = Letter(origin: origin, recipient: recipient.member, record: record)
    let box = keys.mailbox(of: recipient.origin)
    var command = RESPCommand("XADD", box, "MAXLEN", "~", "\(Self.lettersMax)", "*")
    for field in letter.fields { command.append(field) }
    let sent = writer.send(command, deadline: Self.letterPatience)
    writer.send(RESPCommand("EXPIRE", box, "\(Self.letterSeconds)"), deadline: Self.letterPatience)
      .addErrback { _ in .null }
    return sent
  }

  private func ended(_ letter: OutgoingLetter, isDelivered: Bool) {
    room.wasTold(letter.text, by: letter.sender, to: letter.name, isDelivered: isDelivered)
  }

  func take(_ letter: Letter) {
    guard let member = letter.record.member else { return }
    let neighbour = room.neighbour(letter.origin, member)
    if letter.record.kind == .asks, let neighbour {
      return room.isAsked(forNameOf: letter.recipient, by: neighbour)
    }
    guard letter.record.kind == .said else { return }
    guard let name = neighbour?.name ?? Nickname(known: letter.record.name) else { return }
    room.hear(CleanText(letter.record.text), from: neighbour, called: name, to: letter.recipient)
  }
}
