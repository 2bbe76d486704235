import RoomLog
package import Wire

/// What is told to one alone, from one server to another.
extension Room {
  /// `text` was told to somebody on another server, or could not be.
  package func wasTold(
    _ text: CleanText, by sender: Member, to name: Nickname, isDelivered: Bool
  ) {
    guard sender.isHere else { return }
    if isDelivered {
      tell(sender, .told(to: name, text))
    } else {
      tell(sender, "\(name.text) is out of reach; this was not told: \(text.text)")
    }
  }

  /// Somebody on another server tells a member something alone; `neighbour` is nil when they are not
  /// known here yet, or gone.
  package func hear(
    _ text: CleanText, from neighbour: Neighbour?, called name: Nickname, to id: Int
  ) {
    guard let member = member(withID: id), member.isHere else { return }
    if let neighbour {
      if member.options?.ignores(neighbour.id) == true { return }
      member.farCorrespondent = neighbour
    }
    tell(member, .heard(from: name, text))
  }

  package func whisper(_ text: CleanText, from sender: Member, to recipient: Neighbour) {
    guard mayTalk(sender), let bus else { return }
    if sender.standing != .told { introduce(sender) }
    text.forEachPart { bus.send($0, from: sender, to: recipient) }
  }
}
