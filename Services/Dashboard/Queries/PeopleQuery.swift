package import TinyHTTP
package import Wire

/// Which of those who are there a page shows, and in which order.
package struct PeopleQuery: Equatable {
  /// People on one page.
  package static let peopleShown = 50
  /// Who has been there longest comes first.
  package static let orderDefault = PeopleOrder(.joined)

  /// In their name or address; empty is anything.
  package var search = ""
  /// The address or range they come from; empty is any.
  package var range = ""
  package var isMuted = false
  package var isVoiced = false
  /// Seconds for which they have said nothing, at least.
  package var idle: Int?
  /// Seconds since they came, at most.
  package var new: Int?
  /// The chat server they are on; nil is any.
  package var server: String?
  package var order = orderDefault
  /// Where the page begins; nil is the first page.
  package var after: String?

  package init() {}

  /// What makes no sense is ignored: somebody may have typed it into the address.
  package init(_ form: Form) {
    func seconds(_ name: String) -> Int? {
      let range = 1...Limits.peopleSecondsMax
      return form[name].flatMap { Int($0) }.flatMap { range.contains($0) ? $0 : nil }
    }
    search = form.text("q", charactersMax: Limits.searchCharactersMax)
    range = form.text("range", charactersMax: Self.rangeCharactersMax)
    isMuted = form["muted"] == "1"
    isVoiced = form["voiced"] == "1"
    idle = seconds("idle")
    new = seconds("new")
    server = form["server"].flatMap { ServerID.isValid($0) ? $0 : nil }
    order = form["sort"].flatMap { PeopleOrder($0) } ?? Self.orderDefault
    let place = form.text("after", charactersMax: PeoplePlace.cursorBytesMax)
    after = place.isEmpty ? nil : place
  }

  /// No address is longer.
  package static let rangeCharactersMax = 64

  /// Only some are asked for.
  package var isFiltered: Bool { !filter.isEmpty }
  /// By more than words.
  package var isNarrowed: Bool { filter.contains { $0.0 != "q" } }

  /// The fields of its form, without order and place.
  package var filter: [(String, String)] {
    [
      ("q", search), ("range", range), ("muted", isMuted ? "1" : ""),
      ("voiced", isVoiced ? "1" : ""), ("idle", idle.map { String($0) } ?? ""),
      ("new", new.map { String($0) } ?? ""), ("server", server ?? ""),
    ].filter { !$0.1.isEmpty }
  }

  /// All of it but the place, as in an address.
  package var pairs: [(String, String)] {
    filter + (order == Self.orderDefault ? [] : [("sort", order.text)])
  }

  /// The same for the API, by its own names.
  package var conditions: [(String, String)] {
    [("limit", String(Self.peopleShown)), ("sort", order.text)]
      + filter.map { ["muted", "voiced"].contains($0.0) ? ($0.0, "true") : $0 }
      + (after.map { [("after", $0)] } ?? [])
  }

  /// The address of a page of the same people.
  package func target(after: String? = nil) -> String {
    let pairs = pairs + (after.map { [("after", $0)] } ?? [])
    return pairs.isEmpty ? PersonAddress.all : "\(PersonAddress.all)?\(Form.encode(pairs))"
  }

  /// The address of the first page in the order of a column; the other way round, if it is in that
  /// order already. Of what is counted and of what was last, the most comes first.
  package func target(by column: PeopleOrder.Column) -> String {
    var query = self
    let isDescendingFirst = [.lines, .active].contains(column)
    query.order = PeopleOrder(
      column, isDescending: order.column == column ? !order.isDescending : isDescendingFirst)
    return query.target()
  }

  /// The address of all, in the same order.
  package var all: String {
    var query = PeopleQuery()
    query.order = order
    return query.target()
  }
}
