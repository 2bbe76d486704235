package import TinyHTTP
package import Wire

/// The audit log: what was searched for, or all of it, a page at a time, the newest first.
package struct LogPage {
  /// Events on one page.
  package static let eventsShown = 50

  private let query: LogQuery
  private let list: Result<EventList, APIFailure>
  /// RFC 3339, UTC.
  private let timeOfDay: String

  /// `list` is newest first.
  package init(_ query: LogQuery, _ list: Result<EventList, APIFailure>, timeOfDay: String) {
    self.query = query
    self.list = list
    self.timeOfDay = timeOfDay
  }

  /// Only the newest page of everything changes.
  package var script: HTML { query.isLive ? LiveUpdates.script : "" }

  package var html: HTML {
    """
    \(LiveUpdates.connection)
    <section aria-labelledby="log-title">
    <h2 id="log-title">Log</h2><small>Who did what, the newest first. Times are \(HTML.zone).</small>
    \(form)
    \(LiveUpdates.part("list", content))
    </section>
    """
  }

  // MARK: - What was found

  private var content: HTML {
    switch list {
    case .failure(let failure): failure.notice
    case .success(let list) where list.events.isEmpty:
      "<p class=\"none\">\(nothing)</p>\(pager(nil))"
    case .success(let list):
      "\(LiveUpdates.events(list.events, today: timeOfDay))\(pager(list.next))"
    }
  }

  private var nothing: HTML {
    if query.before != nil { return "There is nothing older." }
    guard query.isFiltered else {
      return "Nothing has happened yet. What admins decide will stand here, with who it was."
    }
    return """
      Nothing was found. Search for less, or for the beginnings of words, or \
      <a href="\(LogAddress.now)">show all</a>.
      """
  }

  private func pager(_ next: Int?) -> HTML {
    Pager.html([
      ("Newest", query.before == nil ? nil : query.target()),
      ("Older", next.flatMap { $0 > 1 ? query.target(before: $0) : nil }),
    ])
  }

  // MARK: - What to look for

  /// Words first; the rest is folded away until it is in use.
  private var form: HTML {
    let open: HTML? = query.isNarrowed ? " open" : nil
    let clear: HTML? =
      query.isFiltered
      ? "<a class=\"button quiet\" href=\"\(LogAddress.now)\">Show all</a>" : nil
    return """
      <form class="find" method="get" action="\(LogAddress.now)" role="search">
      <label for="q">Words</label>
      <input id="q" name="q" type="search" maxlength="\(Limits.messageSearchCharactersMax)" \
      autocomplete="off" value="\(query.search)">
      <details\(open)><summary>By whom, what, whom about, when</summary>
      <div class="filters">\(filters)</div></details>
      <div class="actions"><button>Search</button>\(clear)\(export)</div>
      </form>
      """
  }

  private var filters: HTML {
    """
    \(text("actor", "By", query.actor, Limits.actorCharactersMax, example: "an admin’s name"))\
    \(topics)\
    \(text(
      "about", "About", query.target, Limits.searchCharactersMax,
      example: "a name, a range, an admin"))\
    \(time("since", "From", query.since))\(time("until", "Until", query.until))
    """
  }

  private func text(
    _ name: HTML, _ label: HTML, _ value: String, _ charactersMax: Int, example: HTML
  ) -> HTML {
    """
    <div><label for="\(name)">\(label)</label>
    <input id="\(name)" name="\(name)" maxlength="\(charactersMax)" autocomplete="off" \
    spellcheck="false" autocapitalize="none" placeholder="\(example)" value="\(value)"></div>
    """
  }

  private func time(_ name: HTML, _ label: HTML, _ value: String?) -> HTML {
    """
    <div><label for="\(name)">\(label) <small>(\(HTML.zone))</small></label>
    <input id="\(name)" name="\(name)" type="datetime-local" value="\(EnteredTime.field(value))"></div>
    """
  }

  private var topics: HTML {
    let options = LogTopic.allCases.map { topic -> HTML in
      let selected: HTML = topic == query.topic ? " selected" : ""
      return "<option value=\"\(topic.rawValue)\"\(selected)>\(topic.words)</option>"
    }
    return """
      <div><label for="what">What</label>
      <select id="what" name="what"><option value="">everything</option>\(HTML.join(options))</select>\
      </div>
      """
  }

  private var export: HTML {
    let links = LogAddress.formats.map { format -> HTML in
      let words: HTML = format == .csv ? "CSV" : "JSON lines"
      return "<a href=\"\(query.file(format))\">\(words)</a>"
    }
    let what: HTML = query.isFiltered ? "Export what is found" : "Export"
    return "<p class=\"export\">\(what): \(HTML.join(links))</p>"
  }
}

extension LogTopic {
  fileprivate var words: HTML {
    switch self {
    case .kicks: "kicks"
    case .mutes: "mutes, and their ends"
    case .voice: "voice given and taken"
    case .bans: "bans, and their ends"
    case .notes: "notes about people"
    case .announcements: "announcements"
    case .doors: "the doors"
    case .rules: "rules and limits of the room"
    case .filters: "filters, and lines held"
    case .lines: "lines hidden and shown"
    case .banner: "the banner"
    case .settings: "what newcomers see, what is kept"
    case .logins: "logins and logouts"
    case .failures: "failed logins"
    case .admins: "admins and passwords"
    case .tokens: "tokens and codes"
    case .bots: "bots"
    case .servers: "chat servers"
    case .orders: "what waited or failed"
    }
  }
}
