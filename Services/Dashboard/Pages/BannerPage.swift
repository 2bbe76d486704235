package import TinyHTTP
import Wire

/// What everybody sees who joins: the banner as a terminal will show it, the form to change it, and
/// how much of what was said.
package struct BannerPage {
  private let regions: Regions
  private let join: JoinCommand
  /// The banner to begin editing with.
  private let banner: String?
  private let historyLines: Int?
  /// What was typed and could not be stored; shown instead of `banner`.
  private let draft: String?
  /// Set when this page will not update itself, to the number of pages that do so already.
  private let stillBeside: Int?
  private let visitor: Visitor

  package init(
    _ snapshot: Snapshot, _ regions: Regions, join: JoinCommand, draft: String? = nil,
    stillBeside: Int? = nil, for visitor: Visitor = .anyone
  ) {
    self.visitor = visitor
    self.regions = regions
    self.join = join
    banner = snapshot.banner
    historyLines = snapshot.historyLines
    self.draft = draft
    self.stillBeside = stillBeside
  }

  /// What the page needs to update itself.
  package var script: HTML { LiveUpdates.script(stillBeside: stillBeside) }

  private var columns: HTML? {
    visitor.may(.history) ? " class=\"columns aside-last\"" : nil
  }

  /// The middle of the page.
  package var html: HTML {
    """
    \(regions.notices(stillBeside: stillBeside))
    <div\(columns)>
    <section class="wide" aria-labelledby="banner-title">
    <h2 id="banner-title">Banner</h2>
    <figure class="terminal">
    <figcaption><code>\(join.html(reported: regions.html(.port)))</code>\
    <small>what everybody sees first</small></figcaption>
    <div id="terminal" tabindex="0" role="region" aria-label="The banner in a terminal">\
    \(regions.html(.terminal))</div>
    </figure>
    \(visitor.maySetBanner || draft != nil ? form : nil)\(visitor.may(.history) ? nil : historyFact)
    </section>
    \(visitor.may(.history) ? historySection : nil)
    </div>
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

  private var historySection: HTML {
    """
    <div class="side">
    <section aria-labelledby="history-title">
    <h2 id="history-title">What newcomers see</h2>
    <form method="post" action="\(AdminCommand.Kind.history.path)">
    \(Fields.history(historyLines))
    <p class="actions"><button class="quiet">Save</button></p>
    </form>
    </section>
    </div>
    """
  }

  private var historyFact: HTML? {
    historyLines.map {
      "<p class=\"facts\">Newcomers see the last \(Format.count($0, "line", "lines")), too.</p>"
    }
  }
}
