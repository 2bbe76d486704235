import TinyHTTP
import Wire

/// What admins have noted about somebody, and the form for another note.
struct PersonNotes {
  private let file: PersonFile
  /// RFC 3339, UTC.
  private let timeOfDay: String
  private let visitor: Visitor

  init(_ file: PersonFile, timeOfDay: String, _ visitor: Visitor) {
    self.file = file
    self.timeOfDay = timeOfDay
    self.visitor = visitor
  }

  var html: HTML {
    """
    <section aria-labelledby="notes-title">
    <h2 id="notes-title">Notes</h2>
    \(LiveUpdates.part("notes", list))
    \(visitor.may(.note) ? form : nil)
    </section>
    """
  }

  private var list: HTML {
    switch file.notes {
    case .failure(let failure): return failure.notice
    case .success(let list) where list.notes.isEmpty:
      return "<p class=\"none\">None yet.</p>"
    case .success(let list):
      let more: HTML? = list.more ? "<p class=\"facts\">There are older ones.</p>" : nil
      return "<ul class=\"rows\">\(HTML.join(list.notes.map(row)))</ul>\(more)"
    }
  }

  private func row(_ note: PersonRemark) -> HTML {
    let about: HTML? = note.range.map { " about <code>\(TerminalText.visible($0))</code>" }
    return """
      <li><div class="who"><p>\(TerminalText.visible(note.text))</p>
      <p class="facts">By \(HTML.name(note.actor)) \(HTML.time(note.since, today: timeOfDay)) UTC\(about)</p>\
      </div>\(visitor.may(.removeNote) ? remove(note) : nil)</li>

      """
  }

  private func remove(_ note: PersonRemark) -> HTML {
    let query = Form.encode([
      ("id", String(note.id)), ("text", note.text), (PersonChange.pageField, file.name),
    ])
    let text = TerminalText.visible(note.text)
    return """
      <div class="commands"><a class="button quiet small" \
      href="\(AdminCommand.Kind.removeNote.path)?\(query)">Remove…<span class="aside"> \(text)</span></a>\
      </div>
      """
  }

  /// Takes nothing from anybody, so it is done without a question.
  private var form: HTML? {
    guard file.hasChosenName || file.address != nil else { return nil }
    return """
      <form method="post" action="\(AdminCommand.Kind.note.path)">
      \(Fields.hidden("\(CommandKey.field)", CommandKey.new()))\(Fields.hidden("name", file.name))\
      \(Fields.hidden("\(PersonChange.pageField)", file.name))\(Fields.note(""))\(file.address.map(about))
      <p class="actions"><button class="quiet">Note it</button></p>
      </form>
      """
  }

  private func about(_ address: String) -> HTML {
    let name: HTML? =
      file.hasChosenName
      ? "<label><input type=\"radio\" name=\"range\" value=\"\" checked> the name</label>\n" : nil
    let ticked: HTML? = file.hasChosenName ? nil : " checked"
    return """
      <fieldset><legend>About</legend>
      \(name)<label><input type="radio" name="range" value="\(address)"\(ticked)> \
      <code>\(TerminalText.visible(address))</code></label></fieldset>
      """
  }
}
