package import TinyHTTP
package import Wire

/// Which lines of the room a page shows.
package struct RoomQuery: Equatable {
  package enum Place: Equatable {
    case newest
    /// Just older than this id.
    case before(Int)
    /// Just newer than it.
    case after(Int)
    /// Around a line, by its id.
    case line(Int)
    /// Around an RFC 3339 time.
    case moment(String)
  }

  package var place = Place.newest
  /// Words that the line has; empty is any.
  package var search = ""
  package var name = ""
  /// Only what was said.
  package var isTalkOnly = false

  package init(_ place: Place = .newest) { self.place = place }

  /// What makes no sense is ignored: somebody may have typed it into the address.
  package init(_ form: Form) {
    search = form.text("q", charactersMax: Limits.messageSearchCharactersMax)
    name = form.text("name", charactersMax: Limits.searchCharactersMax)
    isTalkOnly = form["kind"] == "talk"
    func id(_ name: String) -> Int? { form[name].flatMap { Int($0) }.flatMap { $0 < 0 ? nil : $0 } }
    if let line = id("line") {
      place = .line(line)
    } else if let time = EnteredTime.utc(form["at"]) {
      place = .moment(time)
    } else if let before = id("before") {
      place = .before(before)
    } else if let after = id("after") {
      place = .after(after)
    }
  }

  /// Something is searched for.
  package var isSearch: Bool { !search.isEmpty || !name.isEmpty }
  /// Shows what is said as it is said.
  package var isLive: Bool { place == .newest && !isSearch }

  /// The fields of its form, without the place.
  package var filter: [(String, String)] {
    (search.isEmpty ? [] : [("q", search)]) + (name.isEmpty ? [] : [("name", name)])
      + (isTalkOnly ? [("kind", "talk")] : [])
  }

  /// The address of the page with the same lines chosen at another place.
  package func target(_ place: (String, Int)? = nil) -> String {
    let pairs = filter + (place.map { [($0.0, String($0.1))] } ?? [])
    return pairs.isEmpty ? RoomAddress.now : "\(RoomAddress.now)?\(Form.encode(pairs))"
  }
}

/// Some lines of the room, and whether there are others beside them.
package struct RoomView: Equatable {
  /// In the order they were said.
  package var lines: [Message]
  package var hasOlder: Bool
  package var hasNewer: Bool

  package init(_ lines: [Message], hasOlder: Bool = false, hasNewer: Bool = false) {
    self.lines = lines
    self.hasOlder = hasOlder
    self.hasNewer = hasNewer
  }

  /// What was said before a moment, newest first, and from then on, in order.
  init(_ before: MessageList, _ after: MessageList) {
    let older = before.messages.reversed()
    let last = older.last?.id ?? -1
    self.init(
      older + after.messages.filter { $0.id > last }, hasOlder: before.more, hasNewer: after.more)
  }
}
