package import TinyHTTP
package import Wire

/// Whom a ban or a mute would hit now, as far as the chat servers have said.
package struct Reach {
  package enum Deed { case ban, mute }

  /// Names in the sentence; more of them are folded away, up to `Limits.peopleMax`.
  static let namesMax = 12

  private let deed: Deed
  private let people: Result<PeopleHere, APIFailure>

  package init(_ deed: Deed, _ people: Result<PeopleHere, APIFailure>) {
    self.deed = deed
    self.people = people
  }

  /// Nil when that is not known for certain.
  var total: Int? {
    guard case .success(let here) = people, here.missing == nil else { return nil }
    return here.total
  }

  package var html: HTML {
    switch people {
    case .failure(let failure):
      "<p>\(unknown). \(TerminalText.visible(failure.explanation))</p>"
    case .success(let here) where here.total == 0 && here.missing != nil:
      "<p>\(unknown).\(silence(here))</p>"
    case .success(let here) where here.total == 0: "<p>\(verb) nobody who is here now.</p>"
    case .success(let here) where here.people.count <= Self.namesMax:
      "<p>\(sentence(here, shown: Self.namesMax))\(silence(here))</p>"
    case .success(let here):
      """
      <details><summary>\(sentence(here, shown: Self.namesMax))</summary>\
      <p>\(names(here, shown: Limits.peopleMax)).</p></details>\
      \(silence(here).map { "<p>\($0)</p>" as HTML })
      """
    }
  }

  private var verb: HTML { deed == .ban ? "Puts out" : "Mutes" }
  private var unknown: HTML {
    deed == .ban ? "Whom it puts out is not known" : "Whom it mutes is not known"
  }

  private func sentence(_ here: PeopleHere, shown: Int) -> HTML {
    let least: HTML? = here.missing == nil ? nil : "at least "
    return """
      \(verb) \(least)<strong>\(Format.count(here.total, "person", "people"))</strong>: \
      \(names(here, shown: shown)).
      """
  }

  private func names(_ here: PeopleHere, shown: Int) -> HTML {
    let names = here.people.prefix(shown).map { HTML.name($0.user.name) }
    let rest = here.total - names.count
    let more: HTML? = rest > 0 ? " and \(Format.grouped(rest)) more" : nil
    return "\(HTML.join(names, separator: ", "))\(more)"
  }

  /// Which servers did not say.
  private func silence(_ here: PeopleHere) -> HTML? {
    guard let missing = here.missing else { return nil }
    return HTML.join(
      missing.map {
        """
         Of \(HTML.name($0.server)) it is not known: \
        \(TerminalText.visible(Format.sentence($0.why)))
        """
      })
  }
}
