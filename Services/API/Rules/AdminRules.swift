import Wire

/// Why something about an admin is refused, in words for the person who wants it.
package struct AdminProblem: Error, Equatable, CustomStringConvertible {
  package let description: String
}

/// What admins may be called, and what their passwords may be.
package enum AdminRules {
  /// Bytes of UTF-8 in a name: of longer ones nobody could say what they look like.
  static let nameBytesMax = 60

  /// Actors that are no admins.
  private static let reserved = ["api", "dashboard"]

  /// The name as it is kept: cleaned, and composed.
  package static func name(_ text: String) throws(AdminProblem) -> String {
    let name: String
    do throws(TextProblem) {
      name = try TextRules.cleanLine(
        text, charactersMax: Limits.adminNameCharactersMax, bytesMax: nameBytesMax
      ).composed
    } catch {
      throw AdminProblem(description: "\"name\" \(error)")
    }
    guard !Nickname.keys(of: name).isEmpty else {
      throw AdminProblem(description: "\"name\" has more than \(nameBytesMax) bytes")
    }
    if let other = namesake(of: name, among: reserved) {
      throw AdminProblem(
        description:
          "no admin may be called \(name): in the log of events, \(other) is nobody's name")
    }
    return name
  }

  /// The first of `names` that looks like `name`, or is the same.
  package static func namesake(of name: String, among names: [String]) -> String? {
    let keys = Nickname.keys(of: name)
    return names.first { !Nickname.keys(of: $0).isDisjoint(with: keys) }
  }

  /// Whether somebody who types `text` means the admin called `name`: in any case, and however their
  /// keyboard writes an accent.
  package static func isMeant(_ name: String, by text: String) -> Bool {
    func plain(_ text: String) -> String { text.composed.lowercased().composed }
    return plain(name).utf8.elementsEqual(plain(text).utf8)
  }

  /// A new password as it is hashed.
  package static func password(_ text: String) throws(AdminProblem) -> String {
    let password = try typed(text)
    guard password.count >= Limits.passwordCharactersMin else {
      throw AdminProblem(
        description: "a password has at least \(Limits.passwordCharactersMin) characters")
    }
    return password
  }

  /// What somebody has typed as a password, as it would be hashed.
  package static func typed(_ text: String) throws(AdminProblem) -> String {
    let password = text.composed
    guard password.utf8.count <= Limits.passwordBytesMax else {
      throw AdminProblem(description: "a password has at most \(Limits.passwordBytesMax) bytes")
    }
    guard !password.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else {
      throw AdminProblem(description: "a password has no control characters in it")
    }
    return password
  }
}
