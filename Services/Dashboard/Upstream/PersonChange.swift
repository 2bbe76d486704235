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
    case .note(_, let name), .removeNote(_, _, let name): PersonAddress(name).target
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

  /// What a box to choose them by stands for.
  package var choice: String { Form.encode(PersonAddress(self).pairs) }
}

/// Where on the dashboard somebody is: by their name, and by their connection while they are there.
package struct PersonAddress: Equatable {
  /// Everybody who is there.
  package static let all = "/people"
  package static let page = "/person"
  /// Many are asked about before it is done.
  package static let ask = "/bulk/ask"

  package var name: String
  package var server: String?
  package var instance: String?
  package var member: Int?

  /// Whoever goes by a name.
  package init(_ name: String) { self.name = name }

  package init(_ person: MemberAction) {
    (name, server, instance, member) =
      (person.name, person.server, person.instance, person.member)
  }

  package init(_ person: PersonHere) {
    (name, server, instance, member) =
      (person.user.name, person.server, person.instance, person.user.id)
  }

  /// Who said a line, by their connection where that is known; nil when it was no person.
  package init?(speakerOf line: Message) {
    guard [.said, .done].contains(line.kind) else { return nil }
    name = line.name
    guard let member = line.member, let origin = MessageOrigin(line.origin),
      ServerID.isValid(origin.server), ServerID.isValid(origin.instance)
    else { return }
    (server, instance, self.member) = (origin.server, origin.instance, member)
  }

  /// `ann (7 on vm)`, as the log names somebody who was there; nil for anything else.
  package init?(target: String) {
    guard target.last == ")", let place = target.ranges(of: " (").last else { return nil }
    let words = target[place.upperBound...].dropLast().split(separator: " ")
    guard words.count == 3, words[1] == "on", let member = Int(words[0]), member >= 0,
      ServerID.isValid(String(words[2]))
    else { return nil }
    name = String(target[..<place.lowerBound])
    (server, self.member) = (String(words[2]), member)
  }

  /// What makes no sense is ignored: somebody may have typed it into the address.
  package init(_ form: Form) {
    name = form.text("name", charactersMax: Limits.nicknameColumnsMax)
    guard let server = form["server"], ServerID.isValid(server),
      let member = form["member"].flatMap({ Int($0) }), member >= 0
    else { return }
    (self.server, self.member) = (server, member)
    instance = form["instance"].flatMap { ServerID.isValid($0) ? $0 : nil }
  }

  /// The connection that is meant; nil when only a name is.
  package var action: MemberAction? {
    guard let server, let member else { return nil }
    return MemberAction(server: server, instance: instance, member: member, name: name)
  }

  /// The same fields as in the forms of commands about somebody.
  package var pairs: [(String, String)] {
    [
      server.map { ("server", $0) }, instance.map { ("instance", $0) },
      member.map { ("member", String($0)) },
    ].compactMap(\.self) + [("name", name)]
  }

  package var target: String { "\(Self.page)?\(Form.encode(pairs))" }
}
