import TinyHTTP
package import Wire

/// Something about the words that are filtered, or about a line that waits because of them, as read from its
/// form.
package enum WordChange: Equatable {
  case add(NewFilter)
  case remove(id: Int, pattern: String)
  /// A line that is held; of its author a link may carry any name.
  case release(id: Int, name: String)
  case drop(id: Int, name: String)

  /// Throws 400, in words, when something is missing that our own forms always have.
  init(_ kind: AdminCommand.Kind, _ form: Form) throws(HTTPError) {
    func id() throws(HTTPError) -> Int { try AdminCommand.number("id", in: form) }
    switch kind {
    case .removeFilter: self = .remove(id: try id(), pattern: form["pattern"] ?? "")
    case .release: self = .release(id: try id(), name: form["name"] ?? "")
    case .drop: self = .drop(id: try id(), name: form["name"] ?? "")
    default: try self.init(adding: form)
    }
  }

  /// What is looked for is the API's to judge.
  private init(adding form: Form) throws(HTTPError) {
    guard let action = form["action"].flatMap(WordFilter.Action.init) else {
      throw HTTPError(.badRequest, "Say whether such lines are refused or held.")
    }
    let reason = form.text("reason")
    self = .add(
      NewFilter(
        pattern: form.text("pattern"), action: action, reason: reason.isEmpty ? nil : reason))
  }

  package var kind: AdminCommand.Kind {
    switch self {
    case .add: .addFilter
    case .remove: .removeFilter
    case .release: .release
    case .drop: .drop
    }
  }
}
