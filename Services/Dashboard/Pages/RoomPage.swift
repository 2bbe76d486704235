package import TinyHTTP
import Wire

/// What is said in the room: as it is said, or around a line or a moment, or what a search found.
package struct RoomPage {
  private let query: RoomQuery
  private let view: Result<RoomView, APIFailure>
  /// What is known when the API is away, and since when it is.
  private let known: RoomSnapshot
  /// RFC 3339, UTC.
  private let timeOfDay: String
  /// Set when this page will not update itself, to the number of pages that do so already.
  private let stillBeside: Int?
  private let visitor: Visitor

  package init(
    _ query: RoomQuery, _ view: Result<RoomView, APIFailure>, known: RoomSnapshot,
    timeOfDay: String, stillBeside: Int? = nil, for visitor: Visitor = .anyone
  ) {
    self.visitor = visitor
    self.query = query
    self.view = view
    self.known = known
    self.timeOfDay = timeOfDay
    self.stillBeside = stillBeside
  }

  private var follows: Bool { query.isLive && stillBeside == nil }

  /// What the page needs to update itself.
  package var script: HTML {
    let live: HTML? =
      follows ? "<script src=\"/room.js\" defer></script>\n\(LiveUpdates.script)\n" : nil
    return "\(live)\(visitor.mayModerate ? BulkForm.script : nil)"
  }

  package var html: HTML {
    """
    \(LiveUpdates.connection)
    <div class="room">
    <section aria-labelledby="room-title">
    <h2 id="room-title">\(title)</h2><small>\(hint)</small>
    \(content)\(visitor.mayModerate ? BulkForm.html(home: RoomAddress.now) : nil)
    </section>
    <div class="tools">
    \(RoomForms.search(query))
    \(RoomForms.jump(query))
    \(RoomForms.export(query))
    \(query.isLive && visitor.may(.retention) ? RoomForms.retention(known.retentionDays) : nil)
    </div>
    </div>
    """
  }

  private var title: HTML {
    switch query.place {
    case .line: "A line in the room"
    case .moment(let time): "The room at \(HTML.time(time, today: timeOfDay))"
    case _ where query.isSearch: "Found in the room"
    default: "Room"
    }
  }

  private var hint: HTML {
    let now: HTML? =
      query.isLive ? nil : " <a href=\"\(RoomAddress.now)\">To what is said now</a>"
    let still: HTML? = stillBeside.map {
      " \($0) pages are open and updating themselves already: reload this one to see news."
    }
    return "Times are \(HTML.zone); each leads to its line.\(query.isLive ? still : nil)\(now)"
  }

  private var content: HTML {
    switch view {
    case .success(let view): return query.isLive ? live(view, state: "") : list(view)
    case .failure(let failure):
      guard query.isLive, let lines = known.lines else {
        let trouble = TerminalText.visible(RoomWords.trouble(failure))
        return "<p class=\"notice bad\" role=\"alert\">\(trouble)</p>"
      }
      return live(
        RoomView(lines, hasOlder: true), state: Regions.state(of: known, today: timeOfDay))
    }
  }

  // MARK: - As it is said

  /// The box keeps to its end by itself (`column-reverse`): no script has to scroll.
  private func live(_ view: RoomView, state: HTML) -> HTML {
    let talk: HTML? = query.isTalkOnly ? " talk" : nil
    let last = view.lines.last?.id ?? 0
    let data: HTML? = follows ? " data-last=\"\(last)\" data-filter=\"\(filter)\"" : nil
    return """
      <div id="room-state" class="outage" role="status">\(state)</div>
      \(pager(view))
      <div class="log" tabindex="0" role="log" aria-live="polite" aria-label="What is said">\
      <ol id="lines" class="lines\(talk)"\(data)>\(lines().items(view.lines))</ol></div>\(view.lines.isEmpty ? nothing : nil)
      <p class="actions"><button id="resume" class="small" hidden>Resume</button></p>
      """
  }

  /// Until something is said.
  private var nothing: HTML {
    known.retentionDays == 0
      ? """
      <p class="none">What is said is not kept.\(visitor.may(.retention) ? Self.whereToKeep : nil)</p>
      """
      : "<p class=\"none\">Nothing has been said yet.</p>"
  }

  private static let whereToKeep: HTML = """
     For how long it is can be <a href="#retention-title">changed on this page</a>.
    """

  private func lines(marked: Int? = nil) -> RoomLines {
    RoomLines(today: timeOfDay, marked: marked, mayModerate: visitor.mayModerate)
  }

  private var filter: String { Form.encode(query.filter) }

  // MARK: - A part of it

  private func list(_ view: RoomView) -> HTML {
    guard !view.lines.isEmpty else {
      let nothing: HTML = query.isSearch ? "Nothing was found." : "There is nothing here."
      return "<p class=\"none\">\(nothing)</p>"
    }
    return "\(absence(view))\(pager(view))<ol class=\"lines\">\(items(view))</ol>\(pager(view))"
  }

  private func items(_ view: RoomView) -> HTML {
    switch query.place {
    case .line(let id): lines(marked: id).items(view.lines)
    case .moment(let time): lines().items(view.lines, around: time)
    default: lines().items(view.lines)
    }
  }

  private func absence(_ view: RoomView) -> HTML? {
    guard case .line(let id) = query.place, !view.lines.contains(where: { $0.id == id }) else {
      return nil
    }
    return "<p class=\"notice\">That line is not kept any more. These are its neighbours.</p>"
  }

  private func pager(_ view: RoomView) -> HTML {
    // Around a line or a moment, all lines follow and not only those of a search.
    var query = query
    switch query.place {
    case .line, .moment: query = RoomQuery()
    default: break
    }
    let (first, last) = (view.lines.first?.id ?? 0, view.lines.last?.id ?? 0)
    return Pager.html([
      ("Older lines", view.hasOlder ? query.target(("before", first)) : nil),
      ("Newer lines", view.hasNewer ? query.target(("after", last)) : nil),
    ])
  }
}
