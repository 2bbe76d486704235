package import TinyHTTP
package import Wire

/// What is decided about people beside the one person of a command: about many at once, and what is
/// noted. As read from its form.
package enum PersonChange: Equatable {
  /// Chosen on a page of people, or in the room, to which it leads back.
  case many(NewBulk, home: String)
  /// On the page of somebody, to which it leads back.
  case note(NewRemark, on: String)
  case removeNote(id: Int, text: String, on: String)

  /// The field that each chosen person is a value of; its text is a form of its own.
  package static let personField = "who"
  /// The field with the page that they were chosen on.
  package static let homeField = "from"
  /// The field with whose page a note is on.
  package static let pageField = "on"

  /// Throws 400, in words, when something is missing that our own forms always have.
  init(_ kind: AdminCommand.Kind, _ form: Form) throws(HTTPError) {
    switch kind {
    case .note: try self.init(note: form)
    case .removeNote: try self.init(removeNote: form)
    default: try self.init(many: form)
    }
  }

  private init(many form: Form) throws(HTTPError) {
    guard let action = form["action"].flatMap(NewBulk.Action.init) else {
      throw HTTPError(.badRequest, "Say what to do: kick, mute, unmute or ban.")
    }
    var people: [MemberAction] = []
    for (name, value) in form.pairs where name == Self.personField {
      var person = try AdminCommand.memberAction(try Form(decoding: value))
      person.reason = nil
      // In the room somebody may be ticked at several lines; what they are called last counts.
      if let place = people.firstIndex(where: { $0.isSame(as: person) }) {
        people[place] = person
      } else {
        people.append(person)
      }
    }
    guard !people.isEmpty else {
      throw HTTPError(.badRequest, "Tick on the People page whom you mean.")
    }
    let reason = form.text("reason")
    self = .many(
      NewBulk(
        action, reason: reason.isEmpty ? nil : reason,
        minutes: action.hasEnd ? try AdminCommand.minutes(form) : nil, people: people),
      home: Self.home(form))
  }

  /// Where those who are ticked in a form stand: a page of ours, whatever it says.
  package static func home(_ form: Form) -> String {
    let home = form[homeField] ?? ""
    if home == RoomAddress.now { return home }
    let query = home.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
    return PeopleQuery((try? Form(decoding: String(query))) ?? Form()).target()
  }

  private init(note form: Form) throws(HTTPError) {
    let text = form.text("text").split(whereSeparator: \.isNewline).joined(separator: " ")
    let (name, range) = (form.text("name"), form.text("range"))
    guard !name.isEmpty || !range.isEmpty else {
      throw HTTPError(.badRequest, "Say about whom that is: a name, or an address.")
    }
    let note =
      range.isEmpty ? NewRemark(name: name, text: text) : NewRemark(range: range, text: text)
    self = .note(note, on: form[Self.pageField] ?? name)
  }

  private init(removeNote form: Form) throws(HTTPError) {
    self = .removeNote(
      id: try AdminCommand.number("id", in: form), text: form.text("text"),
      on: form[Self.pageField] ?? "")
  }

  package var kind: AdminCommand.Kind {
    switch self {
    case .many: .bulk
    case .note: .note
    case .removeNote: .removeNote
    }
  }

  /// The page it belongs to.
  package var home: String {
    switch self {
    case .many(_, let home): home
    case .note(_, let name), .removeNote(_, _, let name):
      name.isEmpty ? PersonAddress.all : PersonAddress(name).target
    }
  }
}

extension NewBulk.Action {
  /// Whether it holds for a while.
  package var hasEnd: Bool { self == .mute || self == .ban }
}

extension MemberAction {
  /// By whatever name.
  fileprivate func isSame(as other: MemberAction) -> Bool {
    (server, instance, member) == (other.server, other.instance, other.member)
  }
}
