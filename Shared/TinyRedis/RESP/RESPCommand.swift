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

  package init(_ name: String, _ arguments: [String]) {
    self.name = name
    write(Array(name.utf8))
    for argument in arguments { append(argument) }
  }

  package mutating func append(_ text: String) { append(Array(text.utf8)) }

  package mutating func append(_ number: Int) { append(String(number)) }

  package mutating func append(_ bytes: [UInt8]) {
    argumentCount += 1
    write(bytes)
  }

  /// What is sent.
  package var bytes: [UInt8] {
    var bytes = Array("*\(argumentCount + 1)\r\n".utf8)
    bytes.reserveCapacity(bytes.count + body.count)
    bytes += body
    return bytes
  }

  package var description: String { name }

  private mutating func write(_ bytes: [UInt8]) {
    body += Array("$\(bytes.count)\r\n".utf8)
    body += bytes
    body += [0x0D, 0x0A]
  }
}
