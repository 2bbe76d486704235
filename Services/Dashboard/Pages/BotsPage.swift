package import TinyHTTP
package import Wire

/// The programs that may talk in the room, and the form for another.
package struct BotsPage {
  private let bots: Result<[Bot], APIFailure>
  /// RFC 3339, UTC.
  private let timeOfDay: String
  private let mayMake: Bool

  /// With `mayMake` the page makes and revokes them, too.
  package init(_ bots: Result<[Bot], APIFailure>, timeOfDay: String, mayMake: Bool = true) {
    self.bots = bots
    self.mayMake = mayMake
    self.timeOfDay = timeOfDay
  }

  private var columns: HTML? { mayMake ? " class=\"columns\"" : nil }

  package var html: HTML {
    """
    \(LiveUpdates.connection)
    <div\(columns)>
    \(mayMake ? form : nil)
    <section class="wide" aria-labelledby="bots-title">
    <h2 id="bots-title">Bots</h2>
    <small>Programs that talk in the room by the API, each with a token of its own.</small>
    \(LiveUpdates.part("list", content))
    </section>
    </div>
    """
  }

  private var form: HTML {
    """
    <section class="side" aria-labelledby="bot-title">
    <h2 id="bot-title">Make a bot</h2>
    <form method="post" action="\(AdminCommand.Kind.makeBot.path)">
    \(Fields.hidden("\(CommandKey.field)", CommandKey.new()))\(Fields.bot(nil))
    <p class="actions"><button>Make the bot</button></p>
    </form>
    </section>
    """
  }

  private var content: HTML {
    switch bots {
    case .failure(.refused(.notFound, _)):
      "<p class=\"notice\">This API is older than the dashboard: it knows no bots.</p>"
    case .failure(let failure): failure.notice
    case .success(let bots) where bots.isEmpty: "<p class=\"none\">There are none.</p>"
    case .success(let bots): "<ul class=\"rows\">\(HTML.join(bots.map(row)))</ul>"
    }
  }

  private func row(_ bot: Bot) -> HTML {
    """
    <li><div class="who"><p>{\(HTML.name(bot.name))}</p>
    <p class="facts">\(BotWords.facts(bot, today: timeOfDay))</p></div>
    \(mayMake ? revoke(bot) : nil)</li>

    """
  }

  private func revoke(_ bot: Bot) -> HTML {
    let query = Form.encode([("id", String(bot.id)), ("name", bot.name)])
    let name = TerminalText.visible(bot.name)
    return """
      <div class="commands"><a class="button quiet small" \
      href="\(AdminCommand.Kind.revokeBot.path)?\(query)" aria-label="Revoke \(name)">Revoke…</a></div>
      """
  }

  /// The one time that a token is shown.
  package static func made(_ bot: BotCredentials) -> HTML {
    """
    <section class="card" aria-labelledby="made">
    <h2 id="made">{\(HTML.name(bot.name))} can talk</h2>
    <label for="token">Its token</label>
    <textarea id="token" class="token" readonly rows="3" autocomplete="off" spellcheck="false">
    \(bot.token)</textarea>
    <p class="notice">Copy it now: it is not kept, and shown this once. Whoever has it can talk as \
    this bot. If it is lost, revoke the bot and make another.</p>
    <p class="actions"><a class="button" href="/bots">I have copied it</a></p>
    </section>
    """
  }
}
