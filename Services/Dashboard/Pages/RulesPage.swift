package import TinyHTTP
package import Wire

/// What holds for the whole room, each part with how it is now and a way to change it.
package struct RulesPage {
  /// Seconds that are offered; 0 is off.
  static let slowChoices = [0, 5, 10, 30, 60]

  /// What the API says.
  package struct Answers {
    package var rules: Result<RoomRules, APIFailure>
    /// With the word, for those who may read it.
    package var doors: Result<Doors, APIFailure>
    package var limits: Result<RoomLimits, APIFailure>

    package init(
      rules: Result<RoomRules, APIFailure>, doors: Result<Doors, APIFailure>,
      limits: Result<RoomLimits, APIFailure>
    ) {
      self.rules = rules
      self.doors = doors
      self.limits = limits
    }
  }

  private let answers: Answers
  private let visitor: Visitor

  package init(_ answers: Answers, for visitor: Visitor) {
    self.answers = answers
    self.visitor = visitor
  }

  package var html: HTML {
    """
    \(LiveUpdates.connection)
    <div class="columns aside-last">
    <div class="wide">
    \(slow)
    \(talk)
    \(door)
    </div>
    <div class="side">
    \(limits)
    </div>
    </div>
    """
  }

  /// `content` follows what others change; `form` has fields, and does not.
  private func section(_ id: HTML, _ title: HTML, _ content: HTML, form: HTML? = nil) -> HTML {
    """
    <section class="rule" aria-labelledby="\(id)-title">
    <h2 id="\(id)-title">\(title)</h2>
    \(LiveUpdates.part(id, content))
    \(form)
    </section>
    """
  }

  private func known<Value>(
    _ answer: Result<Value, APIFailure>, _ html: (Value) -> HTML
  ) -> HTML {
    switch answer {
    case .success(let value): html(value)
    case .failure(let failure): failure.notice
    }
  }

  // MARK: - Slow mode

  private var slow: HTML {
    section(
      "slow", "Slow mode",
      known(answers.rules) { rules in
        """
        <p class="facts">\(RuleWords.slow(rules.slowSeconds))</p>
        \(visitor.may(.slow) ? choices(rules.slowSeconds) : nil)
        """
      }, form: visitor.may(.slow) ? Self.ownSeconds : nil)
  }

  /// Can be taken back at once, so each is one press.
  private func choices(_ seconds: Int) -> HTML {
    let all = Set(Self.slowChoices + [seconds]).sorted()
    let buttons = all.map { choice -> HTML in
      let isNow: HTML = choice == seconds ? "true" : "false"
      let words = choice == 0 ? "Off" : Format.span(.seconds(choice))
      return """
        <button name="seconds" value="\(choice)" class="quiet" aria-pressed="\(isNow)">\(words)</button>
        """
    }
    return """
      <form method="post" action="\(AdminCommand.Kind.slow.path)">
      <p class="actions choices" role="group" aria-labelledby="slow-title">\(HTML.join(buttons))</p></form>
      """
  }

  private static let ownSeconds: HTML = """
    <form class="inline" method="post" action="\(AdminCommand.Kind.slow.path)">
    \(Fields.slowSeconds(nil, label: "Or seconds from a person’s line to the next"))
    <button class="quiet">Set</button>
    </form>
    """

  // MARK: - Who may talk

  private var talk: HTML {
    section(
      "talk", "Who may talk",
      known(answers.rules) { rules in
        "<p class=\"facts\">\(RuleWords.voice(rules.voicedOnly))</p>\(voiceChoice(rules.voicedOnly))"
      })
  }

  /// To silence people is asked once more.
  private func voiceChoice(_ isVoicedOnly: Bool) -> HTML? {
    guard visitor.may(.voicedOnly) else { return nil }
    let path = AdminCommand.Kind.voicedOnly.path
    guard isVoicedOnly else {
      return """
        <p class="actions"><a class="button quiet" href="\(path)?only=true">Only those with voice…</a></p>
        """
    }
    return """
      <form method="post" action="\(path)">\(Fields.hidden("only", "false"))
      <p class="actions"><button class="quiet">Let everybody talk</button></p></form>
      <p class="hint">You give voice on the <a href="/people">People</a> page, and beside each line in the \
      <a href="\(RoomAddress.now)">Room</a>.</p>
      """
  }

  // MARK: - Doors

  private var door: HTML {
    section(
      "door", "Doors",
      known(answers.doors) { doors in
        """
        <p>\(RuleWords.doors(doors))</p>
        \(doors.key.map(word))\(visitor.may(.close) ? doorChoice(doors) : nil)
        """
      }, form: visitor.may(.word) ? Self.newWord : nil)
  }

  private func word(_ word: String) -> HTML {
    """
    <p class="word">The word is <code>\(TerminalText.visible(word))</code>: people type \
    <code>/key \(TerminalText.visible(word))</code> as their first line.</p>
    """
  }

  private func doorChoice(_ doors: Doors) -> HTML {
    let close: HTML = """
      <a class="button quiet" href="\(AdminCommand.Kind.close.path)">Close to everybody…</a>
      """
    let open: HTML = "<button class=\"quiet\">Open the doors</button>"
    guard !doors.open else { return "<p class=\"actions\">\(close)</p>" }
    return """
      <form method="post" action="\(AdminCommand.Kind.open.path)">
      <p class="actions">\(open)\(doors.keyed == true ? close : nil)</p></form>
      """
  }

  private static let newWord: HTML = """
    <form class="inline" method="post" action="\(AdminCommand.Kind.word.path)">
    \(Fields.word("", label: "Or close them to all who do not know a word"))
    <button class="quiet">Close</button>
    </form>
    """

  // MARK: - Limits

  private var limits: HTML {
    guard visitor.may(.limits), case .success(let limits) = answers.limits else {
      return section("limits", "Limits", known(answers.limits, table))
    }
    return """
      <section class="rule" aria-labelledby="limits-title">
      <h2 id="limits-title">Limits</h2>
      <form method="get" action="\(AdminCommand.Kind.limits.path)">
      \(Fields.limits(limits))
      <p class="actions"><button class="quiet">Change…</button></p>
      </form>
      </section>
      """
  }

  private func table(_ limits: RoomLimits) -> HTML {
    let rows = LimitField.allCases.map { field -> HTML in
      """
      <tr><th scope="row">\(RuleWords.title(field))</th>\
      <td>\(RuleWords.limit(limits[keyPath: field.path]))</td></tr>
      """
    }
    return "<table class=\"figures\"><tbody>\(HTML.join(rows))</tbody></table>"
  }
}
