package import TinyHTTP
package import Wire

/// The fields of the forms about what holds for the whole room.
extension Fields {
  /// Seconds of slow mode; nil is none yet.
  package static func slowSeconds(_ seconds: Int?, label: HTML) -> HTML {
    """
    <label for="seconds">\(label) <small>(0: off)</small></label>
    <input id="seconds" name="seconds" type="number" min="0" max="\(Limits.slowSecondsMax)" required \
    value="\(seconds.map { String($0) })">
    """
  }

  /// The word that the doors ask for; who may change it may read it.
  package static func word(_ word: String, label: HTML) -> HTML {
    let (least, most) = (Limits.doorKeyCharactersMin, Limits.doorKeyCharactersMax)
    return """
      <label for="word">\(label) <small>(at least \(least) characters)</small></label>
      <input id="word" name="\(RoomChange.wordField)" required minlength="\(least)" \
      maxlength="\(most)" pattern="\\S+" title="One word, without spaces" autocomplete="off" \
      spellcheck="false" autocapitalize="none" value="\(word)">
      """
  }

  /// All limits; an empty one is the chat servers' own.
  package static func limits(_ limits: RoomLimits) -> HTML {
    let fields = LimitField.allCases.map { field -> HTML in
      """
      <label for="\(field.name)">\(RuleWords.title(field))</label>
      <input id="\(field.name)" name="\(field.name)" type="number" min="0" \
      max="\(Limits.roomLimitMax)" placeholder="the servers’ own" \
      value="\(limits[keyPath: field.path].map { String($0) })">
      """
    }
    return """
      \(HTML.join(fields, separator: "\n"))
      <p class="hint">Empty: as each chat server is set. 0: no limit.</p>
      """
  }

  /// A word filter to be added; `isRefused` when it could not be, for what the note at the top says.
  package static func filter(_ filter: NewFilter?, isRefused: Bool = false) -> HTML {
    let invalid: HTML = isRefused ? " aria-invalid=\"true\"" : ""
    let described: HTML = isRefused ? "message pattern-hint" : "pattern-hint"
    let choices = WordFilter.Action.allCases.map { action -> HTML in
      let ticked: HTML = action == filter?.action ?? .refuse ? " checked" : ""
      return """
        <label><input type="radio" name="action" value="\(action.rawValue)"\(ticked)> \
        <span>\(FilterWords.choice(action))</span></label>
        """
    }
    return """
      <label for="pattern">Words</label>
      <input id="pattern" name="pattern" required maxlength="\(Limits.filterCharactersMax)" \
      autocomplete="off" spellcheck="false" autocapitalize="none" \
      aria-describedby="\(described)"\(invalid) value="\(filter?.pattern)">
      <p id="pattern-hint" class="hint">Whole words in a row, in any case, with or without accents. \
      <code>*</code> stands for any letters: <code>spam*</code> meets “Spammers!”, and \
      <code>buy * now</code> “BUY it, now”.</p>
      <fieldset><legend>Lines with them are</legend>\(HTML.join(choices))</fieldset>
      \(reason(filter?.reason))
      """
  }
}
