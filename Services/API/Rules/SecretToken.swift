/// Tokens of ours: a beginning by which people and scanners of repositories know what it is, and 64 hex
/// digits, 256 bits of the system's random generator, in letters that a path, a header and a shell take
/// as they are.
enum SecretToken: String, CaseIterable {
  case bot = "ncb_"
  /// Of an admin who is logged in.
  case session = "ncs_"
  /// Of an admin's script.
  case script = "nct_"

  /// The kind that a text begins like, whatever else it is.
  init?(beginning text: some StringProtocol) {
    guard let kind = Self.allCases.first(where: { text.hasPrefix($0.rawValue) }) else { return nil }
    self = kind
  }

  /// A new one.
  func make() -> String {
    var generator = SystemRandomNumberGenerator()
    let digits = (0..<APILimits.tokenBytes).map { _ in
      let digits = String(UInt8.random(in: .min ... .max, using: &generator), radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }
    return rawValue + digits.joined()
  }

  /// Spares what cannot be a token the trouble of being hashed.
  func isPlausible(_ text: some StringProtocol) -> Bool {
    text.utf8.count == rawValue.utf8.count + 2 * APILimits.tokenBytes && text.hasPrefix(rawValue)
  }
}
