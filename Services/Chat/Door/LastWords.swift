/// Conversations whose peer is gone while lines of theirs wait to be said.
///
/// Their members are shown in `/who` and the roster, and count for the address that they came from.
/// When there are too many, or too much waits in all, those who left first give way: a crowd that
/// floods and vanishes costs no more memory than this, and does not keep later ones from being
/// heard.
struct LastWords {
  static let conversationsMax = 64
  /// Little enough to be said all at once when the server ends.
  static let bytesMax = 262_144

  /// In the order in which they were lost.
  private(set) var conversations: [ChatProtocol] = []

  /// Returns those that have to end to make room.
  mutating func add(_ conversation: ChatProtocol) -> [ChatProtocol] {
    conversations.append(conversation)
    var bytes = conversations.reduce(0) { $0 + $1.heldBytes }
    var count = conversations.count
    return Array(
      conversations.prefix { oldest in
        guard count > Self.conversationsMax || bytes > Self.bytesMax else { return false }
        count -= 1
        bytes -= oldest.heldBytes
        return true
      })
  }

  mutating func remove(_ conversation: ChatProtocol) {
    conversations.removeAll { $0 === conversation }
  }
}
