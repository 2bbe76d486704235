/// Why a zone file cannot be used.
package struct ZoneFileProblem: Error, Equatable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}

/// Reads a file of the time zone database: TZif of RFC 9636 (and RFC 8536), versions 1 to 4, as
/// `zic` writes them, "fat" or "slim".
///
/// From version 2 on the first block, of 32 bits, is skipped (§3), and what follows the last
/// transition is said by the rule in the footer (§3.3). Files that count leap seconds (`right/…`)
/// are refused, since their instants are not those of anybody else. Pure, and every length is
/// checked before a byte is read: what is damaged is refused.
package enum TimeZoneFile {
  /// `zic`'s largest is 4 KiB.
  package static let bytesMax = 65_536

  static func isOne(_ bytes: [UInt8]) -> Bool { bytes.starts(with: "TZif".utf8) }

  package static func zone(_ name: String, from bytes: [UInt8]) throws(ZoneFileProblem) -> Zone {
    var reader = ZoneFileReader(bytes)
    let header = try reader.header()
    guard header.version != 1 else {
      return try reader.block(header, timeBytes: 4).zone(name, rule: nil)
    }
    try reader.skip(header.blockBytes(timeBytes: 4))
    let block = try reader.block(try reader.header(), timeBytes: 8)
    return block.zone(name, rule: try reader.footer())
  }
}

/// What precedes a block (§3.1).
private struct ZoneHeader {
  let version: Int
  let utIndicators: Int
  let standardIndicators: Int
  let leapSeconds: Int
  let transitions: Int
  let types: Int
  let nameBytes: Int

  static let bytes = 44
  static let reservedBytes = 15
  static let typeBytes = 6

  func blockBytes(timeBytes: Int) -> Int {
    transitions * (timeBytes + 1) + types * Self.typeBytes + nameBytes
      + leapSeconds * (timeBytes + 4) + standardIndicators + utIndicators
  }
}

private struct ZoneBlock {
  var transitions: [Int] = []
  var offsets: [ZoneOffset] = []
  var first: ZoneOffset

  func zone(_ name: String, rule: ZoneRule?) -> Zone {
    Zone(name: name, transitions: transitions, offsets: offsets, first: first, rule: rule)
  }
}

private struct ZoneFileReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: [UInt8]) { rest = bytes[...] }

  mutating func skip(_ count: Int) throws(ZoneFileProblem) { _ = try take(count) }

  private mutating func take(_ count: Int) throws(ZoneFileProblem) -> ArraySlice<UInt8> {
    guard count <= rest.count else { throw ZoneFileProblem("it ends too early") }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  /// Big-endian (§3), two's complement.
  private mutating func integer(bytes count: Int) throws(ZoneFileProblem) -> Int {
    let bytes = try take(count)
    let sign: UInt64 = bytes.first.map { $0 >= 0x80 } ?? false ? .max : 0
    return Int(Int64(bitPattern: bytes.reduce(sign) { $0 << 8 | UInt64($1) }))
  }

  private mutating func count() throws(ZoneFileProblem) -> Int {
    Int(UInt32(truncatingIfNeeded: try integer(bytes: 4)))
  }

  mutating func header() throws(ZoneFileProblem) -> ZoneHeader {
    guard TimeZoneFile.isOne(Array(rest.prefix(4))) else {
      throw ZoneFileProblem("it does not begin with TZif")
    }
    try skip(4)
    let byte = try integer(bytes: 1)
    guard byte == 0 || (0x32...0x34).contains(byte) else {
      throw ZoneFileProblem("its version is none of 1 to 4")
    }
    try skip(ZoneHeader.reservedBytes)
    return ZoneHeader(
      version: byte == 0 ? 1 : byte - 0x30, utIndicators: try count(),
      standardIndicators: try count(), leapSeconds: try count(), transitions: try count(),
      types: try count(), nameBytes: try count())
  }

  mutating func block(
    _ header: ZoneHeader, timeBytes: Int
  ) throws(ZoneFileProblem) -> ZoneBlock {
    guard header.leapSeconds == 0 else { throw ZoneFileProblem("it counts leap seconds") }
    guard header.types > 0, header.nameBytes > 0,
      [0, header.types].contains(header.utIndicators),
      [0, header.types].contains(header.standardIndicators)
    else { throw ZoneFileProblem("its counts contradict each other") }
    // Before anything is allocated: a count may say four billion.
    guard header.blockBytes(timeBytes: timeBytes) <= rest.count else {
      throw ZoneFileProblem("it ends too early")
    }
    var transitions: [Int] = []
    for _ in 0..<header.transitions { transitions.append(try integer(bytes: timeBytes)) }
    guard zip(transitions, transitions.dropFirst()).allSatisfy(<) else {
      throw ZoneFileProblem("its transitions are not in order")
    }
    let indices = Array(try take(header.transitions))
    let types = try types(header)
    guard indices.allSatisfy({ $0 < types.count }) else {
      throw ZoneFileProblem("a transition leads to no local time type")
    }
    try skip(header.standardIndicators + header.utIndicators)
    return ZoneBlock(
      transitions: transitions, offsets: indices.map { types[Int($0)] }, first: types[0])
  }

  /// The local time types, and the names that they point into.
  private mutating func types(_ header: ZoneHeader) throws(ZoneFileProblem) -> [ZoneOffset] {
    var records: [(seconds: Int, name: Int)] = []
    for _ in 0..<header.types {
      let seconds = try integer(bytes: 4)
      try skip(1)  // whether it is summer time: nobody asks
      records.append((seconds, try integer(bytes: 1) & 0xFF))
    }
    let names = Array(try take(header.nameBytes))
    var types: [ZoneOffset] = []
    for record in records {
      let name = names.dropFirst(record.name).prefix { $0 != 0 }
      guard record.name + name.count < names.count, ZoneOffset.isAbbreviation(name),
        ZoneOffset.secondsAllowed.contains(record.seconds)
      else { throw ZoneFileProblem("a local time type has no name, or is out of range") }
      types.append(
        ZoneOffset(
          seconds: record.seconds, abbreviation: String(decoding: name, as: UTF8.self)))
    }
    return types
  }

  /// The rule between two line feeds (§3.3); nil where it is empty.
  mutating func footer() throws(ZoneFileProblem) -> ZoneRule? {
    guard rest.count >= 2, rest.first == 0x0A, rest.last == 0x0A else {
      throw ZoneFileProblem("its last line is missing")
    }
    let text = rest.dropFirst().dropLast()
    if text.isEmpty { return nil }
    guard let rule = ZoneRule(text) else { throw ZoneFileProblem("its last line is no rule") }
    return rule
  }
}
