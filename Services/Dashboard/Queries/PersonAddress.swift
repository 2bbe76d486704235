package import TinyHTTP
package import Wire

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

  package init(_ person: PersonHere) { self.init(MemberAction(person)) }

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
  package var pairs: [(String, String)] { action?.pairs ?? [("name", name)] }

  package var target: String { "\(Self.page)?\(Form.encode(pairs))" }
}

extension MemberAction {
  /// As they are called now.
  package init(_ person: PersonHere) {
    self.init(
      server: person.server, instance: person.instance, member: person.user.id,
      name: person.user.name)
  }

  /// Who it is, as links and forms say it.
  package var pairs: [(String, String)] {
    [("server", server)] + (instance.map { [("instance", $0)] } ?? [])
      + [("member", String(member)), ("name", name)]
  }

  /// What a box to choose them by stands for.
  package var choice: String { Form.encode(pairs) }
}
