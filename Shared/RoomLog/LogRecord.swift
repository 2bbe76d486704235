import TinyRedis
package import Wire

/// One thing in a room's log: a line that everybody is shown, or what the other servers have to know
/// of somebody.
package struct LogRecord: Equatable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    // Lines, as in the transcript.
    case said, done, bot, coming, left, renamed, notice
    /// Somebody is here, under that name; the text is a `PersonNote`.
    case here
    /// Somebody has another name.
    case named
    /// Somebody's connection is lost, and they are still heard.
    case leaving
    /// Somebody is gone; the `PersonNote` says what is kept for them.
    case gone
    /// Nobody hears them any more.
    case muted
    /// Everybody hears them again, and others from their address, which the `PersonNote` has.
    case heard
    /// They may talk where only some may, and may no longer.
    case voiced, unvoiced
    /// A server that has just begun to read asks the others who is there.
    case hello
    /// What follows, up to `rosterEnd`, are all who are on this server.
    case rosterBegin, rosterEnd
    /// This server can reach the log again.
    case back
    /// Somebody wants the name of another one from the same address, whose connection may be dead; in
    /// letters alone.
    case asks
    /// The server whose origin is in `name` is over, and nobody is on it.
    case ended

    /// What it is in the transcript; nil when it does not get there.
    package var message: MessageKind? { MessageKind(rawValue: rawValue) }
  }

  package var kind: Kind
  /// The member whom it is of, by the number which their server gave them; nil for a program and for
  /// a server.
  package var member: Int?
  /// Their name; empty for the server itself.
  package var name: String
  package var text: String

  package init(_ kind: Kind, member: Int? = nil, name: String = "", text: String = "") {
    self.kind = kind
    self.member = member
    self.name = name
    self.text = text
  }
}

extension LogRecord {
  /// Appends `KIND TAB MEMBER TAB NAME TAB TEXT LF`. Neither name nor text may have a tab or a line
  /// end; they are taken out.
  package func encode(into bytes: inout [UInt8]) {
    bytes += kind.rawValue.utf8
    bytes.append(0x09)
    if let member { bytes += String(member).utf8 }
    bytes.append(0x09)
    Self.append(name, to: &bytes)
    bytes.append(0x09)
    Self.append(text, to: &bytes)
    bytes.append(0x0A)
  }

  private static func append(_ text: String, to bytes: inout [UInt8]) {
    let start = bytes.count
    bytes += text.utf8
    guard bytes[start...].contains(where: isSeparator) else { return }
    bytes[start...].removeAll(where: isSeparator)
  }

  private static func isSeparator(_ byte: UInt8) -> Bool { byte == 0x09 || byte == 0x0A }

  /// Reads a record without its line end; nil for one that is not known, or is none. What a newer
  /// server adds behind the text is left alone.
  init?(_ line: ArraySlice<UInt8>) {
    var rest = line
    guard let kind = rest.removeField().flatMap(Kind.init(name:)),
      let member = rest.removeField(), let name = rest.removeField()
    else { return nil }
    let number = Int(digits: member)
    let text = rest.removeField() ?? rest
    guard let name = String(utf8: name.span), let text = String(utf8: text.span) else { return nil }
    guard member.isEmpty || number != nil else { return nil }
    self.init(kind, member: number, name: name, text: text)
  }

  /// Records one behind the other, and how many were not understood: a newer server's.
  static func read(_ payload: [UInt8]) -> (records: [LogRecord], skipped: Int) {
    var (records, skipped): ([LogRecord], Int) = ([], 0)
    var start = 0
    while start < payload.count {
      let line = payload[start...].prefix { $0 != 0x0A }
      start = line.endIndex + 1
      if let record = LogRecord(line) {
        records.append(record)
      } else if !line.isEmpty {
        skipped += 1
      }
    }
    return (records, skipped)
  }
}

extension ArraySlice<UInt8> {
  /// What stands before the first tab, which goes with it; nil when there is none.
  fileprivate mutating func removeField() -> ArraySlice<UInt8>? {
    guard let tab = firstIndex(of: 0x09) else { return nil }
    defer { self = self[(tab + 1)...] }
    return self[..<tab]
  }
}

extension LogRecord.Kind {
  private static let names = allCases.map { ($0, Array($0.rawValue.utf8)) }

  fileprivate init?(name: ArraySlice<UInt8>) {
    guard let (kind, _) = Self.names.first(where: { $1.elementsEqual(name) }) else { return nil }
    self = kind
  }
}

/// What the other servers have to know of a person beside the name: words with spaces between.
package struct PersonNote: Equatable, Sendable {
  /// Tells addresses apart; empty for one that tells nobody apart.
  package var network: String
  package var isMuted: Bool
  /// They were given voice.
  package var isVoiced: Bool
  /// Gone and still heard.
  package var isLeaving: Bool
  /// The name is kept for them; said of those who are gone.
  package var keepsName: Bool
  /// Seconds since they left.
  package var age: Int

  package init(
    network: String, isMuted: Bool = false, isVoiced: Bool = false, isLeaving: Bool = false,
    keepsName: Bool = false, age: Int = 0
  ) {
    self.network = network
    self.isMuted = isMuted
    self.isVoiced = isVoiced
    self.isLeaving = isLeaving
    self.keepsName = keepsName
    self.age = age
  }

  /// Unknown words are left alone.
  package init(_ text: String) {
    self.init(network: "")
    for word in text.split(separator: " ") {
      switch word {
      case "muted": isMuted = true
      case "voiced": isVoiced = true
      case "leaving": isLeaving = true
      case "kept": keepsName = true
      case _ where word.hasPrefix("net="): network = String(word.dropFirst(4))
      case _ where word.hasPrefix("age="): age = Int(digits: word.utf8.dropFirst(4)) ?? 0
      default: break
      }
    }
  }

  package var text: String {
    var words: [String] = []
    if !network.isEmpty { words.append("net=\(network)") }
    if isMuted { words.append("muted") }
    if isVoiced { words.append("voiced") }
    if isLeaving { words.append("leaving") }
    if keepsName { words.append("kept") }
    if age > 0 { words.append("age=\(age)") }
    return words.joined(separator: " ")
  }
}
