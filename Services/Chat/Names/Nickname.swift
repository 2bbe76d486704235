import Wire

/// A name that somebody may go by.
package struct Nickname: Equatable {
  /// Safe to show as it is.
  package let text: String

  /// A name for those who have not chosen one; `Nickname(chosen:)` refuses all of its form.
  package static func guest(_ number: Int) -> Nickname {
    Nickname(trusted: "guest-\(number)")
  }

  /// Throws what is wrong with it, in words for the person who chose it.
  package init(chosen text: String) throws(NicknameProblem) {
    guard !text.isEmpty else { throw .empty }
    var columns = 0
    var script: Letters.Script?
    for scalar in text.unicodeScalars {
      if Self.isDigitOrSign(scalar) {
        columns += 1
        continue
      }
      guard let own = Letters.script(of: scalar) else { throw .unsuitable(scalar) }
      if let script, script != own { throw .mixed(script, own) }
      script = own
      columns += Letters.columns(of: own)
    }
    guard columns <= Limits.nicknameColumnsMax else { throw .tooWide(columns: columns) }
    guard !text.hasPrefix("-"), !text.hasPrefix("_") else { throw .beginsWithSign }
    self.init(trusted: text)
    guard !keys.contains(where: { Self.reserved.contains(Lookalikes.bare($0)) }),
      !keys.contains(where: Self.isGuest)
    else {
      throw .reserved
    }
  }

  private static func isDigitOrSign(_ scalar: Unicode.Scalar) -> Bool {
    ("0"..."9").contains(scalar) || scalar == "-" || scalar == "_"
  }

  private init(trusted text: String) {
    self.text = text
  }

  /// What nobody else's name may share with it: how it looks, as written and in lower case. One key
  /// for most names; Greek has capitals that look like something else than their small letters.
  package var keys: Set<String> { Self.keys(of: text) }

  /// The same for what somebody typed to name a person; none for what is too long to be a name.
  package static func keys(of text: String) -> Set<String> {
    guard text.utf8.count <= bytesMax else { return [] }
    return [Lookalikes.skeleton(of: text), Lookalikes.skeleton(of: text.lowercased())]
  }

  /// No letter of a name takes more than three bytes of UTF-8.
  private static let bytesMax = Limits.nicknameColumnsMax * 3

  /// One for those who have not chosen: nobody can choose such a name.
  package var isGuest: Bool { keys.contains(where: Self.isGuest) }

  private static func isGuest(_ key: String) -> Bool { Lookalikes.bare(key).hasPrefix(guest) }

  private static let guest = bare("guest")

  private static func bare(_ name: String) -> String {
    Lookalikes.bare(Lookalikes.skeleton(of: name))
  }

  /// Names that would speak for the server or for everybody.
  private static let reserved = Set(
    [
      "admin", "administrator", "admins", "all", "announcement", "banner", "bot", "chat",
      "everybody",
      "everyone", "help", "here", "info", "me", "mod", "moderator", "netcat", "netcatchat",
      "nobody", "notice", "operator", "root", "server", "somebody", "someone", "staff", "system",
      "the-admin", "the-server", "warning", "you",
    ].map(bare))
}

/// Why a name is refused; `description` tells the person who wanted it.
package enum NicknameProblem: Error, Equatable, CustomStringConvertible {
  case empty
  case unsuitable(Unicode.Scalar)
  case mixed(Letters.Script, Letters.Script)
  case tooWide(columns: Int)
  case beginsWithSign
  case reserved
  case taken(by: String)
  case kept(seconds: Int)

  package var description: String {
    switch self {
    case .empty: "a name is needed: /nick NAME"
    case .unsuitable(" "): "a name is one word: letters, digits, - and _"
    case .unsuitable(let scalar): "no name may contain \(scalar): use letters, digits, - and _"
    case .mixed(let one, let other):
      "a name has letters of one script; yours has \(one.rawValue) and \(other.rawValue) ones"
    case .tooWide(let columns):
      "that name is \(columns) columns wide; \(Limits.nicknameColumnsMax) is the most"
    case .beginsWithSign: "a name begins with a letter or a digit"
    case .reserved: "that name belongs to the server"
    case .taken(let other): "that name is taken, or looks too much like \(other)"
    case .kept(let seconds):
      "that name is kept for who just lost their connection; try again in \(seconds) s"
    }
  }
}
