package import TinyHTTP

/// What programs post to a Slack incoming webhook, as far as people in a terminal can read it
/// (https://api.slack.com/messaging/webhooks).
///
/// Everything but the texts is skipped: senders add blocks, colors, icons, channels and fields of
/// their own.
package struct SlackMessage: Equatable {
  /// Empty when there is none; Slack's marks are still in it.
  package private(set) var text = ""
  package private(set) var attachments: [Attachment] = []

  /// What senders of alerts put theirs into.
  package struct Attachment: Equatable {
    /// Said where nothing else is: for clients that cannot show the rest.
    package var fallback = ""
    package var pretext = ""
    package var title = ""
    package var link = ""
    package var text = ""
  }

  /// Attachments that are read; Slack's own limit.
  package static let attachmentsMax = 100

  /// Throws 400 for what is no JSON object, or has a text that is none.
  package init(_ body: [UInt8]) throws(HTTPError) {
    let problem: String?
    do throws(JSONError) {
      problem = try JSON.read(body) { (reader) throws(JSONProblem) in
        try take(from: &reader)
      }
    } catch {
      throw HTTPError(.badRequest, error.message)
    }
    if let problem { throw HTTPError(.badRequest, problem) }
  }

  /// What is said: the text, or that of the attachments where there is none. Plain, with line feeds.
  package var plainText: String {
    let written =
      text.allSatisfy(\.isWhitespace) ? attachments.map(\.plain).joined(separator: "\n") : text
    return SlackMarkup.plain(written)
  }

  /// Returns what is wrong, for the sender.
  private mutating func take(from reader: inout JSONReader) throws(JSONProblem) -> String? {
    guard try reader.next() == .beginObject else { return "the body must be a JSON object" }
    while case .name(let name) = try reader.next() {
      if reader.says(name, "text") {
        switch try reader.next() {
        case .string(let said): text = reader.string(said)
        case .null: break
        default: return "\"text\" must be a string"
        }
      } else if reader.says(name, "attachments") {
        switch try reader.next() {
        case .beginArray: try takeAttachments(from: &reader)
        case .null: break
        default: return "\"attachments\" must be a list"
        }
      } else {
        try reader.skipValue()
      }
    }
    return nil
  }

  /// To the end of the list.
  private mutating func takeAttachments(from reader: inout JSONReader) throws(JSONProblem) {
    while true {
      switch try reader.next() {
      case .endArray: return
      case .beginObject:
        let attachment = try Attachment(from: &reader)
        if attachments.count < Self.attachmentsMax { attachments.append(attachment) }
      case .beginArray: try reader.skipRest()
      default: break
      }
    }
  }
}

extension SlackMessage.Attachment {
  /// Reads to the end of the object that has begun. A member that is no string counts as missing.
  fileprivate init(from reader: inout JSONReader) throws(JSONProblem) {
    self.init()
    let members: [(String, WritableKeyPath<Self, String>)] = [
      ("fallback", \.fallback), ("pretext", \.pretext), ("title", \.title), ("title_link", \.link),
      ("text", \.text),
    ]
    while case .name(let name) = try reader.next() {
      guard let member = members.first(where: { reader.says(name, $0.0) })?.1 else {
        try reader.skipValue()
        continue
      }
      switch try reader.next() {
      case .string(let said): self[keyPath: member] = reader.string(said)
      case .beginArray, .beginObject: try reader.skipRest()
      default: break
      }
    }
  }

  /// One after the other, each from its own line. Slack's marks are still in it.
  fileprivate var plain: String {
    let head = title.isEmpty || link.isEmpty ? title : "\(title) (\(link))"
    let parts = [pretext, head, text].filter { !$0.isEmpty }
    return parts.isEmpty ? fallback : parts.joined(separator: "\n")
  }
}
