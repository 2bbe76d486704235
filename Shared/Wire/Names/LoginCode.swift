/// A code with which an admin logs in at the prompt of a chat: the answer to `POST /codes`. It stands in
/// no other, and is good once.
package struct LoginCode: Codable, Sendable, Equatable {
  /// Whose it is: it lets nobody else in.
  package var name: String
  package var code: String
  /// How long it is good.
  package var seconds: Int

  package init(name: String, code: String, seconds: Int) {
    self.name = name
    self.code = code
    self.seconds = seconds
  }
}

/// How such a code is written: `k7mq-x3pf-92ab-tdhw`, 16 letters and digits in groups of four, of which none
/// is taken for another. That is 79 bits.
package enum LoginCodeText {
  package static let alphabet = Array("abcdefghjkmnpqrstuvwxyz23456789")
  static let groupLength = 4
  static let groups = 4
  /// Letters, digits and hyphens.
  static let length = groups * (groupLength + 1) - 1

  /// A new one, of the system's random generator.
  package static func make() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<groups).map { _ in
      String(
        (0..<groupLength).map { _ in
          alphabet[Int.random(in: alphabet.indices, using: &generator)]
        })
    }.joined(separator: "-")
  }

  /// A code as it is kept, however it was typed: in capitals, or without hyphens. Nil for what is none.
  package static func canonical(_ text: String) -> String? {
    let letters = text.utf8.filter { $0 != hyphen }.map(lowercased)
    guard letters.count == groups * groupLength, letters.allSatisfy(isAllowed) else { return nil }
    return String(decoding: letters, as: UTF8.self)
  }

  /// Whether a line ends in a code: looks at its last bytes alone.
  package static func ends(_ line: some RandomAccessCollection<UInt8>) -> Bool {
    let end = line.suffix(length)
    guard end.count == length else { return false }
    for (index, byte) in end.enumerated() {
      let isHyphen = index % (groupLength + 1) == groupLength
      guard isHyphen ? byte == hyphen : isAllowed(lowercased(byte)) else { return false }
    }
    return true
  }

  private static let hyphen = UInt8(ascii: "-")

  private static func lowercased(_ byte: UInt8) -> UInt8 {
    UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte + 32 : byte
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "i"), UInt8(ascii: "l"), UInt8(ascii: "o"): false
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "2")...UInt8(ascii: "9"): true
    default: false
    }
  }
}
