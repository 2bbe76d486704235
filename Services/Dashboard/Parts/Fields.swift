package import TinyHTTP
package import Wire

/// The fields of the admin's forms; the same on the pages that begin a command and on the question.
package enum Fields {
  /// Minutes and what they are called.
  private static let durations: [(minutes: Int?, words: HTML)] = [
    (10, "10 minutes"), (60, "1 hour"), (1_440, "1 day"), (10_080, "1 week"), (43_200, "30 days"),
  ]
  /// What no end is called, of a ban and of a mute.
  package static let forEver: HTML = "for ever"
  package static let untilLifted: HTML = "until it is lifted"
  /// What is chosen by default.
  package static let durationDefault = 60

  /// A hidden field.
  package static func hidden(_ name: HTML, _ value: String) -> HTML {
    "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">"
  }

  /// One for each pair, as it would stand in a link.
  package static func hidden(_ pairs: [(String, String)]) -> HTML {
    HTML.join(pairs.map { name, value in hidden("\(name)", value) })
  }

  /// A reason, to be read by those it is about.
  package static func reason(_ text: String?) -> HTML {
    """
    <label for="reason">Reason, which they will read <small>(may be empty)</small></label>
    <input id="reason" name="reason" maxlength="\(Limits.reasonCharactersMax)" autocomplete="off" \
    value="\(text)">
    """
  }

  /// A choice of durations, with `minutes` added if it is not among them; nil is without an end.
  package static func duration(_ minutes: Int?, endless: HTML = forEver) -> HTML {
    let known = durations + [(nil, endless)]
    let isListed = known.contains { $0.minutes == minutes }
    let other: [(minutes: Int?, words: HTML)] =
      isListed ? [] : [(minutes, "\(Format.span(.seconds(60 * (minutes ?? 0))))" as HTML)]
    let options = (known + other).map { option -> HTML in
      let value = option.minutes.map { String($0) } ?? ""
      let selected: HTML = option.minutes == minutes ? " selected" : ""
      return "<option value=\"\(value)\"\(selected)>\(option.words)</option>"
    }
    return """
      <label for="minutes">For how long</label>
      <select id="minutes" name="minutes">\(HTML.join(options))</select>
      """
  }

  /// Whom a ban or a mute is to mean, as somebody types it.
  package static let whom: HTML = """
    <label for="whom">Name, address or range</label>
    <input id="whom" name="\(Target.field)" required maxlength="64" autocomplete="off" \
    spellcheck="false" autocapitalize="none" placeholder="bob, or 192.0.2.0/24">
    """

  /// A new end of what is in force, from now on; nil leaves it as it is.
  package static func end(_ minutes: Int?, endless: HTML) -> HTML {
    var known: [(minutes: Int?, words: HTML)] = [(nil, "stays as it is")]
    known += durations.map { ($0.minutes, "\($0.words) from now" as HTML) } + [(0, endless)]
    if !known.contains(where: { $0.minutes == minutes }), let minutes {
      known.append((minutes, "\(Format.span(.seconds(60 * minutes))) from now"))
    }
    let options = known.map { option -> HTML in
      let selected: HTML = option.minutes == minutes ? " selected" : ""
      return """
        <option value="\(option.minutes.map { String($0) })"\(selected)>\(option.words)</option>
        """
    }
    return """
      <label for="minutes">End</label>
      <select id="minutes" name="minutes">\(HTML.join(options))</select>
      """
  }

  /// The text of an announcement, on one line to begin with.
  package static let announcement: HTML = """
    <label for="text">Text</label>
    <input id="text" name="text" required maxlength="\(Limits.lineBytesMax)" autocomplete="off">
    """

  /// The same in the question: all of the text can be seen, however long.
  package static func announcement(_ text: String) -> HTML {
    """
    <label for="text">Text</label>
    <textarea id="text" name="text" class="prose" rows="4" required \
    maxlength="\(Limits.lineBytesMax)" autocomplete="off">
    \(text)</textarea>
    """
  }

  /// How many lines newcomers see; nil when the present number is not known.
  package static func history(_ lines: Int?) -> HTML {
    """
    <label for="lines">Lines replayed to whoever joins</label>
    <input id="lines" name="lines" type="number" min="0" max="\(Limits.historyLinesMax)" required \
    value="\(lines.map { String($0) })">
    """
  }

  /// How long what is said is kept; nil when the present number is not known.
  package static func retention(_ days: Int?) -> HTML {
    """
    <label for="days">Days for which what is said is kept <small>(0: not at all)</small></label>
    <input id="days" name="days" type="number" min="0" max="\(Limits.retentionDaysMax)" required \
    value="\(days.map { String($0) })">
    """
  }

  /// A bot to be made.
  package static func bot(_ bot: NewBot?) -> HTML {
    let isTicked: HTML? = bot?.mayRead == true ? " checked" : nil
    return """
      <label for="name">Name</label>
      <input id="name" name="name" required maxlength="\(Limits.nicknameColumnsMax)" \
      autocomplete="off" spellcheck="false" value="\(bot?.name)">
      <fieldset><label><input type="checkbox" name="may_read" value="1"\(isTicked)> It may read \
      what was said, too</label></fieldset>
      """
  }
}
