import TinyRedis

/// Another program wrote into our keys, or answers for the server.
package struct UnexpectedReply: Error, CustomStringConvertible {
  package init() {}
  package var description: String { "the room's log does not answer as it should" }
}

/// Where a reader is: what stands behind it is of interest.
package struct LogCursor {
  let round: Int
  /// As XRANGE takes it.
  let entries: String
  let mailbox: String?
  let letters: String
}

/// What was read.
package struct LogNews {
  var entries: [PlacedEntry] = []
  var letters: [Letter] = []
  /// The id of the last one; also of one that cannot be read.
  var lastLetter: String?

  /// The answers of two XRANGE.
  init(entries: RESPValue, letters: RESPValue?) throws {
    guard let items = entries.elements else { throw UnexpectedReply() }
    self.entries = try items.map { try PlacedEntry($0) }
    if let letters { try read(letters: letters) }
  }

  /// XREAD names the streams, XRANGE does not. Throws for anything else.
  init(_ reply: RESPValue, key: String, mailbox: String?) throws {
    if reply == .null { return }
    guard let parts = reply.elements else { throw UnexpectedReply() }
    guard let name = parts.first?.elements?.first?.string, LogID(name) == nil else {
      entries = try parts.map { try PlacedEntry($0) }
      return
    }
    for part in parts {
      guard let stream = part.elements, stream.count == 2 else {
        throw UnexpectedReply()
      }
      if stream[0].string == key {
        entries = try (stream[1].elements ?? []).map { try PlacedEntry($0) }
      } else if let mailbox, stream[0].string == mailbox {
        try read(letters: stream[1])
      }
    }
  }

  private mutating func read(letters reply: RESPValue) throws {
    for item in reply.elements ?? [] {
      guard let (id, fields) = item.entry else { throw UnexpectedReply() }
      lastLetter = String(decoding: id, as: UTF8.self)
      if let letter = Letter(fields: fields) { letters.append(letter) }
    }
  }
}

extension LogReader {
  /// What a reader learns.
  package enum News {
    /// The newest entries, which stand before the place where reading begins; after `startAtEnd`.
    case past([PlacedEntry])
    /// New entries, in order.
    case entries([PlacedEntry])
    /// This many entries are gone from the log before they were read; what follows is whole.
    case missed(Int)
    /// It is another log than the one that was read: an older copy, a new one, or none. It is read
    /// from its beginning, unless it is started otherwise now; when that is gone, `missed` follows.
    case changed
    /// All there was has been read; once after each start, and after each return.
    case inStep
    /// What was sent to the mailbox.
    case letters([Letter])
    /// There is no answer, or one that is an error.
    case failed(any Error)
  }
}

extension RESPValue {
  /// The id and the fields of an entry in a stream.
  var entry: (id: [UInt8], fields: [[UInt8]])? {
    guard let parts = elements, parts.count == 2, let id = parts[0].bytes,
      let fields = parts[1].elements
    else { return nil }
    return (id, fields.map { $0.bytes ?? [] })
  }
}

extension PlacedEntry {
  init(_ value: RESPValue) throws {
    guard let (id, fields) = value.entry, let id = LogID(bytes: id) else { throw UnexpectedReply() }
    let hasSum = fields.count >= 2 && LogEntry.Field(name: fields[0]) == .sum
    self.init(id: id, sum: hasSum ? fields[1] : [], entry: LogEntry(fields: fields))
  }
}
