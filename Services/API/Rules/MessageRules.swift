import Wire

/// What chat servers may hand over, by whichever way.
enum MessageRules {
  /// What is wrong with a line, as the rest of a sentence about it; nil when nothing is.
  static func problem(with message: NewMessage) -> String? {
    if !(0...APILimits.seqMax).contains(message.time) {
      return "needs a \"time\" in milliseconds since 1970"
    }
    if message.member.map({ !(0...APILimits.seqMax).contains($0) }) ?? false {
      return "has a \"member\" that is no id"
    }
    if message.name.utf8.count > APILimits.messageNameBytesMax {
      return "has a \"name\" of more than \(APILimits.messageNameBytesMax) bytes"
    }
    if message.text.utf8.count > Limits.lineBytesMax {
      return "has a \"text\" of more than \(Limits.lineBytesMax) bytes"
    }
    if message.kind == .missing { return "is of the kind \"missing\", which only the API makes" }
    return problem(withText: message.name, "name") ?? problem(withText: message.text, "text")
  }

  private static func problem(withText text: String, _ member: String) -> String? {
    if text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) { return nil }
    return TextRules.forbiddenCharacter(in: text, linesAllowed: false).map {
      "has a \"\(member)\" that must not contain \($0)"
    }
  }

  /// `SERVER.INSTANCE`.
  static func isOrigin(_ text: String) -> Bool {
    guard text.utf8.count <= APILimits.originBytesMax, let parts = MessageOrigin(text) else {
      return false
    }
    return ServerID.isValid(parts.server) && ServerID.isValid(parts.instance)
  }
}
