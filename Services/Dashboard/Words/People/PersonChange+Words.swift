package import TinyHTTP
package import Wire

/// What the admin reads before and after what is done about many, and about notes.
extension PersonChange {
  var question: HTML {
    switch self {
    case .many(let bulk, _):
      "\(bulk.action.verb) \(Format.count(bulk.people.count, "person", "people"))?"
    case .note(let note, _): "Note this about \(HTML.name(note.name ?? note.range ?? ""))?"
    case .removeNote: "Remove this note?"
    }
  }

  var consequence: String {
    switch self {
    case .many(let bulk, _):
      switch bulk.action {
      case .kick: "Their connections are closed with your reason. They can come back at once."
      case .mute:
        "They stay and can read, but nobody hears what they say. Who comes back is muted still, as far as "
          + "name or address tell."
      case .unmute: "Everybody hears again what they say."
      case .ban:
        "They are put out, and nobody can go by their names, nor by one that looks like it. Who shares "
          + "their addresses stays."
      }
    case .note: "Admins read it on their page; nobody in the chat does."
    case .removeNote: "What it said stays in the log."
    }
  }

  var button: String {
    switch self {
    case .many(let bulk, _): bulk.action.verb
    case .note: "Note it"
    case .removeNote: "Remove"
    }
  }

  var isHarsh: Bool {
    switch self {
    case .many(let bulk, _): bulk.action != .unmute
    case .note: false
    case .removeNote: true
    }
  }

  var done: String {
    switch self {
    case .many(let bulk, _):
      "Done: \(Format.count(bulk.people.count, "person", "people")) \(bulk.action.done(bulk.people.count))."
    case .note(let note, _): "Done: noted about \(note.name ?? note.range ?? "")."
    case .removeNote: "Done: the note is removed."
    }
  }
}

extension NewBulk.Action {
  /// The label of a button that does it at once.
  package var verb: String {
    switch self {
    case .kick: "Kick"
    case .mute: "Mute"
    case .unmute: "Unmute"
    case .ban: "Ban the names of"
    }
  }

  /// The label of a button that asks first.
  package var label: HTML {
    switch self {
    case .kick: "Kick…"
    case .mute: "Mute…"
    case .unmute: "Unmute…"
    case .ban: "Ban names…"
    }
  }

  /// What was done, after the number of people: `were muted`.
  package func done(_ count: Int) -> String {
    let (be, have) = count == 1 ? ("was", "has") : ("were", "have")
    return switch self {
    case .kick: "\(be) kicked"
    case .mute: "\(be) muted"
    case .unmute: "can be heard again"
    case .ban: "\(have) a banned name"
    }
  }
}
