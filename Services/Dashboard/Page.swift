package import TinyHTTP
import Wire

/// The one page: what is known, what became of the last change, and the form for the next.
///
/// A feature of its own is a section of its own: a function here, its regions in `Regions`.
package struct Page {
  /// What is known.
  package let regions: Regions
  /// The banner to begin editing with.
  package let banner: String?
  package var message: Message?
  /// What was typed and could not be stored; shown instead of `banner`.
  package var draft: String?
  /// Nobody is asked for a password.
  package let isOpen: Bool
  /// So many watch already that this page will not update itself.
  package let isStill: Bool

  package init(
    _ regions: Regions, banner: String?, message: Message? = nil, draft: String? = nil,
    isOpen: Bool, isStill: Bool = false
  ) {
    self.regions = regions
    self.banner = banner
    self.message = message
    self.draft = draft
    self.isOpen = isOpen
    self.isStill = isStill
  }

  package var html: HTML {
    Frame.page(
      title: "NetCatChat",
      header: isOpen ? "" : Self.logout,
      script: isStill ? "" : "<script src=\"/dashboard.js\" defer></script>",
      """
      \(notices)
      <div class="columns">
      <div class="side">
      \(section(.users, "People"))
      \(section(.servers, "Chat servers"))
      </div>
      <div class="wide">
      \(bannerSection)
      \(section(.events, "Last events", note: "<small>Times are UTC.</small>"))
      </div>
      </div>
      """)
  }

  private static let logout: HTML = """
    <form method="post" action="/logout"><button class="quiet">Log out</button></form>
    """

  private var notices: HTML {
    """
    <p id="connection" class="notice bad" role="status"></p>
    <div class="outage">\(live(.state, role: "status"))\(live(.age))</div>
    \(openNotice)\(stillNotice)\(messageNotice)
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
    guard isStill else { return "" }
    return """
      <p class="notice">\(Viewers.viewersMax) pages are open and updating themselves already. \
      This one does not: reload it to see news.</p>

      """
  }

  private var messageNotice: HTML {
    guard let message else { return "" }
    let (look, role) = message.isError ? ("bad", "alert") : ("good", "status")
    return
      "<p id=\"message\" class=\"notice \(look)\" role=\"\(role)\">\(TerminalText.visible(message.text))</p>"
  }

  private func section(_ region: Region, _ title: HTML, note: HTML = "") -> HTML {
    """
    <section aria-labelledby="\(region.rawValue)-title">
    <h2 id="\(region.rawValue)-title">\(title)</h2>\(note)
    \(live(region))
    </section>
    """
  }

  private var bannerSection: HTML {
    """
    <section aria-labelledby="banner-title">
    <h2 id="banner-title">Banner</h2>
    <figure class="terminal">
    <figcaption><code>nc chat 1400</code><small>what everybody sees first</small></figcaption>
    <div id="terminal" tabindex="0" role="region" aria-label="The banner in a terminal">\
    \(regions.html(.terminal))</div>
    </figure>
    \(form)
    </section>
    """
  }

  /// A line feed straight after `<textarea>` is dropped by browsers, so one is always there to drop.
  /// `maxlength` keeps what is sent under the server's limit, so that nothing typed is lost to it.
  private var form: HTML {
    let invalid: HTML = draft == nil ? "" : " aria-invalid=\"true\" aria-describedby=\"message\""
    let text = TerminalText.withLineFeeds(draft ?? banner ?? "")
    return """
      <form method="post" action="/set_banner/">
      <label for="banner">New banner</label>
      <textarea id="banner" name="banner" rows="8" cols="80" maxlength="\(Limits.bannerBytesMax)" \
      wrap="off" spellcheck="false" autocomplete="off"\(invalid)>
      \(text)</textarea>
      <p class="actions"><button>Save banner</button>\
      <small>Up to \(Words.grouped(Limits.bannerBytesMax)) bytes. Whoever connects next sees it.</small></p>
      </form>
      """
  }

  private func live(_ region: Region, role: HTML? = nil) -> HTML {
    let attribute: HTML = role.map { " role=\"\($0)\"" } ?? ""
    return "<div id=\"\(region.rawValue)\"\(attribute)>\(regions.html(region))</div>"
  }
}
