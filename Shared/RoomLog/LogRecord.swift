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
    for byte in text.utf8 where byte != 0x09 && byte != 0x0A { bytes.append(byte) }
  }

  /// Reads a record without its line end; nil for one that is not known, or is none. What a newer
  /// server adds behind the text is left alone.
  init?(_ line: ArraySlice<UInt8>) {
    let parts = line.split(separator: 0x09, maxSplits: 4, omittingEmptySubsequences: false)
    guard parts.count >= 4,
      let kind = Kind(rawValue: String(decoding: parts[0], as: UTF8.self)),
      let name = String(validating: parts[2], as: UTF8.self),
      let text = String(validating: parts[3], as: UTF8.self)
    else { return nil }
    var member: Int?
    if !parts[1].isEmpty {
      guard let number = Int(digits: String(decoding: parts[1], as: UTF8.self)) else { return nil }
      member = number
    }
    self.init(kind, member: member, name: name, text: text)
  }

  /// Records one behind the other, and how many were not understood: a newer server's.
  static func read(_ payload: ArraySlice<UInt8>) -> (records: [LogRecord], skipped: Int) {
    let lines = payload.split(separator: 0x0A)
    let records = lines.compactMap { LogRecord($0) }
    return (records, lines.count - records.count)
  }
}

/// What the other servers have to know of a person beside the name: words with spaces between.
package struct PersonNote: Equatable, Sendable {
  /// Tells addresses apart; empty for one that tells nobody apart.
  package var network: String
  package var isMuted: Bool
  /// Gone and still heard.
  package var isLeaving: Bool
  /// The name is kept for them; said of those who are gone.
  package var keepsName: Bool
  /// Seconds since they left.
  package var age: Int

  package init(
    network: String, isMuted: Bool = false, isLeaving: Bool = false, keepsName: Bool = false,
    age: Int = 0
  ) {
    self.network = network
    self.isMuted = isMuted
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
      case "leaving": isLeaving = true
      case "kept": keepsName = true
      case _ where word.hasPrefix("net="): network = String(word.dropFirst(4))
      case _ where word.hasPrefix("age="): age = Int(digits: word.dropFirst(4)) ?? 0
      default: break
      }
    }
  }

  package var text: String {
    var words: [String] = []
    if !network.isEmpty { words.append("net=\(network)") }
    if isMuted { words.append("muted") }
    if isLeaving { words.append("leaving") }
    if keepsName { words.append("kept") }
    if age > 0 { words.append("age=\(age)") }
    return words.joined(separator: " ")
  }
}
