/// The place of an entry in a room's log, which is a stream of Redis: `EPOCH-NUMBER`.
///
/// All entries of a log have one epoch, the second in which it was begun, and their numbers have no
/// gap: 0, 1, 2. So a reader sees what is missing, and that a log is another one.
package struct LogID: Hashable, Comparable, Sendable, CustomStringConvertible {
  package var epoch: Int
  package var number: Int

  package init(epoch: Int, number: Int) {
    self.epoch = epoch
    self.number = number
  }

  /// `1795521600-17`; nil for anything else.
  package init?(_ text: String) { self.init(bytes: text.utf8) }

  init?(bytes: some Collection<UInt8>) {
    guard let dash = bytes.firstIndex(of: UInt8(ascii: "-")),
      let epoch = Int(digits: bytes[..<dash]),
      let number = Int(digits: bytes[dash...].dropFirst())
    else { return nil }
    self.init(epoch: epoch, number: number)
  }

  package static func < (left: LogID, right: LogID) -> Bool {
    (left.epoch, left.number) < (right.epoch, right.number)
  }

  package var next: LogID { LogID(epoch: epoch, number: number + 1) }

  package var description: String { "\(epoch)-\(number)" }
}

extension Int {
  /// Decimal digits only, at most 18 of them.
  init?(digits: some Collection<UInt8>) {
    guard 1...18 ~= digits.count else { return nil }
    self = 0
    for digit in digits {
      guard 0x30...0x39 ~= digit else { return nil }
      self = self * 10 + Int(digit - 0x30)
    }
  }
}

/// The keys of a room in Redis. The braces keep them on one node of a cluster (hash tags).
package struct LogKeys: Sendable {
  /// What everybody reads: a stream.
  package let log: String
  /// Each origin's last entry.
  package let seen: String
  /// Who has which name, by what no other name may look like (`Nickname.keys`).
  package let names: String
  /// When each server was last alive, by the clock of Redis.
  package let servers: String
  /// The last guest's number that was leased.
  package let guests: String

  private let room: String

  package init(room: String) {
    self.room = room
    func key(_ name: String) -> String { "ncc:{\(room)}:\(name)" }
    (log, seen, names) = (key("log"), key("seen"), key("names"))
    (servers, guests) = (key("servers"), key("guests"))
  }

  /// What is told to people of one server alone: a stream that is never kept for long.
  package func mailbox(of origin: String) -> String { "ncc:{\(room)}:to:\(origin)" }
}
