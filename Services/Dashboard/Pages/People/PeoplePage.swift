package import TinyHTTP
package import Wire

/// Who is in the chat, on all servers: a table that sorts and filters, and what can be done about those
/// who are chosen in it.
package struct PeoplePage {
  private let query: PeopleQuery
  private let here: Result<PeopleHere, APIFailure>
  /// RFC 3339, UTC.
  private let timeOfDay: String
  private let mayModerate: Bool

  package init(
    _ query: PeopleQuery, _ here: Result<PeopleHere, APIFailure>,
    timeOfDay: String, mayModerate: Bool = true
  ) {
    self.query = query
    self.here = here
    self.timeOfDay = timeOfDay
    self.mayModerate = mayModerate
  }

  package var script: HTML {
    "\(LiveUpdates.script)\(mayModerate ? BulkForm.script : nil)"
  }

  package var html: HTML {
    """
    \(LiveUpdates.connection)
    <section aria-labelledby="people-title">
    <h2 id="people-title">People</h2><small>Who is in the chat now. Times are \(HTML.zone).</small>
    \(PeopleFilters.tabs(query))\(PeopleFilters.html(query, servers: (try? here.get())?.servers ?? []))
    \(LiveUpdates.part("count", count))
    \(mayModerate ? BulkForm.html(table, home: query.target()) : table)
    \(LiveUpdates.part("pages", pager))
    </section>
    """
  }

  private var table: HTML {
    LiveUpdates.part(
      "list",
      PeopleTable(
        (try? here.get())?.people ?? [], query, timeOfDay: timeOfDay, isForm: mayModerate
      ).html)
  }

  private var pager: HTML? {
    guard case .success(let here) = here else { return nil }
    return Pager.html([
      ("First page", query.after == nil ? nil : query.target()),
      ("Next page", here.next.map { query.target(after: $0) }),
    ])
  }

  // MARK: - How many

  private var count: HTML {
    switch here {
    case .failure(.refused(.notFound, _)):
      "<p class=\"notice\">This API is older than the dashboard: it does not say who is there.</p>"
    case .failure(let failure): failure.notice
    case .success(let here):
      """
      \((here.missing ?? []).notice(unsaid: "who is there"))\
      \(here.people.isEmpty ? nothing(here) : total(here))
      """
    }
  }

  private func total(_ here: PeopleHere) -> HTML {
    let least: HTML? = here.missing == nil ? nil : "At least "
    let people = Format.count(here.total, "person", "people")
    return "<p class=\"facts\">\(least)\(people) \(query.isFiltered ? "found" : "here")</p>"
  }

  private func nothing(_ here: PeopleHere) -> HTML {
    if query.after != nil {
      return "<p class=\"none\">Nobody is left for this page: people have gone.</p>"
    }
    guard query.isFiltered else {
      return here.missing == nil
        ? """
        <p class="none">Nobody is here. How to join is on the <a href="/">Overview</a>.</p>
        """
        : ""
    }
    let search = query.search
    let page: HTML? =
      search.isEmpty
      ? nil
      : """
       Who went by that name has <a href="\(PersonAddress(search).target)">a page</a> all the same.
      """
    return """
      <p class="none">Nobody who is here is like that. Ask for less, or \
      <a href="\(query.all)">show all</a>.\(page)</p>
      """
  }
}
