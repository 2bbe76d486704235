/// Header fields in the order they came; names compare without regard to case (RFC 9110 §5).
///
/// Kept as the bytes of the wire, `Name: value CR LF` after another, with an index of where each
/// begins. A parsed head costs no `String` for a field nobody asks for, and a head is written by
/// copying the bytes.
package struct HTTPFields: Sendable {
  private struct Entry {
    var nameStart: Int
    var nameEnd: Int  // then ": "
    var valueEnd: Int  // then CR LF

    var name: Range<Int> { nameStart..<nameEnd }
    var value: Range<Int> { nameEnd + 2..<valueEnd }
    var line: Range<Int> { nameStart..<valueEnd + 2 }

    func moved(by offset: Int) -> Entry {
      Entry(
        nameStart: nameStart + offset, nameEnd: nameEnd + offset, valueEnd: valueEnd + offset)
    }
  }
  private var wire: [UInt8] = []
  private var entries: [Entry] = []

  /// Fields in this order; see `append` for what names and values may hold.
  package init(_ pairs: [(String, String)] = []) {
    for (name, value) in pairs { append(name, value) }
  }

  /// How many fields, repeated ones counted each.
  package var count: Int { entries.count }

  /// The first value of that name; setting replaces all of them, setting nil removes them.
  package subscript(_ name: String) -> String? {
    get {
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

  /// Name and value of each field, in order.
  package var pairs: [(name: String, value: String)] {
    entries.map { (text($0.name), text($0.value)) }
  }

  /// `name` must be a token. Control characters in `value` become spaces: whoever puts a user's text
  /// into a field cannot split the message with it.
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

  /// Adds those of `defaults` whose names are not there yet.
  package mutating func fill(from defaults: HTTPFields) {
    let isMissing = !defaults.entries.contains { contains(defaults.wire.span.extracting($0.name)) }
    // The common case is two copies.
    guard !isMissing else { return append(defaults) }
    let span = defaults.wire.span
    for entry in defaults.entries where !contains(span.extracting(entry.name)) {
      append(checkedName: span.extracting(entry.name), value: span.extracting(entry.value))
    }
  }

  private mutating func append(_ others: HTTPFields) {
    let start = wire.count
    wire.append(contentsOf: others.wire)
    for entry in others.entries { entries.append(entry.moved(by: start)) }
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

  /// Copies the fields into a head, without those named in `excluded`.
  func write(to head: inout [UInt8], excluding excluded: [String]) {
    let isClean = !entries.contains { entry in excluded.contains { matches(entry, $0) } }
    if isClean { return head.append(contentsOf: wire) }
    for entry in entries where !excluded.contains(where: { matches(entry, $0) }) {
      head.append(contentsOf: wire[entry.line])
    }
  }

  func contains(_ name: String) -> Bool { entries.contains { matches($0, name) } }

  private func contains(_ name: Span<UInt8>) -> Bool {
    entries.contains { wire.span.extracting($0.name).equalsIgnoringCase(name) }
  }

  private mutating func finishEntry(_ start: Int, nameBytes: Int) {
    entries.append(Entry(nameStart: start, nameEnd: start + nameBytes, valueEnd: wire.count))
    wire.append(.cr)
    wire.append(.lf)
  }

  private mutating func remove(_ name: String) {
    guard contains(name) else { return }
    let before = self
    self = HTTPFields()
    let span = before.wire.span
    for entry in before.entries where !before.matches(entry, name) {
      append(checkedName: span.extracting(entry.name), value: span.extracting(entry.value))
    }
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
