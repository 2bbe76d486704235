package import TinyHTTP
package import Wire

/// What happened, in words: one line of the table for each action the API records.
package enum EventWords {
  /// Who did what to what; an action this dashboard does not know yet is shown by its name.
  package static func sentence(_ event: Event) -> HTML {
    switch event.action {
    case "banner.changed": "\(actor(event)) changed the banner"
    case "server.joined": "Chat server \(target(event)) joined"
    case "server.left": "Chat server \(target(event)) left"
    default: "\(actor(event)): \(TerminalText.visible(event.action)) \(target(event))"
    }
  }

  private static func actor(_ event: Event) -> HTML {
    Markup.name(event.actor)
  }

  private static func target(_ event: Event) -> HTML {
    Markup.name(event.target)
  }
}
