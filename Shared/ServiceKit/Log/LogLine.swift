/// Formats one event as one line, in text or in JSON. Pure, so that it can be tested with tables.
///
/// Text omits the service: the event names it where it matters, and compose and `Services/up`
/// prefix every line with it. Outside data cannot break out of its value: control, invisible and
/// direction-changing characters are escaped in both formats.
package struct LogLine {
  /// PIPE_BUF on Linux: a write of this size to a pipe is atomic, so lines of threads and processes
  /// that share a pipe never mix. Fields that do not fit are left out, and the line says
  /// `truncated=true`.
  package static let bytesMax = 4_096
  /// Bytes of one written value; longer ones end in `…`.
  package static let valueBytesMax = 1_024
  /// Room kept for `truncated=true`, the closing brace and the newline.
  private static let reservedBytes = 32

  private let time: String
  private let level: Log.Level
  private let service: String
  private let event: String
  private let fields: [(key: String, value: any Sendable)]

  package init(
    time: String, level: Log.Level, service: String, event: String,
    fields: [(key: String, value: any Sendable)]
  ) {
    self.time = time
    self.level = level
    self.service = service
    self.event = event
    self.fields = fields
  }

  package func rendered(as format: Log.Format) -> [UInt8] {
    switch format {
    case .text: text()
    case .json: json()
    }
  }

  // MARK: - Text

  private func text() -> [UInt8] {
    var line = Array("\(time) \(level) ".utf8)
    line.append(contentsOf: Self.escaped(event, quoted: false))
    for (key, value) in fields {
      let field = Array(" \(key)=".utf8) + Self.textValue(value)
      guard Self.fits(field, in: line) else {
        line += Array(" truncated=true".utf8)
        break
      }
      line += field
    }
    return line + [UInt8(ascii: "\n")]
  }

  private static func textValue(_ value: any Sendable) -> [UInt8] {
    let text = String(describing: value)
    let isWord =
      !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\"\\=".utf8.contains($0) }
    return isWord && text.utf8.count <= valueBytesMax ? Array(text.utf8) : quoted(text)
  }

  // MARK: - JSON

  private func json() -> [UInt8] {
    var line = Array("{\"time\":\"\(time)\",\"level\":\"\(level)\",\"service\":".utf8)
    line += Self.quoted(service) + Array(",\"event\":".utf8) + Self.quoted(event)
    for (key, value) in fields {
      let field = Array(",".utf8) + Self.quoted(key) + Array(":".utf8) + Self.jsonValue(value)
      guard Self.fits(field, in: line) else {
        line += Array(",\"truncated\":true".utf8)
        break
      }
      line += field
    }
    return line + Array("}\n".utf8)
  }

  private static func jsonValue(_ value: any Sendable) -> [UInt8] {
    switch value {
    case let number as any FixedWidthInteger: Array(String(describing: number).utf8)
    case let number as Double where number.isFinite: Array(String(number).utf8)
    case let flag as Bool: Array(String(flag).utf8)
    default: quoted(String(describing: value))
    }
  }

  // MARK: - Escapes

  private static func fits(_ field: [UInt8], in line: [UInt8]) -> Bool {
    line.count + field.count + reservedBytes <= bytesMax
  }

  private static func quoted(_ text: String) -> [UInt8] {
    [UInt8(ascii: "\"")] + escaped(text, quoted: true) + [UInt8(ascii: "\"")]
  }

  /// The escapes are JSON's, in text as well. `quoted` escapes quotes and backslashes too.
  static func escaped(_ text: String, quoted: Bool) -> [UInt8] {
    var bytes: [UInt8] = []
    for scalar in text.unicodeScalars {
      let piece = escape(scalar, quoted: quoted)
      guard bytes.count + piece.utf8.count <= valueBytesMax else {
        return bytes + Array("…".utf8)
      }
      bytes += piece.utf8
    }
    return bytes
  }

  private static func escape(_ scalar: Unicode.Scalar, quoted: Bool) -> String {
    switch scalar {
    case "\n": return "\\n"
    case "\r": return "\\r"
    case "\t": return "\\t"
    case "\\" where quoted: return "\\\\"
    case "\"" where quoted: return "\\\""
    case " "..."~": return String(scalar)
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
      return UTF16.encode(scalar).map { units in units.map(escape(unit:)).joined() } ?? "\\ufffd"
    default:
      return String(scalar)
    }
  }

  private static func escape(unit: UInt16) -> String {
    let digits = String(unit, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
