import Wire

/// A forbidden character in a text, and its position.
package struct ForbiddenCharacter: Equatable, CustomStringConvertible {
  package let scalar: Unicode.Scalar
  /// Both count from 1, in Unicode scalars.
  package let line: Int
  package let column: Int

  package var description: String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    return "\(code) (\(kind)) at line \(line), column \(column)"
  }

  private var kind: String {
    if scalar.properties.isBidiControl { return "a control of writing direction" }
    return switch scalar {
    case "\u{0}": "NUL"
    case "\u{7}": "bell"
    case "\u{8}": "backspace"
    case "\u{1B}": "escape"
    case "\u{7F}": "delete"
    case "\n", "\r": "a line break"
    case "\u{2028}", "\u{2029}": "a separator of lines"
    default: "a control character"
    }
  }
}

/// What people may put into texts that others see in their terminals and browsers.
package enum TextRules {
  /// Finds the first character that could command a terminal or change how the text around it
  /// reads: C0 (except tab and, with `linesAllowed`, line feed), DEL, C1, bidi controls, and U+2028
  /// and U+2029, which some readers take for line ends.
  package static func forbiddenCharacter(
    in text: String, linesAllowed: Bool
  ) -> ForbiddenCharacter? {
    var line = 1
    var column = 1
    for scalar in text.unicodeScalars {
      if scalar == "\n" && linesAllowed {
        line += 1
        column = 1
        continue
      }
      if isForbidden(scalar) {
        return ForbiddenCharacter(scalar: scalar, line: line, column: column)
      }
      column += 1
    }
    return nil
  }

  /// Returns `text` as it is stored, cleaned in the same way as what people say. Throws why it
  /// cannot be a line of something that others read. The result is empty only if `text` is, and
  /// only with `mayBeEmpty`.
  package static func cleanLine(
    _ text: String, charactersMax: Int, bytesMax: Int? = nil, mayBeEmpty: Bool = false
  ) throws(TextProblem) -> String {
    if let problem = problem(withLine: text, charactersMax: charactersMax, bytesMax: bytesMax) {
      throw TextProblem(description: problem)
    }
    if text.isEmpty, mayBeEmpty { return text }
    let clean = CleanText(text)
    if clean.isBlank { throw TextProblem(description: "has nothing in it that can be seen") }
    // A tab has become blanks.
    if let problem = problem(withLine: clean.text, charactersMax: charactersMax, bytesMax: bytesMax)
    {
      throw TextProblem(description: problem)
    }
    return clean.text
  }

  /// Why `text`, which nobody typed, is not as it would be stored; nil when it is.
  package static func problem(withClean text: String, charactersMax: Int) -> String? {
    do throws(TextProblem) {
      let clean = try cleanLine(text, charactersMax: charactersMax)
      // Compares bytes: `==` treats "é" in one scalar and in two as equal.
      return clean.utf8.elementsEqual(text.utf8) ? nil : "holds what nobody should see"
    } catch {
      return error.description
    }
  }

  package static func isClean(_ text: String, charactersMax: Int) -> Bool {
    problem(withClean: text, charactersMax: charactersMax) == nil
  }

  /// Why `text` cannot be a line of something that others read; nil when it can. A character may
  /// have many bytes: `bytesMax` is four times `charactersMax` unless given.
  package static func problem(
    withLine text: String, charactersMax: Int, bytesMax: Int? = nil
  ) -> String? {
    let bytesMax = bytesMax ?? charactersMax * 4
    let bytes = text.utf8.count
    if bytes > bytesMax { return "has \(bytes) bytes; at most \(bytesMax) are allowed" }
    let characters = text.count
    if characters > charactersMax {
      return "has \(characters) characters; at most \(charactersMax) are allowed"
    }
    return forbiddenCharacter(in: text, linesAllowed: false).map {
      "must not contain \($0)"
    }
  }

  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\t", " "..."~": false
    default:
      switch TerminalEffect(scalar) {
      case .control, .lineEnd, .direction: true
      case .none, .hidden: false
      }
    }
  }
}

/// Why a text is refused: the rest of a sentence that begins with its name.
package struct TextProblem: Error, Equatable, CustomStringConvertible {
  package let description: String
}
