package import TinyHTTP
package import Wire

/// The fields of the admin's forms; the same on the pages that begin a command and on the question.
package enum Fields {
  /// Minutes and what they are called; nil is for ever.
  private static let durations: [(minutes: Int?, words: HTML)] = [
    (10, "10 minutes"), (60, "1 hour"), (1_440, "1 day"), (10_080, "1 week"), (43_200, "30 days"),
    (nil, "for ever"),
  ]
  /// What is chosen by default.
  package static let durationDefault = 60

  /// A hidden field.
  package static func hidden(_ name: HTML, _ value: String) -> HTML {
    "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">"
  }

  /// A reason, to be read by those it is about.
  package static func reason(_ text: String, label: HTML) -> HTML {
    """
    <label for="reason">\(label) <small>(may be empty)</small></label>
    <input id="reason" name="reason" maxlength="\(Limits.reasonCharactersMax)" autocomplete="off" \
    value="\(text)">
    """
  }

  /// A choice of durations, with `minutes` added if it is not among them.
  package static func duration(_ minutes: Int?) -> HTML {
    let isListed = durations.contains { $0.minutes == minutes }
    let other: [(minutes: Int?, words: HTML)] =
      isListed ? [] : [(minutes, "\(Format.span(.seconds(60 * (minutes ?? 0))))" as HTML)]
    let options = (durations + other).map { option -> HTML in
      let value = option.minutes.map { String($0) } ?? ""
      let selected: HTML = option.minutes == minutes ? " selected" : ""
      return "<option value=\"\(value)\"\(selected)>\(option.words)</option>"
    }
    return """
      <label for="minutes">For how long</label>
      <select id="minutes" name="minutes">\(HTML.join(options))</select>
      """
  }

  /// A single address can be widened to its network; a range stands as it is. For IPv6 the network
  /// is proposed, since its owner has every address in it, unless the address was chosen already.
  package static func range(_ range: String, isChosen: Bool) -> HTML {
    let caution = RangeWords.caution(range)
    let warning: HTML? = caution.map { "<p class=\"notice\">\($0)</p>" }
    guard let network = RangeWords.neighbourhood(of: range) else {
      return "\(warning)\(hidden("range", range))"
    }
    let isIPv6 = network.contains(":")
    let width: HTML = isIPv6 ? "its /64 network" : "its 256 neighbours"
    let choices = [
      choice(of: range, "this address", isTicked: isChosen || !isIPv6),
      choice(of: network, width, isTicked: !isChosen && isIPv6),
    ]
    return """
      \(warning)<fieldset><legend>What to ban</legend>
      \(HTML.join(isIPv6 ? choices.reversed() : choices))</fieldset>
      """
  }

  private static func choice(of range: String, _ words: HTML, isTicked: Bool) -> HTML {
    let ticked: HTML = isTicked ? " checked" : ""
    return """
      <label><input type="radio" name="range" value="\(range)"\(ticked)> \
      <code>\(TerminalText.visible(range))</code> <small>\(words)</small></label>

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
