import Wire

/// JSON Lines: an object for each line, with the members of `Message` in the order that it has them
/// (RFC 8259). Times are of RFC 3339, with the zone's offset. What is said is unchanged.
extension ExportEncoder {
  func appendJSON(
    _ line: ExportLine, _ name: Span<UInt8>, _ text: Span<UInt8>, _ out: inout [UInt8]
  ) {
    out.append("{\"id\":")
    out.append(decimal: line.id)
    out.append(",\"room\":\"")
    out.append(json: line.room.utf8.span)
    if let origin = line.origin {
      out.append("\",\"origin\":\"")
      out.append(json: origin.utf8.span)
    }
    out.append(UInt8(ascii: "\""))
    if let number = line.number {
      out.append(",\"number\":")
      out.append(decimal: number)
    }
    out.append(",\"time\":\"")
    clock.appendRFC3339(to: &out)
    out.append("\",\"kind\":\"")
    out.append(line.kind.word)
    out.append(UInt8(ascii: "\""))
    if let member = line.member {
      out.append(",\"member\":")
      out.append(decimal: member)
    }
    out.append(",\"name\":\"")
    out.append(json: name)
    out.append("\",\"text\":\"")
    out.append(json: text)
    out.append("\"}\n")
  }
}

extension MessageKind {
  /// Its `rawValue` without a `String` to be made.
  var word: StaticString {
    switch self {
    case .said: "said"
    case .done: "done"
    case .bot: "bot"
    case .coming: "coming"
    case .left: "left"
    case .renamed: "renamed"
    case .notice: "notice"
    case .missing: "missing"
    }
  }
}

extension [UInt8] {
  /// The inside of a string (RFC 8259 §7).
  mutating func append(json bytes: Span<UInt8>) {
    append(bytes) { byte in
      byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    } _: { out, index in
      let byte = bytes[index]
      if byte == UInt8(ascii: "\t") {
        // The one control that lines may hold: short, so that a line becomes no more than twice as long.
        out.append("\\t")
      } else if byte < 0x20 {
        out.append("\\u00")
        out.append(0x30 + byte >> 4)
        out.append(Self.hexDigit(byte & 0xF))
      } else {
        out.append(UInt8(ascii: "\\"))
        out.append(byte)
      }
    }
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? 0x30 + value : UInt8(ascii: "a") + value - 10
  }
}
