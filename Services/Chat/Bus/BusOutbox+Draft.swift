package import RoomLog
package import TinyReactor
package import Wire

extension BusOutbox {
  package struct Line {
    package let line: RoomLine
    /// Does not read it.
    package let author: Member?
    package let number: Int
  }

  package struct Draft {
    package internal(set) var firstLine: Int
    package internal(set) var payload: [UInt8] = []
    package internal(set) var lines: [Line] = []
    package internal(set) var time: WallTime
    /// When its first record came.
    package internal(set) var since: Duration
    /// Its lines have been shown here already.
    package internal(set) var isShown: Bool
    /// The others are to see its lines as past.
    package internal(set) var isLate: Bool
    package internal(set) var changes = AppendScript.Changes()
    /// Who is to have the name that it claims.
    package internal(set) var claimant: (member: Member, name: Nickname)?
    /// Not ours, but of all servers that add the same one; its number is 1.
    package internal(set) var origin: String?
    /// What is to be done when it has been read back, and all before it.
    var actions: [() -> Void] = []
    /// Nothing may be added.
    var isClosed = false
    /// How many there had been with it.
    let place: Int
    /// 0 until it is sent.
    package internal(set) var number = 0

    /// The longest record has 8 KiB; and in one turn of the loop a crowd leaves, while a script takes
    /// 8,000 arguments at most.
    var isFull: Bool {
      payload.count > LogEntry.recordBytesMax - 8_192 || changes.released.count > 1_000
    }
  }
}
