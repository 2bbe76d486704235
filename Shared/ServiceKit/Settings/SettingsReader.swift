import TinyHTTP
package import TinyReactor

/// Reads the environment once: each call declares a setting, reads it, checks it, and remembers
/// what was wrong with it.
///
/// `NAME` holds the value, or `NAME_FILE` names a file that does (without a byte-order mark before
/// it and a newline after it), or an inherited pipe such as `/dev/stdin`; setting both is a
/// mistake. Empty counts as not set. A wrong setting gets its default, so that one run finds every
/// problem; `problems` says whether to go on.
package struct SettingsReader {
  /// Bytes of a value in a file: a path to the wrong thing should not fill memory.
  private static let fileBytesMax = 65_536
  /// What Windows editors put before UTF-8.
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// What --help says of one setting.
  struct Declaration {
    let name: String
    let help: String
    /// What a value has to be, when that needs saying: "0 to 100".
    let wanted: String?
    let defaultText: String?
  }

  private(set) var declarations: [Declaration] = []
  /// One line each, ready for the operator.
  package private(set) var problems: [String] = []
  private let environment: [String: String]
  private let pipePatience: Duration

  /// `pipePatience` is how long a pipe that `NAME_FILE` names may take to end, such as the output
  /// of a password manager.
  package init(environment: [String: String], pipePatience: Duration = .seconds(5)) {
    self.environment = environment
    self.pipePatience = pipePatience
  }

  package mutating func text(_ name: String, default value: String, help: String) -> String {
    declare(name, nil, default: value, help)
    return read(name, wanted: "text without control characters") { $0 } ?? value
  }

  /// Nil when not set; never shown in help, logs or errors.
  package mutating func secret(_ name: String, help: String) -> String? {
    declare(name, "secret", default: nil, help)
    return read(name, wanted: "text without control characters", isSecret: true) { $0 }
  }

  /// A secret for the `Authorization: Bearer` header (RFC 6750 §2.1, and a little more).
  package mutating func bearerToken(_ name: String, help: String) -> String? {
    let token = secret(name, help: help)
    require(
      token?.utf8.allSatisfy { (0x21...0x7E).contains($0) } ?? true,
      "\(name) has to be visible ASCII characters without spaces, to fit into a header")
    return token
  }

  package mutating func integer(
    _ name: String, default value: Int, in range: ClosedRange<Int>, help: String
  ) -> Int {
    let bounds = "\(range.lowerBound) to \(range.upperBound)"
    declare(name, bounds, default: String(value), help)
    return read(name, wanted: "a whole number from \(bounds)") { text in
      Int(text).flatMap { range.contains($0) ? $0 : nil }
    } ?? value
  }

  package mutating func flag(_ name: String, default value: Bool, help: String) -> Bool {
    declare(name, "1 or 0", default: value ? "1" : "0", help)
    return read(name, wanted: "1 or 0 (or true, false, yes, no, on, off)") { text in
      switch text.lowercased() {
      case "1", "true", "yes", "on": true
      case "0", "false", "no", "off": false
      default: nil
      }
    } ?? value
  }

  /// One of an enum's cases, by its name in any letter case, or by one of the `others`.
  package mutating func choice<Choice: CaseIterable>(
    _ name: String, default value: Choice, or others: [String: Choice] = [:], help: String
  ) -> Choice {
    let names = Choice.allCases.map { "\($0)" }
    declare(name, Self.listed(names), default: "\(value)", help)
    return read(name, wanted: Self.listed(names)) { text in
      let word = text.lowercased()
      return Choice.allCases.first { "\($0)" == word } ?? others[word]
    } ?? value
  }

  /// Labelled with the setting's name, for messages about it.
  package mutating func endpoint(
    _ name: String, default value: String, help: String
  ) -> ServerEndpoint {
    declare(name, nil, default: value, help)
    let wanted = "an endpoint such as tcp:1400, tcp:8080:interface=127.0.0.1 or unix:/run/x.sock"
    var endpoint =
      read(name, wanted: wanted, ServerEndpoint.init) ?? Self.certain(value, for: name)
    endpoint.label = name
    return endpoint
  }

  /// `http://host:port`.
  package mutating func url(_ name: String, default value: String, help: String) -> String {
    declare(name, nil, default: value, help)
    return read(name, wanted: "a URL such as http://127.0.0.1:8080") { text in
      isHTTPURL(text) ? text : nil
    } ?? value
  }

  /// A rule across settings: "API_TOKEN must be set when API_LISTEN is not loopback".
  package mutating func require(_ condition: Bool, _ problem: String) {
    if !condition { problems.append(problem) }
  }
}

// MARK: - From the environment to a value

extension SettingsReader {
  private mutating func declare(
    _ name: String, _ wanted: String?, default value: String?, _ help: String
  ) {
    precondition(!declarations.contains { $0.name == name }, "\(name) is declared twice")
    declarations.append(
      Declaration(name: name, help: help, wanted: wanted, defaultText: value))
  }

  /// Nil when it is not set, or wrong; a wrong one adds to `problems`.
  private mutating func read<Value>(
    _ name: String, wanted: String, isSecret: Bool = false,
    _ parse: (String) throws -> Value?
  ) -> Value? {
    do throws(Problem) {
      guard let text = try rawValue(name) else { return nil }
      let shown = isSecret ? "not usable" : Self.shown(text)
      if Self.isClean(text) {
        do {
          if let value = try parse(text) { return value }
        } catch let error as EndpointError {
          let reason = LogLine.escaped(error.reason, quoted: false)
          throw Problem(text: "\(name) is \(shown): \(String(decoding: reason, as: UTF8.self))")
        } catch {}
      }
      throw Problem(text: "\(name) is \(shown); it has to be \(wanted)")
    } catch {
      problems.append(error.text)
      return nil
    }
  }

  private func rawValue(_ name: String) throws(Problem) -> String? {
    let fileName = "\(name)_FILE"
    switch (try set(name), try set(fileName)) {
    case (nil, nil): return nil
    case (let text?, nil): return text
    case (nil, let path?): return try contents(of: path, named: fileName)
    case (_?, _?):
      throw Problem(text: "\(name) and \(fileName) are both set; set one of them")
    }
  }

  private func set(_ name: String) throws(Problem) -> String? {
    guard let text = environment[name], !text.isEmpty else { return nil }
    if let slip = Self.slip(in: text) { throw Problem(text: "\(name) \(slip)") }
    return text
  }

  /// What the author of a file of variables took for its syntax, but its reader, such as
  /// `docker run --env-file`, did not.
  private static func slip(in text: String) -> String? {
    if text.utf8.contains(UInt8(ascii: "\r")) {
      return "has a carriage return (CR) in it: the file that sets it has line ends of Windows; "
        + "save that with LF alone"
    }
    guard text.utf8.count > 1, let quote = text.first, "\"'".contains(quote), text.last == quote
    else { return nil }
    return "is in quotes, and they have become part of the value: write it without them. If they "
      + "belong to it, put it into a file and name that in the setting that ends in _FILE"
  }

  private func contents(of path: String, named name: String) throws(Problem) -> String? {
    let bytes: [UInt8]
    do {
      bytes = try ThisProcess.contents(
        of: path, bytesMax: Self.fileBytesMax + 1, patience: pipePatience)
    } catch {
      throw Problem(text: "\(name) names \(Self.shown(path)), which cannot be read: \(error)")
    }
    let content = bytes.starts(with: Self.byteOrderMark) ? bytes.dropFirst(3) : bytes[...]
    guard bytes.count <= Self.fileBytesMax, let text = String(validating: content, as: UTF8.self)
    else {
      throw Problem(
        text: "\(name) names \(Self.shown(path)), which is not text of at most 64 KiB")
    }
    let ending = text.hasSuffix("\r\n") || text.hasSuffix("\n") ? 1 : 0  // "\r\n" is one Character
    let value = String(text.dropLast(ending))
    // An empty secret must not open what it was meant to close.
    if value.isEmpty { throw Problem(text: "\(name) names \(Self.shown(path)), which is empty") }
    return value
  }

  private struct Problem: Error {
    let text: String
  }

  /// Control characters in a value are a mistake in every kind of setting, and in a secret they
  /// could end a header field.
  private static func isClean(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
  }

  /// In quotes, with everything escaped that a terminal would obey.
  package static func shown(_ text: String) -> String {
    "\"\(String(decoding: LogLine.escaped(text, quoted: true), as: UTF8.self))\""
  }

  /// "a, b or c"
  private static func listed(_ names: [String]) -> String {
    names.count < 2
      ? names.joined() : names.dropLast().joined(separator: ", ") + " or \(names[names.count - 1])"
  }

  private static func certain(_ text: String, for name: String) -> ServerEndpoint {
    do {
      return try ServerEndpoint(text)
    } catch {
      preconditionFailure("the default of \(name) is not an endpoint: \(error)")
    }
  }
}
