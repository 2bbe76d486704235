/// A command and its arguments, as they go over the wire: an array of bulks (RESP2).
///
/// Arguments are bytes, so nothing in them can be taken for another command. `description` has the
/// name alone, since arguments may be secrets.
package struct RESPCommand: Sendable, CustomStringConvertible {
  /// In the form it was given: `XADD`.
  package let name: String
  /// How many arguments, the name not counted.
  package private(set) var argumentCount = 0
  private var body: [UInt8] = []

  package init(_ name: String, _ arguments: String...) {
    self.init(name, arguments)
  }

  /// What most have, names and lengths included.
  private static let reservedBytes = 256

  package init(_ name: String, _ arguments: [String]) {
    self.name = name
    body.reserveCapacity(Self.reservedBytes)
    write(name.utf8)
    for argument in arguments { append(argument) }
  }

  package mutating func append(_ text: String) {
    argumentCount += 1
    write(text.utf8)
  }

  package mutating func append(_ number: Int) { append(String(number)) }

  package mutating func append(_ bytes: [UInt8]) {
    argumentCount += 1
    write(bytes)
  }

  /// What is sent.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.headBytesMax + body.count)
    bytes.append(head: "*", argumentCount + 1)
    bytes += body
    return bytes
  }

  /// `*`, a number and CR LF.
  private static let headBytesMax = 22

  package var description: String { name }

  private mutating func write(_ bytes: some Collection<UInt8>) {
    body.append(head: "$", bytes.count)
    body += bytes
    body.appendLineEnd()
  }
}

extension [UInt8] {
  /// What says how long something is, which follows.
  fileprivate mutating func append(head type: Unicode.Scalar, _ count: Int) {
    append(UInt8(ascii: type))
    appendDigits(of: count)
    appendLineEnd()
  }

  private mutating func appendDigits(of count: Int) {
    if count >= 10 { appendDigits(of: count / 10) }
    append(UInt8(ascii: "0") + UInt8(count % 10))
  }

  fileprivate mutating func appendLineEnd() {
    append(0x0D)
    append(0x0A)
  }
}
