package import TinyHTTP
import Wire

/// The first page: what is known, and the forms for what everybody is told and for who may come in.
///
/// What changes by itself is a region in `Regions`; the forms are not, so that none changes while
/// somebody uses it.
package struct OverviewPage {
  private let regions: Regions
  /// The host name by which the page was requested; chat usually has the same.
  private let host: String
  /// The banner to begin editing with.
  private let banner: String?
  private let historyLines: Int?
  private let retentionDays: Int?
  /// What was typed and could not be stored; shown instead of `banner`.
  private let draft: String?
  /// Nobody is asked for a password.
  private let isOpen: Bool
  /// Set when this page will not update itself, to the number of pages that do so already.
  private let stillBeside: Int?

  package init(
    _ snapshot: Snapshot, _ regions: Regions, host: String, draft: String? = nil, isOpen: Bool,
    stillBeside: Int? = nil, retentionDays: Int? = nil
  ) {
    self.regions = regions
    self.host = host
    banner = snapshot.banner
    historyLines = snapshot.historyLines
    self.retentionDays = retentionDays
    self.draft = draft
    self.isOpen = isOpen
    self.stillBeside = stillBeside
  }

  /// What the page needs to update itself.
  package var script: HTML {
    stillBeside == nil ? LiveUpdates.script : ""
  }

  /// The middle of the page.
  package var html: HTML {
    """
    \(notices)
    <div class="columns">
    <div class="side">
    \(section(.users, "People"))
    \(section(.doors, "Doors"))
    \(section(.servers, "Chat servers"))
    </div>
    <div class="wide">
    \(roomSection)
    \(bannerSection)
    \(announcementSection)
    \(historySection)
    \(retentionSection)
    \(section(.events, "Last events", note: Self.eventsNote))
    </div>
    </div>
    """
  }

  private static let eventsNote: HTML = """
    <small>Times are UTC. <a href="/log">The whole log</a></small>
    """

  private var notices: HTML {
    """
    \(LiveUpdates.connection)
    <div class="outage">\(live(.state, role: "status"))\(live(.age))</div>
    \(openNotice)\(stillNotice)
    """
  }

  private var openNotice: HTML {
    guard isOpen else { return "" }
    return """
      <p class="notice">This dashboard is open: whoever can reach it can change things. \
      Set <code>ADMIN_PASSWORD</code> to ask for a password.</p>

      """
  }

  private var stillNotice: HTML {
    guard let stillBeside else { return "" }
    return """
      <p class="notice">\(stillBeside) pages are open and updating themselves already. \
      This one does not: reload it to see news.</p>

      """
  }

  private func section(_ region: Region, _ title: HTML, note: HTML = "") -> HTML {
    """
    <section aria-labelledby="\(region.rawValue)-title">
    <h2 id="\(region.rawValue)-title">\(title)</h2>\(note)
    \(live(region))
    </section>
    """
  }

  private var roomSection: HTML {
    """
    <section aria-labelledby="room-title">
    <h2 id="room-title">Said last</h2>
    <small>Times are UTC. <a href="\(RoomAddress.now)">The whole room</a></small>
    <div id="room-state" class="outage" role="status">\(regions.html(.roomState))</div>
    <div id="room">\(regions.html(.room))</div>
    </section>
    """
  }

  private var bannerSection: HTML {
    """
    <section aria-labelledby="banner-title">
    <h2 id="banner-title">Banner</h2>
    <figure class="terminal">
    <figcaption><code>nc \(host) <span id="port">\(regions.html(.port))</span></code><small>what everybody sees first</small></figcaption>
    <div id="terminal" tabindex="0" role="region" aria-label="The banner in a terminal">\
    \(regions.html(.terminal))</div>
    </figure>
    \(form)
    </section>
    """
  }

  private var announcementSection: HTML {
    """
    <section aria-labelledby="announce-title">
    <h2 id="announce-title">Announce to everyone</h2>
    <form class="inline" method="get" action="\(AdminCommand.Kind.announce.path)">
    \(Fields.announcement)
    <button>Announce…</button>
    </form>
    </section>
    """
  }

  private var historySection: HTML {
    """
    <section aria-labelledby="history-title">
    <h2 id="history-title">What newcomers see</h2>
    <form class="inline" method="post" action="\(AdminCommand.Kind.history.path)">
    \(Fields.history(historyLines))
    <button>Save</button>
    </form>
    </section>
    """
  }

  /// Asks before it is done: what is removed is gone.
  private var retentionSection: HTML {
    """
    <section aria-labelledby="retention-title">
    <h2 id="retention-title">What is kept</h2>
    <form class="inline" method="get" action="\(AdminCommand.Kind.retention.path)">
    \(Fields.retention(retentionDays))
    <button>Change…</button>
    </form>
    </section>
    """
  }

  /// Browsers drop a line feed right after `<textarea>`, so there is always one to drop.
  /// `maxlength` keeps what is sent under the server's limit, so that nothing typed is lost to it.
  private var form: HTML {
    let invalid: HTML = draft == nil ? "" : " aria-invalid=\"true\" aria-describedby=\"message\""
    let text = (draft ?? banner ?? "").withLineFeeds
    return """
      <form method="post" action="/set_banner/">
      <label for="banner">New banner</label>
      <textarea id="banner" name="banner" rows="8" cols="80" maxlength="\(Limits.bannerBytesMax)" \
      wrap="off" spellcheck="false" autocomplete="off"\(invalid)>
      \(text)</textarea>
      <p class="actions"><button>Save banner</button>\
      <small>Up to \(Format.grouped(Limits.bannerBytesMax)) bytes. Whoever connects next sees it.</small></p>
      </form>
      """
  }

  private func live(_ region: Region, role: HTML? = nil) -> HTML {
    let attribute: HTML = role.map { " role=\"\($0)\"" } ?? ""
    return "<div id=\"\(region.rawValue)\"\(attribute)>\(regions.html(region))</div>"
  }
}
