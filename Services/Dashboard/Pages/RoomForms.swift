import TinyHTTP
import Wire

/// The forms beside the lines of the room: to find some, to go to a time, to take them along, and how
/// long they are kept.
enum RoomForms {
  static func search(_ query: RoomQuery) -> HTML {
    let clear: HTML? =
      query.filter.isEmpty
      ? nil : "<a class=\"button quiet\" href=\"\(RoomAddress.now)\">Show all</a>"
    return """
      <section aria-labelledby="search-title">
      <h2 id="search-title">Find</h2>
      <form method="get" action="\(RoomAddress.now)" role="search">
      <label for="q">Words</label>
      <input id="q" name="q" type="search" maxlength="\(Limits.messageSearchCharactersMax)" \
      autocomplete="off" value="\(query.search)">
      <label for="name">Said by</label>
      <input id="name" name="name" maxlength="\(Limits.searchCharactersMax)" autocomplete="off" \
      spellcheck="false" value="\(query.name)">
      <label for="kind">Lines</label>
      <select id="kind" name="kind"><option value="all">all</option>\
      <option value="talk"\(query.isTalkOnly ? " selected" : "")>only what was said</option></select>
      <p class="actions"><button>Find</button>\(clear)</p>
      </form>
      </section>
      """
  }

  static func jump(_ query: RoomQuery) -> HTML {
    var time: String?
    if case .moment(let moment) = query.place { time = moment }
    return """
      <section aria-labelledby="jump-title">
      <h2 id="jump-title">Go to a time</h2>
      <form method="get" action="\(RoomAddress.now)#moment">
      <label for="at">Day and time <small>(\(HTML.zone))</small></label>
      <input id="at" name="at" type="datetime-local" required value="\(EnteredTime.field(time))">
      <p class="actions"><button class="quiet">Go</button></p>
      </form>
      </section>
      """
  }

  /// Asks before it is done: what is removed is gone.
  static func retention(_ days: Int?) -> HTML {
    """
    <section aria-labelledby="retention-title">
    <h2 id="retention-title">What is kept</h2>
    <form method="get" action="\(AdminCommand.Kind.retention.path)">
    \(Fields.retention(days))
    <p class="actions"><button class="quiet">Change…</button></p>
    </form>
    </section>
    """
  }

  static func export(_ query: RoomQuery) -> HTML {
    let search: HTML? =
      query.isSearch
      ? "<p class=\"hint\">Only what was found.</p>" : nil
    let hidden = query.filter.map { name, value -> HTML in
      "<input type=\"hidden\" name=\"\(name)\" value=\"\(value)\">"
    }
    let formats = ExportFormat.allCases.map { format -> HTML in
      "<option value=\"\(format.rawValue)\">\(format.words)</option>"
    }
    return """
      <section aria-labelledby="export-title">
      <h2 id="export-title">Export</h2>
      <form method="get" action="\(RoomAddress.export)">
      \(HTML.join(hidden))<label for="format">As</label>
      <select id="format" name="format">\(HTML.join(formats))</select>
      <label for="from">From <small>(\(HTML.zone), may be empty)</small></label>
      <input id="from" name="from" type="datetime-local">
      <label for="to">To <small>(\(HTML.zone), may be empty)</small></label>
      <input id="to" name="to" type="datetime-local">
      <label for="tz">Time zone in the file</label>
      <input id="tz" name="tz" maxlength="64" autocomplete="off" spellcheck="false" \
      placeholder="UTC, or such as Europe/Berlin">
      \(search)<p class="actions"><button class="quiet">Download</button></p>
      </form>
      </section>
      """
  }
}

extension ExportFormat {
  fileprivate var words: HTML {
    switch self {
    case .text: "plain text"
    case .markdown: "Markdown"
    case .jsonl: "JSON, a line each"
    case .csv: "CSV, for spreadsheets"
    }
  }
}
