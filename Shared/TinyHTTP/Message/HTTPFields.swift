/// Header fields in the order they came; names compare without regard to case (RFC 9110 §5).
///
/// Kept as bytes of the wire, one `Name: value CR LF` after another, with an index of where each
/// begins. A parsed head costs no `String` for a field that nobody asks for, and writing a head
/// just copies bytes.
package struct HTTPFields: Sendable {
  private struct Entry {
    var nameStart: Int
    var nameEnd: Int  // then ": "
    var valueEnd: Int  // then CR LF

    var name: Range<Int> { nameStart..<nameEnd }
    var value: Range<Int> { nameEnd + 2..<valueEnd }
    var line: Range<Int> { nameStart..<valueEnd + 2 }
  }
  private var wire: [UInt8] = []
  private var entries: [Entry] = []
  /// A bit for each length of the names present: most lookups end here.
  private var nameLengths: UInt64 = 0

  /// Fields in this order; see `append` for what names and values may hold.
  package init(_ pairs: [(String, String)] = []) {
    for (name, value) in pairs { append(name, value) }
  }

  /// The number of fields; each repeated one counts.
  package var count: Int { entries.count }

  /// The first value of that name; setting replaces all of them, setting nil removes them.
  package subscript(_ name: String) -> String? {
    get {
      if nameLengths & Self.lengthBit(name.utf8.count) == 0 { return nil }
      for entry in entries where matches(entry, name) { return text(entry.value) }
      return nil
    }
    set {
      remove(name)
      if let newValue { append(name, newValue) }
    }
  }

  /// All values of that name, in order.
  package func values(_ name: String) -> [String] {
    entries.filter { matches($0, name) }.map { text($0.value) }
  }

  /// Whether some name begins with `prefix`, which is in lower case.
  package func hasName(beginningWith prefix: String) -> Bool {
    entries.contains { entry in
      entry.name.count >= prefix.utf8.count
        && zip(wire[entry.name], prefix.utf8).allSatisfy { $0 | 0x20 == $1 }
    }
  }

  /// Name and value of each field, in order.
  package var pairs: [(name: String, value: String)] {
    entries.map { (text($0.name), text($0.value)) }
  }

  /// `name` must be a token. Control characters in `value` become spaces: a user's text in a field
  /// cannot split the message.
  package mutating func append(_ name: String, _ value: String) {
    let start = wire.count
    wire.append(name)
    let nameEnd = wire.count
    wire.append(.colon)
    wire.append(.space)
    let valueStart = wire.count
    wire.append(value)
    let token = ByteSet.token
    let isToken = start < nameEnd && wire[start..<nameEnd].allSatisfy { token.contains($0) }
    precondition(isToken, "a field name is a token")
    for index in valueStart..<wire.count where wire[index].isControl { wire[index] = .space }
    finishEntry(start, nameBytes: nameEnd - start)
  }

  /// Adds those of `defaults` whose names are not present yet.
  package mutating func fill(from defaults: HTTPFields) {
    for (name, value) in defaults.pairs where !contains(name) { append(name, value) }
  }

  /// A field that the parser has checked.
  mutating func append(checkedName name: Span<UInt8>, value: Span<UInt8>) {
    let start = wire.count
    wire.append(name)
    wire.append(.colon)
    wire.append(.space)
    wire.append(value)
    finishEntry(start, nameBytes: name.count)
  }

  /// Makes room once for a head of about this size.
  mutating func reserve(bytes: Int) {
    wire.reserveCapacity(bytes)
    entries.reserveCapacity(8)
  }

  /// Copies the fields into a head, except those whose names are in `excluded`.
  package func write(to head: inout [UInt8], excluding excluded: HTTPFields) {
    guard sharesName(with: excluded) else { return head.append(wire.span) }
    let span = wire.span
    for entry in entries where !excluded.contains(span.extracting(entry.name)) {
      head.append(span.extracting(entry.line))
    }
  }

  /// The fields except those whose names are in `excluded`.
  func without(_ excluded: HTTPFields) -> HTTPFields {
    guard sharesName(with: excluded) else { return self }
    var rest = HTTPFields()
    let span = wire.span
    for entry in entries where !excluded.contains(span.extracting(entry.name)) {
      rest.append(checkedName: span.extracting(entry.name), value: span.extracting(entry.value))
    }
    return rest
  }

  func contains(_ name: String) -> Bool { entries.contains { matches($0, name) } }

  private func contains(_ name: Span<UInt8>) -> Bool {
    let span = wire.span
    for entry in entries where entry.name.count == name.count {
      if span.extracting(entry.name).equalsIgnoringCase(name) { return true }
    }
    return false
  }

  private static func lengthBit(_ count: Int) -> UInt64 { 1 << UInt64(min(count, 63)) }

  private func sharesName(with other: HTTPFields) -> Bool {
    if nameLengths & other.nameLengths == 0 { return false }
    let span = wire.span
    for entry in entries where other.contains(span.extracting(entry.name)) { return true }
    return false
  }

  private mutating func finishEntry(_ start: Int, nameBytes: Int) {
    nameLengths |= Self.lengthBit(nameBytes)
    entries.append(Entry(nameStart: start, nameEnd: start + nameBytes, valueEnd: wire.count))
    wire.append(.cr)
    wire.append(.lf)
  }

  private mutating func remove(_ name: String) {
    guard contains(name) else { return }
    self = without(HTTPFields([(name, "")]))
  }

  private func matches(_ entry: Entry, _ name: String) -> Bool {
    entry.name.count == name.utf8.count
      && wire.span.extracting(entry.name).equalsIgnoringCase(name)
  }

  private func text(_ range: Range<Int>) -> String { wire.span.extracting(range).text }
}

extension HTTPFields: Equatable {
  /// The same fields in the same order, names compared without regard to case.
  package static func == (one: HTTPFields, other: HTTPFields) -> Bool {
    one.count == other.count
      && zip(one.pairs, other.pairs).allSatisfy { one, other in
        one.name.lowercased() == other.name.lowercased() && one.value == other.value
      }
  }
}
