package import TinyHTTP
package import Wire

/// What came of a command that the API has accepted.
package enum CommandResult: Equatable {
  case done
  /// A chat server cannot be asked; the command is carried out when it is back.
  case waiting(String)
  /// A bot is there; its token is shown once.
  case made(BotCredentials)
  case madeToken(APITokenCredentials)
  /// What came of it for each person, in their order.
  case outcomes(NewBulk, [Outcome])
}

/// Tells one question's form from all others, so that a command sent twice is carried out once.
package enum CommandKey {
  /// The name of its form field.
  package static let field = "key"

  package static func new() -> String {
    String(UInt64.random(in: .min ... .max), radix: 36)
      + String(UInt64.random(in: .min ... .max), radix: 36)
  }

  /// Nil when the key is none of ours.
  package static func read(_ form: Form) -> String? {
    form[field].flatMap { ServerID.isValid($0) ? $0 : nil }
  }
}

extension Form {
  /// Fields that no address, no log and no page may have.
  private static let secrets: Set = ["password", "old", "new", RoomChange.wordField]

  /// All that may stand in an address.
  package var shownPairs: [(String, String)] {
    pairs.filter { !Self.secrets.contains($0.name) }.map { ($0.name, $0.value) }
  }

  /// Without passwords and the like: whoever has put some into an address has to type them again.
  package var withoutSecrets: Form {
    (try? Form(decoding: Form.encode(shownPairs))) ?? Form()
  }
}
