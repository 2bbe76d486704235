import TinyHTTP
import Wire

/// The rows of those who are there. With `isForm` each has a box to choose them by.
struct PeopleTable {
  private let people: [PersonHere]
  private let query: PeopleQuery
  /// RFC 3339, UTC.
  private let timeOfDay: String
  private let isForm: Bool

  init(
    _ people: [PersonHere], _ query: PeopleQuery, timeOfDay: String, isForm: Bool
  ) {
    self.people = people
    self.query = query
    self.timeOfDay = timeOfDay
    self.isForm = isForm
  }

  /// The table stays when nobody is in it, so that its rows can come one by one.
  var html: HTML {
    let columns = HTML.join(Self.columns.map(head))
    return """
      <table class="people"><caption class="aside">People who are here</caption>
      <thead><tr>\(isForm ? Self.all : nil)\(columns)</tr></thead>
      <tbody data-rows>\(HTML.join(people.map(row)))</tbody></table>
      """
  }

  // MARK: - What the columns are

  private static let columns: [(column: PeopleOrder.Column, look: HTML, words: HTML)] = [
    (.name, "who", "Name"), (.address, "from", "Address"), (.joined, "since", "Here since"),
    (.active, "active", "Last active"), (.lines, "said", "Lines"), (.server, "at", "Server"),
    (.flags, "flags", "Flags"),
  ]

  /// Only a script can tick them all.
  private static let all: HTML = """
    <td class="pick"><label class="tick" hidden><input type="checkbox" id="all">\
    <span class="aside">All on this page</span></label></td>
    """

  private func head(_ column: PeopleOrder.Column, _ look: HTML, _ words: HTML) -> HTML {
    let sort: HTML? =
      query.order.column == column
      ? query.order.isDescending ? " aria-sort=\"descending\"" : " aria-sort=\"ascending\"" : nil
    return """
      <th scope="col" class="\(look)"\(sort)><a href="\(query.target(by: column))">\(words)</a></th>
      """
  }

  // MARK: - One person

  private func row(_ person: PersonHere) -> HTML {
    let user = person.user
    // The same names somebody in an address and in a form.
    let choice = Form.encode(PersonAddress(person).pairs)
    let active =
      PersonWords.active(user, today: timeOfDay) ?? "<span class=\"none\">never</span>"
    return LiveUpdates.row(
      "tr", id: "person-\(person.server)-\(String(user.id))",
      """
      \(isForm ? box(choice, person.user.name) : nil)<th scope="row" class="who">\
      <a href="\(PersonAddress.page)?\(choice)">\(HTML.name(user.name))</a></th>\
      <td class="from"><code>\(TerminalText.visible(user.address))</code></td>\
      <td class="since">\(PersonWords.joined(user, today: timeOfDay))</td>\
      <td class="active">\(active)</td>\
      <td class="said">\(Format.grouped(user.lines))</td>\
      <td class="at">\(TerminalText.visible(person.server))</td>\
      <td class="flags">\(FlagWords.badges(user))</td>
      """)
  }

  private func box(_ choice: String, _ name: String) -> HTML {
    "<td class=\"pick\">\(BulkForm.box(choice, TerminalText.visible(name), isInside: true))</td>"
  }
}
