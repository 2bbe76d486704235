/// The text of --help: what the service is, how to call it, and every setting with its default.
package struct Help {
  /// As wide as the narrowest terminal people use.
  package static let columns = 80

  private let name: String
  private let about: String
  private let declarations: [SettingsReader.Declaration]

  /// `settings` has been through every declaration; its values do not matter.
  package init(name: String, about: String, settings: SettingsReader) {
    self.name = name
    self.about = about
    declarations = settings.declarations
  }

  package var text: String {
    let arguments = Invocation.table.map { ($0.word ?? "(nothing)", $0.help) }
    let settings = declarations.map { ($0.name, Self.describe($0)) }
    return """
      \(Self.wrapped("\(name): \(about)", indent: 0))

      \(Self.usage(name))
      \(Self.aligned(arguments))

      Settings are environment variables. NAME_FILE instead of NAME names a file that
      holds the value. Empty counts as not set.
      \(Self.aligned(settings))

      """
  }

  static func usage(_ name: String) -> String {
    let words = Invocation.table.compactMap(\.word).joined(separator: " | ")
    return "Usage: \(name) [\(words)]"
  }

  private static func describe(_ setting: SettingsReader.Declaration) -> String {
    let usual = setting.defaultText.map { "default \($0.isEmpty ? "empty" : $0)" }
    let notes = [setting.wanted, usual].compactMap { $0 }.joined(separator: "; ")
    return notes.isEmpty ? setting.help : "\(setting.help) (\(notes))"
  }

  /// Two columns, the second wrapped.
  private static func aligned(_ rows: [(String, String)]) -> String {
    let left = rows.map(\.0.count).max() ?? 0
    let lines = rows.map { name, help in
      let padding = String(repeating: " ", count: left - name.count)
      return "  \(name)\(padding)  \(wrapped(help, indent: left + 4))"
    }
    return lines.joined(separator: "\n")
  }

  /// Breaks between words; lines after the first start with `indent` spaces.
  private static func wrapped(_ text: String, indent: Int) -> String {
    var lines = [""]
    for word in text.split(separator: " ") {
      let line = lines[lines.count - 1]
      if line.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if indent + line.count + 1 + word.count <= columns {
        lines[lines.count - 1] += " \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines.joined(separator: "\n" + String(repeating: " ", count: indent))
  }
}
