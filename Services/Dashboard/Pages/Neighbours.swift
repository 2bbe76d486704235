package import TinyHTTP
package import Wire

/// Somebody on a roster, and who else is at their address: all of them a ban would put out.
package struct Neighbours {
  /// Names that are shown; the others are counted.
  static let namesMax = 5

  private let name: String
  /// What they were called when they said it.
  private let nameThen: String
  private let server: String
  private let others: [RosterEntry]
  /// There are more on the roster than were looked at.
  private let isPartial: Bool

  /// `roster` is what a search for the address found.
  package init(of entry: RosterEntry, as action: MemberAction, in roster: Roster) {
    name = entry.name
    nameThen = action.name
    server = action.server
    others = roster.users.filter { $0.id != entry.id && $0.address == entry.address }
    isPartial = roster.next != nil
  }

  var html: HTML { "\(renamed)\(sharing)" }

  private var renamed: HTML? {
    guard name != nameThen else { return nil }
    return "<p class=\"notice\">\(HTML.name(nameThen)) is \(HTML.name(name)) now.</p>"
  }

  private var sharing: HTML {
    let least: HTML? = isPartial ? "at least " : nil
    guard !others.isEmpty else {
      return "<p>It is the address of \(HTML.name(name)) alone, on \(HTML.name(server)).</p>"
    }
    let names = HTML.join(others.prefix(Self.namesMax).map { HTML.name($0.name) }, separator: ", ")
    let rest: HTML? =
      others.count > Self.namesMax
      ? " and \(Format.grouped(others.count - Self.namesMax)) more" : nil
    return """
      <p class="notice">\(least)\(Format.count(others.count + 1, "person", "people")) on \
      \(HTML.name(server)) share this address: \(HTML.name(name)), \(names)\(rest).</p>
      """
  }

  /// In place of the question, when they are not on the roster, or that cannot be read.
  package static func absent(_ name: String, _ subject: Subject, _ line: Int?) -> HTML {
    let why: HTML =
      if case .unknown(let reason) = subject {
        "<p class=\"notice bad\">\(TerminalText.visible(reason)) Where they are is not known now.</p>"
      } else {
        """
        <p>They have left, and their address is not kept. If they come back, the \
        <a href="/people">People</a> page has it.</p>
        """
      }
    return """
      <section class="card" aria-labelledby="question">
      <h2 id="question">\(HTML.name(name)) cannot be banned</h2>
      \(why)
      <p class="actions"><a class="button quiet" \
      href="\(line.map { RoomAddress.line($0) } ?? RoomAddress.now)">Back</a></p>
      </section>
      """
  }
}
