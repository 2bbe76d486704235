import TinyRedis
package import Wire

/// What a chat server adds to a room's log at once.
///
/// It is one entry for the lines of a moment, not one for each: all of them wait for one write to
/// the disk. The fields of the entry are short, since each is stored with it.
package struct LogEntry: Equatable, Sendable {
  /// The process that adds it, as `MessageOrigin` writes it.
  package var origin: String
  /// Which of its entries this is, from 1: by that a repetition is known.
  package var number: Int
  /// The number of the first line in it, as in a `MessageBatch`.
  package var firstLine: Int
  /// Milliseconds since 1970, UTC, by that server's clock.
  package var time: Int
  /// It was said while the log could not be reached, and others are shown it as past.
  package var isLate: Bool
  package var records: [LogRecord]
  /// Records that were not understood: a newer server's.
  package var skipped = 0

  /// Bytes of records in an entry.
  package static let recordBytesMax = 65_536

  package init(
    origin: String, number: Int, firstLine: Int, time: Int, isLate: Bool = false,
    records: [LogRecord]
  ) {
    self.origin = origin
    self.number = number
    self.firstLine = firstLine
    self.time = time
    self.isLate = isLate
    self.records = records
  }

  /// The lines as they are handed over to the transcript; it has no messages when there are none.
  package func batch(room: String) -> MessageBatch {
    MessageBatch(
      room: room, origin: origin, first: firstLine,
      messages: records.compactMap { record in
        record.kind.message.map {
          NewMessage(
            time: time, kind: $0, member: record.member, name: record.name, text: record.text)
        }
      })
  }
}

extension LogEntry {
  /// Their names in the stream.
  package enum Field: Unicode.Scalar {
    /// What stands before it all, in sum: `sha1(c of the entry before, o, n, p)`.
    case sum = "c"
    case origin = "o"
    case number = "n"
    case firstLine = "f"
    case time = "t"
    /// 1, or absent.
    case late = "l"
    case records = "p"

    /// Nil for one that is not known.
    init?(name: [UInt8]) {
      guard name.count == 1 else { return nil }
      self.init(rawValue: Unicode.Scalar(name[0]))
    }
  }

  /// The value of `p`.
  package var payload: [UInt8] {
    var bytes: [UInt8] = []
    for record in records { record.encode(into: &bytes) }
    return bytes
  }

  /// As it is appended.
  package var encoded: EncodedEntry {
    EncodedEntry(
      origin: origin, number: number, firstLine: firstLine, time: time, isLate: isLate,
      payload: payload)
  }

  /// Reads the fields of an entry, names and values in turn; nil when it is none of ours. Fields that
  /// are not known are left alone; records that are not are counted.
  package init?(fields: [[UInt8]]) {
    var (origin, payload): (String?, [UInt8]?)
    var (number, firstLine, time): (Int?, Int?, Int?)
    var isLate = false
    for index in stride(from: 0, to: fields.count - 1, by: 2) {
      let value = fields[index + 1]
      switch Field(name: fields[index]) {
      case .origin: origin = String(utf8: value.span)
      case .number: number = Int(digits: value)
      case .firstLine: firstLine = Int(digits: value)
      case .time: time = Int(digits: value)
      case .late: isLate = Int(digits: value) == 1
      case .records: payload = value
      case .sum, nil: break
      }
    }
    guard let origin, MessageOrigin.isValid(origin), let number, number > 0, let firstLine,
      firstLine > 0, let time, let payload, payload.count <= Self.recordBytesMax
    else { return nil }
    let (records, skipped) = LogRecord.read(payload)
    self.init(
      origin: origin, number: number, firstLine: firstLine, time: time, isLate: isLate,
      records: records)
    self.skipped = skipped
  }
}

/// An entry whose records are bytes already.
package struct EncodedEntry: Sendable {
  package var origin: String
  package var number: Int
  package var firstLine: Int
  package var time: Int
  package var isLate: Bool
  package var payload: [UInt8]

  package init(
    origin: String, number: Int, firstLine: Int, time: Int, isLate: Bool, payload: [UInt8]
  ) {
    self.origin = origin
    self.number = number
    self.firstLine = firstLine
    self.time = time
    self.isLate = isLate
    self.payload = payload
  }
}

/// An entry of a room's log, and where it stands.
package struct PlacedEntry: Equatable, Sendable {
  package let id: LogID
  /// What the log was up to here: of two logs with the same id and sum, all that stands before is the
  /// same.
  package let sum: [UInt8]
  /// Nil for one that cannot be read: another program's.
  package let entry: LogEntry?

  package init(id: LogID, sum: [UInt8], entry: LogEntry?) {
    self.id = id
    self.sum = sum
    self.entry = entry
  }
}

/// What one server tells somebody on another: it gets into no log.
package struct Letter: Equatable, Sendable {
  /// The server that sends it.
  package var origin: String
  /// The member whom it is for, by the number which their server gave them.
  package var recipient: Int
  /// Who says what.
  package var record: LogRecord

  package init(origin: String, recipient: Int, record: LogRecord) {
    self.origin = origin
    self.recipient = recipient
    self.record = record
  }

  /// Field names and values in turn.
  package var fields: [[UInt8]] {
    var payload: [UInt8] = []
    record.encode(into: &payload)
    return [
      Array("o".utf8), Array(origin.utf8), Array("m".utf8), Array("\(recipient)".utf8),
      Array("p".utf8), payload,
    ]
  }

  package init?(fields: [[UInt8]]) {
    var (origin, recipient, record): (String?, Int?, LogRecord?)
    for index in stride(from: 0, to: fields.count - 1, by: 2) where fields[index].count == 1 {
      let value = fields[index + 1]
      switch fields[index][0] {
      case UInt8(ascii: "o"): origin = String(utf8: value.span)
      case UInt8(ascii: "m"): recipient = Int(digits: value)
      case UInt8(ascii: "p"): record = LogRecord.read(value).records.first
      default: break
      }
    }
    guard let origin, MessageOrigin.isValid(origin), let recipient, let record else { return nil }
    self.init(origin: origin, recipient: recipient, record: record)
  }
}
