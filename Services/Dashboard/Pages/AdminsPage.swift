package import TinyHTTP
package import Wire

/// Who may log in, the tokens of their scripts, and the form for another admin.
package struct AdminsPage {
  private let admins: Result<[Admin], APIFailure>
  private let tokens: Result<[APIToken], APIFailure>
  private let visitor: Visitor
  /// RFC 3339, UTC.
  private let timeOfDay: String

  package init(
    _ admins: Result<[Admin], APIFailure>, tokens: Result<[APIToken], APIFailure>,
    for visitor: Visitor, timeOfDay: String
  ) {
    self.admins = admins
    self.tokens = tokens
    self.visitor = visitor
    self.timeOfDay = timeOfDay
  }

  package var html: HTML {
    """
    \(LiveUpdates.connection)
    <div class="columns">
    <section class="side" aria-labelledby="admin-title">
    <h2 id="admin-title">Make an admin</h2>
    \(isFirst ? Self.first : nil)<form method="post" action="\(AdminCommand.Kind.makeAdmin.path)">
    \(Fields.hidden("\(CommandKey.field)", CommandKey.new()))\
    \(Fields.admin(nil, role: isFirst ? .owner : .moderator))
    <p class="actions"><button>Make the admin</button></p>
    </form>
    </section>
    <div class="wide">
    <section aria-labelledby="admins-title">
    <h2 id="admins-title">Admins</h2>
    \(LiveUpdates.part("list", list))
    </section>
    \(LiveUpdates.part("tokens", tokenSection))
    </div>
    </div>
    """
  }

  /// Nobody is logged in, since nobody could be.
  private var isFirst: Bool { visitor.name == nil }

  private static let first: HTML = """
    <p class="notice">The first has to be an owner. From then on everybody has to log in.</p>

    """

  private var list: HTML {
    switch admins {
    case .failure(let failure): failure.notice
    case .success(let admins) where admins.isEmpty:
      "<p class=\"none\">There are none: whoever reaches this page may do everything.</p>"
    case .success(let admins): "<ul class=\"rows\">\(HTML.join(admins.map(row)))</ul>"
    }
  }

  private func row(_ admin: Admin) -> HTML {
    let you: HTML? = admin.name == visitor.name ? " <small>you</small>" : nil
    return """
      <li><div class="who"><p>\(HTML.name(admin.name)) <span class="badge">\(admin.role.rawValue)</span>\
      \(you)</p>
      <p class="facts">\(AdminWords.facts(admin, today: timeOfDay))</p></div>
      <div class="commands">\(link(.changeRole, "Role…", admin))\
      \(link(.setPassword, "Password…", admin))\(link(.removeAdmin, "Remove…", admin))</div></li>

      """
  }

  private func link(_ kind: AdminCommand.Kind, _ label: HTML, _ admin: Admin) -> HTML {
    let role = kind == .changeRole ? [("role", admin.role.rawValue)] : []
    let query = Form.encode([("id", String(admin.id)), ("name", admin.name)] + role)
    return """
      <a class="button quiet small" href="\(kind.path)?\(query)">\(label)\
      <span class="aside"> \(TerminalText.visible(admin.name))</span></a>
      """
  }

  /// Those of others: one's own are on the page of one's account.
  private var tokenSection: HTML? {
    guard case .success(let tokens) = tokens else { return nil }
    let others = tokens.filter { $0.admin != visitor.name }
    guard !others.isEmpty else { return nil }
    return """
      <section aria-labelledby="tokens-title">
      <h2 id="tokens-title">Tokens of their scripts</h2>
      \(TokenRows.html(others, none: "", isOfAll: true, today: timeOfDay))
      </section>
      """
  }
}
