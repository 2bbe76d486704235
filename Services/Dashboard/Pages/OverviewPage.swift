package import TinyHTTP
import Wire

/// The first page: how to join, how many are here and how busy it was, what was said and done last,
/// and how all the parts are.
///
/// What changes by itself is a region in `Regions`; the forms are not, so that none changes while
/// somebody uses it.
package struct OverviewPage {
  private let regions: Regions
  private let join: JoinCommand
  /// Nobody is asked for a password.
  private let isOpen: Bool
  private let mayModerate: Bool
  /// Set when this page will not update itself, to the number of pages that do so already.
  private let stillBeside: Int?

  package init(
    _ regions: Regions, join: JoinCommand, isOpen: Bool, mayModerate: Bool = true,
    stillBeside: Int? = nil
  ) {
    self.mayModerate = mayModerate
    self.regions = regions
    self.join = join
    self.isOpen = isOpen
    self.stillBeside = stillBeside
  }

  /// What the page needs to update itself.
  package var script: HTML { LiveUpdates.script(stillBeside: stillBeside) }

  /// The middle of the page.
  package var html: HTML {
    """
    \(regions.notices(stillBeside: stillBeside))
    \(openNotice)\(joinSection)
    \(day)
    <div class="columns aside-last">
    <div class="wide">
    \(roomSection)
    \(section(.events, "What changed lately", more: ("/log", "The whole log")))
    </div>
    <div class="side">
    \(section(.servers, "Chat servers"))
    \(section(.health, "Health"))
    \(section(mayModerate ? .doors : .doorsState, "Doors and rules", more: ("/rules", "All rules")))
    \(mayModerate ? announcementSection : nil)
    </div>
    </div>
    """
  }

  private var openNotice: HTML {
    guard isOpen else { return "" }
    return """
      <p class="notice">This dashboard is open: whoever can reach it can change things. Make the first \
      <a href="/admins">admin</a>, or start all with <code>ADMIN_PASSWORD</code>, to have people log in.</p>

      """
  }

  /// The script shows the button, which does nothing without it.
  private var joinSection: HTML {
    """
    <section class="join" aria-labelledby="join-title">
    <h2 id="join-title">Join from any terminal</h2>
    <p><code id="command">\(join.html(reported: regions.html(.port)))</code>\
    <button id="copy" type="button" class="quiet small" hidden>Copy<span class="aside"> the command\
    </span></button><small id="copied" role="status"></small></p>
    </section>
    """
  }

  private var day: HTML {
    """
    <section class="day">
    <div><h2>In the chat</h2>
    \(regions.part(.users))\(regions.part(.peopleDay))</div>
    <div><h2>Said</h2>
    \(regions.part(.linesDay))</div>
    <small>The last 24 hours. All times are \(HTML.zone).</small>
    </section>
    """
  }

  private func section(
    _ region: Region, _ title: HTML, more: (address: HTML, words: HTML)? = nil
  ) -> HTML {
    let link: HTML? = more.map { " <a class=\"more\" href=\"\($0.address)\">\($0.words)</a>" }
    return """
      <section aria-labelledby="\(region.rawValue)-title">
      <h2 id="\(region.rawValue)-title">\(title)</h2>\(link)
      \(regions.part(region))
      </section>
      """
  }

  private var roomSection: HTML {
    """
    <section aria-labelledby="room-title">
    <h2 id="room-title">Said last</h2> <a class="more" href="\(RoomAddress.now)">The whole room</a>
    <div id="room-state" class="outage" role="status">\(regions.html(.roomState))</div>
    \(regions.part(.room))
    </section>
    """
  }

  private var announcementSection: HTML {
    """
    <section aria-labelledby="announce-title">
    <h2 id="announce-title">Announce to everyone</h2>
    <form method="get" action="\(AdminCommand.Kind.announce.path)">
    \(Fields.announcement)
    <p class="actions"><button>Announce…</button></p>
    </form>
    </section>
    """
  }
}
