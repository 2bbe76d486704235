package import TinyHTTP
package import Wire

/// An admin's own: who they are here, their password, and the tokens of their scripts.
package struct AccountPage {
  private let visitor: Visitor
  private let tokens: Result<[APIToken], APIFailure>
  /// RFC 3339, UTC.
  private let timeOfDay: String

  package init(_ visitor: Visitor, tokens: Result<[APIToken], APIFailure>, timeOfDay: String) {
    self.visitor = visitor
    self.tokens = tokens
    self.timeOfDay = timeOfDay
  }

  package var html: HTML {
    """
    \(LiveUpdates.connection)
    <div class="columns">
    <div class="side">
    <section aria-labelledby="password-title">
    <h2 id="password-title">Your password</h2>
    <form method="post" action="\(AdminCommand.Kind.changePassword.path)">
    \(Fields.hidden("\(CommandKey.field)", CommandKey.new()))\(Fields.ownPassword(of: visitor.name))
    <p class="actions"><button class="quiet">Change the password</button></p>
    </form>
    </section>
    <section aria-labelledby="token-title">
    <h2 id="token-title">Make a token</h2>
    <form method="post" action="\(AdminCommand.Kind.makeToken.path)">
    \(Fields.hidden("\(CommandKey.field)", CommandKey.new()))\
    \(Fields.token(nil, upTo: visitor.role))
    <p class="actions"><button>Make the token</button></p>
    </form>
    </section>
    <section aria-labelledby="code-title">
    <h2 id="code-title">Moderate in the chat</h2>
    <p>With a code you log in at a prompt of the chat, where a password would be seen. It is good once, and for \
    five minutes.</p>
    <form method="post" action="\(Self.codePath)">
    <p class="actions"><button class="quiet">Code for the chat</button></p>
    </form>
    </section>
    </div>
    <section class="wide" aria-labelledby="tokens-title">
    <h2 id="tokens-title">Your tokens</h2>
    <small>Your scripts call the API with them, in your name. You are \(HTML.name(visitor.name ?? "")), \
    \(visitor.role.words).</small>
    \(LiveUpdates.part("list", content))
    </section>
    </div>
    """
  }

  private var content: HTML {
    switch tokens {
    case .failure(let failure): failure.notice
    case .success(let tokens):
      TokenRows.html(
        tokens.filter { $0.admin == visitor.name },
        none: "You have none. Make one for each script, so that the log tells them apart.",
        today: timeOfDay)
    }
  }

  /// Where a code for the chat is made.
  package static let codePath = "/account/code"

  /// The one time that a code is shown, in the line to type.
  package static func made(_ code: LoginCode) -> HTML {
    let name = code.name.contains(" ") ? "\"\(code.name)\"" : code.name
    return """
      <section class="card" aria-labelledby="made">
      <h2 id="made">A code for the chat is made</h2>
      <label for="code">Type this in the chat</label>
      <textarea id="code" class="token" readonly rows="2" autocomplete="off" spellcheck="false">
      /login \(name) \(code.code)</textarea>
      <p class="notice">It is good once, for \(code.seconds / 60) minutes, and shown this once. Another one \
      takes its place.</p>
      <p class="actions"><a class="button" href="/account">Back to your account</a></p>
      </section>
      """
  }

  /// The one time that a token is shown.
  package static func made(_ token: APITokenCredentials) -> HTML {
    """
    <section class="card" aria-labelledby="made">
    <h2 id="made">The token \(HTML.name(token.name)) is made</h2>
    <label for="token">Token</label>
    <textarea id="token" class="token" readonly rows="3" autocomplete="off" spellcheck="false">
    \(token.token)</textarea>
    <p class="notice">Copy it now: it is not kept, and shown this once. Whoever has it acts in your \
    name. If it is lost, revoke it and make another.</p>
    <p class="actions"><a class="button" href="/account">I have copied it</a></p>
    </section>
    """
  }
}

/// Tokens of scripts, each with the way to revoke it.
enum TokenRows {
  /// With `isOfAll` each says whose it is.
  static func html(
    _ tokens: [APIToken], none: HTML, isOfAll: Bool = false, today: String
  ) -> HTML {
    guard !tokens.isEmpty else { return "<p class=\"none\">\(none)</p>" }
    let rows = tokens.map { token -> HTML in
      let query = Form.encode([("id", String(token.id)), ("name", token.name)])
      let name = TerminalText.visible(token.name)
      let owner: HTML? = isOfAll ? " of \(HTML.name(token.admin))" : nil
      return """
        <li><div class="who"><p>\(HTML.name(token.name))\(owner)</p>
        <p class="facts">\(AdminWords.facts(token, today: today))</p></div>
        <div class="commands"><a class="button quiet small" \
        href="\(AdminCommand.Kind.revokeToken.path)?\(query)" aria-label="Revoke \(name)">Revoke…</a>\
        </div></li>

        """
    }
    return "<ul class=\"rows\">\(HTML.join(rows))</ul>"
  }
}
