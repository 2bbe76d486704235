import TinyHTTP
package import Wire

/// What a ban or a mute could be of, each with whom it would hit now: an address and the network around
/// it, and the name of the person whom an admin has pointed at.
package struct Aims {
  package struct Aim {
    package let target: Target
    /// Nil when nobody was asked.
    package let reach: Reach?
    /// Who it is, as the chat servers said.
    package let people: [PersonHere]

    package init(_ target: Target, _ deed: Reach.Deed, _ people: Result<PeopleHere, APIFailure>?) {
      self.target = target
      reach = people.map { Reach(deed, $0) }
      self.people = (try? people?.get())?.people ?? []
    }
  }

  /// Somebody whom an admin has pointed at.
  package struct Person {
    /// As in the link.
    package let action: MemberAction
    /// Nil when they are not there, or that is not known.
    package let entry: RosterEntry?
    /// Why it is not known.
    package let trouble: String?

    package init(_ action: MemberAction, _ entry: RosterEntry?, trouble: String? = nil) {
      self.action = action
      self.entry = entry
      self.trouble = trouble
    }

    /// As they are called now.
    package var name: String { entry?.name ?? action.name }
    /// A guest's name is the next guest's: nobody can be told by it.
    package var isGuest: Bool { Nickname(known: name)?.isGuest == true }

    /// Where they are, if that is an address that can be banned.
    private var address: String? {
      entry.flatMap { RangeWords.isThisMachine($0.address) ? nil : $0.address }
    }

    /// The gentlest first.
    package var targets: [Target] {
      (isGuest ? [] : [.name(name)]) + (address.map { Aims.targets(of: .range($0)) } ?? [])
    }
  }

  package let deed: Reach.Deed
  package let aims: [Aim]
  package let person: Person?

  package init(_ deed: Reach.Deed, _ aims: [Aim], person: Person? = nil) {
    self.deed = deed
    self.aims = aims
    self.person = person
  }

  /// Without asking anybody.
  package init(_ deed: Reach.Deed, of target: Target, person: MemberAction? = nil) {
    let targets = person == nil ? Self.targets(of: target) : [target]
    self.init(
      deed, targets.map { Aim($0, deed, nil) }, person: person.map { Person($0, nil, trouble: "") })
  }

  /// A single address can be widened to its network, which for IPv6 comes first: its owner has every
  /// address in it.
  package static func targets(of target: Target) -> [Target] {
    guard let range = target.range, let network = RangeWords.neighbourhood(of: range) else {
      return [target]
    }
    let targets = [target, .range(network)]
    return network.contains(":") ? targets.reversed() : targets
  }

  // MARK: - The fields

  /// What is to be banned or muted; `target` is what the form had, `isChosen` that somebody chose it.
  func fields(_ target: Target, isChosen: Bool) -> HTML {
    var aims = aims
    if isChosen, !aims.contains(where: { $0.target == target }) {
      aims.insert(Aim(target, deed, nil), at: 0)
    }
    let ranges = aims.compactMap(\.target.range)
    // Of an address, and not of what it can be widened to.
    let caution = (ranges.first { !$0.contains("/") } ?? ranges.first).flatMap(RangeWords.caution)
    let warning: HTML? = caution.map { "<p class=\"notice\">\($0)</p>" }
    guard aims.count > 1 else { return "\(warning)\(HTML.join(aims.map(single)))\(crowd)" }
    let ticked = isChosen ? target : self.ticked
    let choices = aims.enumerated().map { number, aim in
      choice(aim, number, isTicked: aim.target == ticked)
    }
    return """
      \(warning)<fieldset><legend>What to \(deed == .ban ? "ban" : "mute")</legend>
      \(HTML.join(choices))</fieldset>\(crowd)
      """
  }

  /// Nil where each way would hit others, and nobody has chosen one.
  private var ticked: Target? {
    guard let person else { return aims.first?.target }
    let alone = aims.first { $0.target.range != nil && ($0.reach?.total ?? .max) <= 1 }
    return alone?.target ?? (person.isGuest ? nil : .name(person.name))
  }

  private func single(_ aim: Aim) -> HTML {
    let hint: HTML? =
      aim.target.name == nil
      ? nil
      : """
      <p class="hint">Names that look like it count, too. Whoever has it can come back by another.</p>
      """
    return """
      \(Fields.hidden(field(of: aim.target), aim.target.text))\
      <div class="reach">\(aim.reach?.html)</div>\(hint)
      """
  }

  private func choice(_ aim: Aim, _ number: Int, isTicked: Bool) -> HTML {
    let ticked: HTML? = isTicked ? " checked" : nil
    let text: HTML =
      aim.target.name.map { HTML.name($0) }
      ?? "<code>\(TerminalText.visible(aim.target.text))</code>"
    return """
      <label><input type="radio" name="\(field(of: aim.target))" value="\(aim.target.text)"\(ticked) required \
      aria-describedby="reach-\(number)"> <span>\(text) <small>\(words(aim.target))</small></span>\
      </label>
      <div id="reach-\(number)" class="reach">\(aim.reach?.html)</div>

      """
  }

  private func words(_ target: Target) -> HTML {
    guard let range = target.range else { return "the name; they can come back by another" }
    if !range.contains("/") { return "this address" }
    return range.contains(":") ? "its /64 network" : "its 256 neighbours"
  }

  /// Where a name and addresses can be chosen from, one field has them all.
  private func field(of target: Target) -> HTML {
    if person != nil { return "\(Target.field)" }
    return target.name == nil ? "range" : "name"
  }

  // MARK: - What to know first

  /// Who it is about, and what would be gentler.
  func facts(line: Int?) -> HTML? {
    person.map { "\(facts($0))\(gentler(than: $0, line: line))" }
  }

  private func facts(_ person: Person) -> HTML {
    let name = HTML.name(person.name)
    if let trouble = person.trouble {
      guard !trouble.isEmpty else { return "" }
      return """
        <p class="notice bad">\(TerminalText.visible(trouble)) Where they are is not known now.</p>
        """
    }
    guard let entry = person.entry else {
      let guest: HTML? =
        person.isGuest ? " Nor is there a name to know them by: guests get theirs anew." : nil
      return """
        <p class="notice">They have left, and their address is not kept.\(guest) If they come back, \
        the <a href="/people">People</a> page has it.</p>
        """
    }
    let renamed: HTML? =
      entry.name == person.action.name
      ? nil : "<p class=\"notice\">\(HTML.name(person.action.name)) is \(name) now.</p>"
    let guest: HTML? =
      person.isGuest ? "<p>\(name) has chosen no name that could be banned.</p>" : nil
    let machine: HTML? =
      RangeWords.isThisMachine(entry.address)
      ? """
      <p>That is the chat server’s own machine, with all who come through a proxy on it: its address \
      cannot be banned.</p>
      """ : nil
    return """
      \(renamed)<p>On \(HTML.name(person.action.server)), from \(HTML.name(entry.address)).</p>
      <p class="facts">\(PersonWords.facts(entry))</p>\(machine)\(guest)
      """
  }

  private func gentler(than person: Person, line: Int?) -> HTML? {
    guard let entry = person.entry else { return nil }
    var action = person.action
    action.name = entry.name
    let origin = line.map { [("line", String($0))] } ?? []
    return """
      <p class="gentler">Gentler, and about nobody else: \
      \(link(.mute, "mute", action, origin)) or \(link(.kick, "kick", action, origin)) \
      \(HTML.name(entry.name)).</p>
      """
  }

  /// One by one, in place of all who are there.
  private var crowd: HTML? {
    let people = aims.first?.people ?? []
    guard person == nil, people.count > 1 else { return nil }
    let rows = people.map { person -> HTML in
      let user = person.user
      let action = MemberAction(person)
      let isGuest = Nickname(known: user.name)?.isGuest == true
      let name: HTML? =
        isGuest || deed == .mute ? nil : link(.ban, "Ban…", action, [], isButton: true)
      return """
        <li><div class="who"><p>\(HTML.name(user.name))</p></div><div class="commands">\
        \(link(.mute, "Mute…", action, [], isButton: true))\(name)</div></li>
        """
    }
    return """
      <details class="gentler"><summary>Rather one of them alone…</summary>
      <ul class="rows">\(HTML.join(rows))</ul></details>
      """
  }

  private func link(
    _ kind: AdminCommand.Kind, _ words: HTML, _ action: MemberAction, _ origin: [(String, String)],
    isButton: Bool = false
  ) -> HTML {
    let query = Form.encode(action.pairs + origin)
    let look: HTML? = isButton ? " class=\"button quiet small\"" : nil
    let whom: HTML? =
      isButton ? "<span class=\"aside\"> \(TerminalText.visible(action.name))</span>" : nil
    return "<a\(look) href=\"\(kind.path)?\(query)\">\(words)\(whom)</a>"
  }
}
