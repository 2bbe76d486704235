package import TinyHTTP
package import Wire

/// The lines that wait for a moderator, the word filters that held them, and forms to add one and to try them.
package struct WordsPage {
  /// Lines that wait on one page.
  package static let linesShown = Limits.heldPageDefault
  /// Characters of a line to be tried, which goes into an address.
  package static let triedCharactersMax = 500

  /// What the page was asked for.
  package struct Query: Equatable {
    /// The last line of the page before.
    package var after: Int
    /// What is to be tried; empty is nothing.
    package var tried: String

    package init(after: Int = 0, tried: String = "") {
      self.after = after
      self.tried = tried
    }

    package init(_ form: Form) {
      after = form["after"].flatMap { Int($0) }.map { max(0, $0) } ?? 0
      tried = form.text("line", charactersMax: WordsPage.triedCharactersMax)
    }

    fileprivate func target(after: Int) -> String {
      let pairs =
        (after > 0 ? [("after", String(after))] : []) + (tried.isEmpty ? [] : [("line", tried)])
      return pairs.isEmpty ? "/words" : "/words?" + Form.encode(pairs)
    }
  }

  private let query: Query
  private let filters: Result<[WordFilter], APIFailure>
  private let held: Result<HeldList, APIFailure>?
  /// RFC 3339, UTC.
  private let timeOfDay: String
  private let visitor: Visitor

  /// `held` is nil for whoever may not read such lines.
  package init(
    _ query: Query, filters: Result<[WordFilter], APIFailure>,
    held: Result<HeldList, APIFailure>?, timeOfDay: String, for visitor: Visitor
  ) {
    self.query = query
    self.filters = filters
    self.held = held
    self.timeOfDay = timeOfDay
    self.visitor = visitor
  }

  package var html: HTML {
    """
    \(LiveUpdates.connection)
    <div class="columns aside-last words">
    \(held.map(waiting) ?? list)
    <div class="side">
    \(visitor.may(.addFilter) ? Self.form : nil)
    \(trial)
    </div>
    \(held == nil ? nil : list)
    </div>
    """
  }

  // MARK: - Lines that wait

  private func waiting(_ held: Result<HeldList, APIFailure>) -> HTML {
    """
    <section class="wide" aria-labelledby="held-title">
    <h2 id="held-title">Lines that wait</h2>
    \(LiveUpdates.part("held", content(held)))
    </section>
    """
  }

  private func content(_ held: Result<HeldList, APIFailure>) -> HTML {
    switch held {
    case .failure(let failure): Self.notice(failure)
    case .success(let list) where list.lines.isEmpty: nothingWaits(list)
    case .success(let list): lines(list)
    }
  }

  private func nothingWaits(_ list: HeldList) -> HTML {
    if list.total > 0 {
      return """
        <p class="none">\(Format.count(list.total, "line waits", "lines wait")), all of them before these. \
        <a href="\(query.target(after: 0))">To the first</a></p>
        """
    }
    let isHolding = (try? filters.get())?.contains { $0.action == .hold } != false
    let advice: HTML =
      isHolding
      ? "What a filter holds stands here until you release or drop it, for a day at most."
      : "To look at lines before everybody reads them, add a filter by which they are held."
    return "<p class=\"none\">Nothing waits. \(advice)</p>"
  }

  private func lines(_ list: HeldList) -> HTML {
    let pager = Pager.html([
      ("First", query.after > 0 ? query.target(after: 0) : nil),
      ("Next", list.next.map { query.target(after: $0) }),
    ])
    return """
      <p class="facts">\(Format.count(list.total, "line waits", "lines wait")), the oldest first. Each is \
      dropped after \(HeldWords.hoursMax) hours.</p>
      <ul class="rows">\(HTML.join(list.lines.map(row)))</ul>
      \(pager)
      """
  }

  private func row(_ line: HeldLine) -> HTML {
    """
    <li><div class="who">\(HeldWords.html(line, today: timeOfDay))</div>
    <div class="commands">\(commands(line))</div></li>

    """
  }

  private func commands(_ line: HeldLine) -> HTML {
    guard line.releasing != true else {
      return "<p class=\"facts\">Being released: a chat server is asked to say it.</p>"
    }
    let fields = [("id", String(line.id)), ("name", line.name)]
    let whose: HTML = "<span class=\"aside\"> the line of \(TerminalText.visible(line.name))</span>"
    return """
      <form method="post" action="\(AdminCommand.Kind.release.path)">\
      \(Fields.hidden(fields))\
      <button class="quiet small">Release\(whose)</button></form>\
      <a class="button quiet small" href="\(AdminCommand.Kind.drop.path)?\(Form.encode(fields))">\
      Drop…\(whose)</a>
      """
  }

  // MARK: - Filters

  private var list: HTML {
    """
    <section class="wide" aria-labelledby="filters-title">
    <h2 id="filters-title">Filters</h2>
    \(LiveUpdates.part("filters", filterList))
    </section>
    """
  }

  private var filterList: HTML {
    switch filters {
    case .failure(let failure): return Self.notice(failure)
    case .success(let filters) where filters.isEmpty:
      let advice: HTML? =
        visitor.may(.addFilter) ? " Add words, and lines with them are refused or held." : nil
      return "<p class=\"none\">No words are filtered.\(advice)</p>"
    case .success(let filters):
      return """
        <p class="facts">\(Format.count(filters.count, "filter", "filters")), the newest first. What bots say \
        and <code>/msg</code> pass.</p>
        <ul class="rows">\(HTML.join(filters.reversed().map(row)))</ul>
        """
    }
  }

  private func row(_ filter: WordFilter) -> HTML {
    """
    <li><div class="who"><p>\(FilterWords.quoted(filter.pattern))</p>
    \(FilterWords.facts(filter, today: timeOfDay))</div>
    \(visitor.may(.removeFilter) ? remove(filter) : nil)</li>

    """
  }

  private func remove(_ filter: WordFilter) -> HTML {
    let query = Form.encode([("id", String(filter.id)), ("pattern", filter.pattern)])
    return """
      <div class="commands"><a class="button quiet small" \
      href="\(AdminCommand.Kind.removeFilter.path)?\(query)">\
      Remove…<span class="aside"> the filter \(TerminalText.visible(filter.pattern))</span></a></div>
      """
  }

  private static func notice(_ failure: APIFailure) -> HTML {
    if case .refused(.notFound, _) = failure {
      return "<p class=\"notice\">This API is older than the dashboard: it filters no words.</p>"
    }
    return failure.notice
  }

  // MARK: - Forms

  private static var form: HTML {
    """
    <section aria-labelledby="add-title">
    <h2 id="add-title">Filter words</h2>
    <form method="post" action="\(AdminCommand.Kind.addFilter.path)">
    \(Fields.hidden("\(CommandKey.field)", CommandKey.new()))\(Fields.filter(nil))
    <p class="actions"><button>Add the filter</button></p>
    </form>
    </section>
    """
  }

  private var trial: HTML {
    """
    <section class="rule" aria-labelledby="try-title">
    <h2 id="try-title">Try a line</h2>
    <form class="inline" method="get" action="/words">
    <label for="line">What somebody might say</label>
    <input id="line" name="line" maxlength="\(Self.triedCharactersMax)" autocomplete="off" \
    spellcheck="false" value="\(query.tried)">
    <button class="quiet">Try</button>
    </form>
    \(LiveUpdates.part("tried", verdict))
    </section>
    """
  }

  /// As a chat server would judge that line.
  private var verdict: HTML? {
    guard !query.tried.isEmpty, case .success(let filters) = filters else { return nil }
    return FilterWords.verdict(WordFilters(filters).matches(CleanText(query.tried).text))
  }
}

/// What is asked before a change of filters, or before a line is dropped.
extension WordChange {
  /// With the words and the name that the API knows.
  func corrected(by subject: Subject) -> WordChange {
    switch (self, subject) {
    case (.remove(let id, _), .filter(let filter)): .remove(id: id, pattern: filter.pattern)
    case (.release(let id, _), .held(let line)): .release(id: id, name: line.name)
    case (.drop(let id, _), .held(let line)): .drop(id: id, name: line.name)
    default: self
    }
  }

  /// `isRefused` when it could not be done, for what the note at the top says.
  func fields(isRefused: Bool) -> HTML {
    switch self {
    case .add(let filter): Fields.filter(filter, isRefused: isRefused)
    case .remove(let id, let pattern):
      "\(Fields.hidden("id", String(id)))\(Fields.hidden("pattern", pattern))"
    case .release(let id, let name), .drop(let id, let name):
      "\(Fields.hidden("id", String(id)))\(Fields.hidden("name", name))"
    }
  }
}
