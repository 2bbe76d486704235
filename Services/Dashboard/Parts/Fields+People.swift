package import TinyHTTP
import Wire

/// The fields of the forms about many people at once, and about notes.
extension Fields {
  /// Whom it is about, and on what terms.
  package static func person(_ change: PersonChange) -> HTML {
    switch change {
    case .many(let bulk, let home): many(bulk, from: home)
    case .note(let note, let page):
      """
      \(note.name.map { hidden("name", $0) })\(note.range.map { hidden("range", $0) })\
      \(hidden("\(PersonChange.pageField)", page))\(self.note(note.text))
      """
    case .removeNote(let id, let text, let page):
      """
      \(hidden("id", String(id)))\(hidden("text", text))\(hidden("\(PersonChange.pageField)", page))\
      <p><q><bdi>\(TerminalText.visible(text))</bdi></q></p>
      """
    }
  }

  private static func many(_ bulk: NewBulk, from home: String) -> HTML {
    let names = bulk.people.map { person -> HTML in
      """
      <li>\(hidden("\(PersonChange.personField)", person.choice))\(HTML.name(person.name)) \
      <small>\(TerminalText.visible(person.server))</small></li>

      """
    }
    let terms: HTML? = bulk.action.hasEnd ? duration(bulk.minutes) : nil
    let why = bulk.action == .unmute ? nil : reason(bulk.reason)
    return """
      <ul class="chosen">\(HTML.join(names))</ul>
      \(hidden("action", bulk.action.rawValue))\(hidden("\(PersonChange.homeField)", home))\
      \(terms)\(why)
      """
  }

  /// The text of a note.
  package static func note(_ text: String) -> HTML {
    """
    <label for="text">Note <small>(only admins read it)</small></label>
    <input id="text" name="text" required maxlength="\(Limits.noteCharactersMax)" autocomplete="off" \
    value="\(text)">
    """
  }
}
