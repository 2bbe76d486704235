/// A name that somebody may go by.
package struct Nickname: Equatable {
  /// Safe to show as it is, and composed: one scalar for each letter.
  package let text: String
  /// Whether it is for somebody who has not chosen one. Nobody can choose such a name.
  package let isGuest: Bool

  /// Columns of a terminal that a name takes at most.
  package static let columnsMax = 20

  /// A name for somebody who has chosen none; `Nickname(chosen:)` refuses all of this form.
  package static func guest(_ number: Int) -> Nickname {
    Nickname(trusted: "guest-\(number)", isGuest: true)
  }

  /// Throws what is wrong with it, in words for the person who chose it.
  package init(chosen text: String) throws(NicknameProblem) {
    let text = text.composed
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
    guard columns <= Nickname.columnsMax else { throw .tooWide(columns: columns) }
    guard !text.hasPrefix("-"), !text.hasPrefix("_") else { throw .beginsWithSign }
    self.init(trusted: text, isGuest: false)
    for key in keys.map(Lookalikes.bare) {
      guard !Self.reserved.contains(key), !key.hasPrefix(Self.guest) else { throw .reserved }
    }
  }

  /// A name that somebody goes by on another server, chosen or a guest's; nil for anything else.
  package init?(known text: String) {
    if text.hasPrefix("guest-"), let number = Int(text.dropFirst(6)), text == "guest-\(number)",
      number > 0
    {
      self = .guest(number)
    } else if let name = try? Nickname(chosen: text), name.text == text {
      self = name
    } else {
      return nil
    }
  }

  private static func isDigitOrSign(_ scalar: Unicode.Scalar) -> Bool {
    ("0"..."9").contains(scalar) || scalar == "-" || scalar == "_"
  }

  private init(trusted text: String, isGuest: Bool) {
    self.text = text
    self.isGuest = isGuest
  }

  /// What no other name may share: how the name looks as written, in small letters and in capitals.
  /// Most names have one key; but some Greek capitals look unlike their small letters, and ß is ss
  /// in capitals.
  package var keys: Set<String> { Self.keys(of: text) }

  /// The same for text that somebody typed to name a person; none when it is too long to be a name.
  package static func keys(of text: String) -> Set<String> {
    let text = text.composed
    guard text.utf8.count <= bytesMax else { return [] }
    let asWritten = Lookalikes.skeleton(of: text)
    guard text.utf8.contains(where: { $0 > 0x7F }) else { return [asWritten] }
    let capitals = text.uppercased().composed
    // By way of the capitals: some small letters have two forms (σ, ς), and ß has none of its own.
    let small = capitals.lowercased().uppercased().lowercased().composed
    return [asWritten, Lookalikes.skeleton(of: small), Lookalikes.skeleton(of: capitals)]
  }

  /// No letter of a name takes more than three bytes of UTF-8.
  private static let bytesMax = Nickname.columnsMax * 3

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
  /// Or it looks like one.
  case bot(String)
  /// A word filter refuses it, with that reason; empty is none.
  case filtered(reason: String)
  case taken(by: String)
  /// By somebody at the same address, perhaps the same person: their connection is tested first.
  case tried(holder: String)
  case kept(seconds: Int)
  /// By an admin; with what to tell.
  case banned(String)

  package var description: String {
    switch self {
    case .empty: "a name is needed: /nick NAME"
    case .unsuitable(" "): "a name is one word: letters, digits, - and _"
    case .unsuitable(let scalar):
      "no name may contain \(Self.shown(scalar)): use letters, digits, - and _"
    case .mixed(let one, let other):
      "a name has letters of one script; yours has \(one.rawValue) and \(other.rawValue) ones"
    case .tooWide(let columns):
      "that name is \(columns) columns wide; \(Nickname.columnsMax) is the most"
    case .beginsWithSign: "a name begins with a letter or a digit"
    case .reserved: "that name belongs to the server"
    case .bot(let name): "\"\(name)\" is a bot's name"
    case .filtered(""): "nobody may go by that name in this room"
    case .filtered(let reason): "nobody may go by that name in this room: \(reason)"
    case .taken(let other): "that name is taken, or looks too much like \(other)"
    case .tried(let holder):
      "\(holder) is here from your address; if that line is dead, the name is yours in a moment"
    case .kept(let seconds):
      "that name is kept for who just lost their connection; try again in \(seconds) s"
    case .banned(let notice): notice
    }
  }

  /// `!`, and `U+200B (ZERO WIDTH SPACE)` for what is invisible or taken for something else.
  private static func shown(_ scalar: Unicode.Scalar) -> String {
    if ("!"..."~").contains(scalar) { return "\(scalar)" }
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    return scalar.properties.name.map { "\(code) (\($0))" } ?? code
  }
}
