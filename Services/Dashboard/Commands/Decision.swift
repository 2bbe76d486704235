package import TinyHTTP
package import Wire

/// Whom a ban or a mute means that is not about one person at a prompt.
package enum Target: Hashable {
  case name(String)
  /// An address or a range, as somebody typed it.
  case range(String)

  /// The field in which either can be typed.
  package static let field = "whom"

  /// No name has a dot, a colon or a slash, and every address has one.
  package init(typed text: String) {
    self = text.contains { ".:/".contains($0) } ? .range(text) : .name(text)
  }

  /// Nil when a form names neither.
  package init?(_ form: Form) {
    let (typed, range, name) = (form.text(Self.field), form.text("range"), form.text("name"))
    if !typed.isEmpty {
      self.init(typed: typed)
    } else if !range.isEmpty {
      self = .range(range)
    } else if !name.isEmpty {
      self = .name(name)
    } else {
      return nil
    }
  }

  package init(_ ban: NewBan) { self = ban.name.map(Target.name) ?? .range(ban.range ?? "") }
  package init(_ mute: NewMute) { self = mute.name.map(Target.name) ?? .range(mute.range ?? "") }

  package var name: String? { if case .name(let name) = self { name } else { nil } }
  package var range: String? { if case .range(let range) = self { range } else { nil } }
  package var text: String { name ?? range ?? "" }
  /// As a link says it, and the API.
  package var pair: (String, String) { (name == nil ? "range" : "name", text) }
}

/// What is decided about mutes of names and addresses, and about what is in force already.
package enum Decision: Equatable {
  case mute(NewMute)
  case liftMute(id: Int, target: String)
  case changeBan(id: Int, target: String, TermsChange)
  case changeMute(id: Int, target: String, TermsChange)

  /// Throws 400, in words, when something is missing that our own links and forms always have.
  init(_ kind: AdminCommand.Kind, _ form: Form) throws(HTTPError) {
    let id = try AdminCommand.number("id", in: form)
    let target = form[Target.field] ?? ""
    switch kind {
    case .changeBan: self = .changeBan(id: id, target: target, try TermsChange(form))
    case .changeMute: self = .changeMute(id: id, target: target, try TermsChange(form))
    default: self = .liftMute(id: id, target: target)
    }
  }

  package var kind: AdminCommand.Kind {
    switch self {
    case .mute: .mute
    case .liftMute: .liftMute
    case .changeBan: .changeBan
    case .changeMute: .changeMute
    }
  }

  /// The page it belongs to.
  package var home: String {
    if case .changeBan = self { "/bans" } else { "/mutes" }
  }
}

extension TermsChange {
  /// An end that is empty stays, 0 is none. Throws 400, in words, for what is no number of minutes.
  init(_ form: Form) throws(HTTPError) {
    let text = form.text("minutes")
    let minutes = Int(text)
    guard text.isEmpty || minutes.map((0...Limits.banMinutesMax).contains) == true else {
      throw HTTPError(
        .badRequest, "A new end is 1 to \(Limits.banMinutesMax) minutes from now, or 0 for none.")
    }
    self.init(reason: form["reason"].map { _ in form.text("reason") }, minutes: minutes)
  }
}
