package import RoomLog
package import Wire

/// Carries what happens in this room to the room's other servers, and back.
///
/// A line that is posted here is shown to nobody but its author until it has its place in the log
/// that all servers read: so all see one order. Then the bus calls the room (`Room+Neighbours.swift`).
package protocol RoomBus: AnyObject {
  /// What waits is more than the log takes at the moment: those who talk should wait.
  var isCongested: Bool { get }
  /// The log is out of reach, and people here are by themselves.
  var isIsland: Bool { get }
  /// Puts a line into the log.
  func post(_ line: RoomLine, by author: Member?)
  /// Puts a line into the log for the transcript's sake, once for all servers that do so with the
  /// same `id`; none of them shows it.
  func record(_ line: RoomLine, once id: String)
  /// Tells the others how it is with somebody here; `old` is the name they gave up.
  func tell(_ kind: LogRecord.Kind, of member: Member, before old: Nickname?)
  /// Takes a name that nobody has; `Room.renamed` or `Room.refused` follows.
  func claim(_ name: Nickname, for member: Member)
  /// Calls back when what stands in the log by now has been read.
  func whenRead(_ action: @escaping () -> Void)
  /// Asks the holder's server whether their connection is dead, for somebody who wants their name.
  func ask(_ holder: Neighbour, by member: Member)
  /// Tells somebody on another server something alone; `Room.wasTold` follows.
  func send(_ text: CleanText, from sender: Member, to recipient: Neighbour)
}

extension RoomBus {
  package func tell(_ kind: LogRecord.Kind, of member: Member) {
    tell(kind, of: member, before: nil)
  }
}
