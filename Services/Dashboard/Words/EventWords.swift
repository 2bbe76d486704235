import ServiceKit
package import TinyHTTP
import TinyReactor
package import Wire

/// What happened, in words: one line of the table for each action the API records.
package enum EventWords {
  /// A list of events as they come, each with its time.
  package static func list(_ events: [Event], today: String) -> HTML {
    let items = events.map { event -> HTML in "<li>\(item(event, today: today))</li>\n" }
    return "<ol class=\"events\">\(HTML.join(items))</ol>"
  }

  /// What an item of such a list has in it.
  package static func item(_ event: Event, today: String) -> HTML {
    """
    \(HTML.time(event.time, today: today)) \
    <div>\(sentence(event, today: today))\(room(event))\(change(event))</div>
    """
  }

  /// Who did what to what; an action this dashboard does not know yet is shown by its name.
  package static func sentence(_ event: Event, today: String = "") -> HTML {
    let actor = author(event)
    let target = target(event)
    return switch EventAction(rawValue: event.action) {
    case .bannerChanged: "\(actor) changed the banner"
    case .serverJoined: "Chat server \(target) joined"
    case .serverLeft: "Chat server \(target) left\(said(event.new))"
    case .serverDisputed:
      """
      A second chat server calls itself \(target), and does not count\(said(event.new)). Give each \
      its own <code>CHAT_SERVER_ID</code>
      """
    case .memberKicked: "\(actor) kicked \(target)\(said(event.new))"
    case .memberMuted where hasEnd(event.new):
      "\(actor) muted \(target) \(terms(event.new, today))"
    case .memberMuted: "\(actor) muted \(target)\(said(event.new))"
    case .memberUnmuted: "\(actor) unmuted \(target)"
    case .memberVoiced: "\(actor) gave \(target) voice\(said(event.new))"
    case .memberUnvoiced: "\(actor) took the voice of \(target)\(said(event.new))"
    case .banChanged:
      "\(actor) changed the ban of \(target): \(terms(event.new, today)) (it was \(terms(event.old, today)))"
    case .muteChanged:
      "\(actor) changed the mute of \(target): \(terms(event.new, today)) (it was \(terms(event.old, today)))"
    case .noteAdded: "\(actor) noted about \(target)\(said(event.new))"
    case .noteRemoved: "\(actor) removed a note about \(target)\(said(event.old))"
    case .muteAdded: "\(actor) muted \(target) \(terms(event.new, today))"
    case .muteLifted: "\(actor) lifted the mute of \(target) (\(terms(event.old, today)))"
    case .muteExpired: "The mute of \(target) ran out (\(terms(event.old, today)))"
    case .announcementMade: "\(actor) announced\(said(event.new))"
    case .orderWaiting: "\(actor) wants to \(ordered(event)), which waits\(said(event.new))"
    case .orderFailed: "\(actor) could not \(ordered(event))\(said(event.new))"
    case .banAdded: "\(actor) banned \(target) \(terms(event.new, today))"
    case .banLifted: "\(actor) lifted the ban of \(target) (\(terms(event.old, today)))"
    case .banExpired: "The ban of \(target) ran out (\(terms(event.old, today)))"
    case .doorsOpened: "\(actor) opened the doors"
    case .doorsClosed: "\(actor) closed the doors"
    case .doorsKeyed where event.old == event.new: "\(actor) changed the word at the doors"
    case .doorsKeyed: "\(actor) closed the doors to all who do not know a word"
    case .rulesChanged: "\(actor) changed the rules of the room: \(RuleWords.change(event))"
    case .limitsChanged: "\(actor) changed limits: \(RuleWords.change(event))"
    case .filterAdded: "\(actor) filters the words \(quoted(event.target)) (\(shown(event.new)))"
    case .filterRemoved:
      "\(actor) no longer filters the words \(quoted(event.target)) (\(shown(event.old)))"
    case .heldReleased: "\(actor) let a held line of \(target) be said"
    case .heldDropped: "\(actor) dropped a held line of \(target)"
    case .heldExpired: "Dropped after a day without a moderator’s decision: \(held(event.target))"
    case .historyChanged:
      "\(actor) changed the lines replayed to newcomers from \(shown(event.old)) to \(shown(event.new))"
    case .retentionChanged:
      "\(actor) changed how long what is said is kept from \(days(event.old)) to \(days(event.new))"
    case .messageHidden: "\(actor) hid a line"
    case .messageShown: "\(actor) showed a line again"
    case .botMade: "\(actor) made the bot \(target)"
    case .botRevoked: "\(actor) revoked the bot \(target)"
    case .loginSucceeded where isWithoutName(event):
      "Somebody at \(target) logged in to the dashboard"
    case .loginFailed where isWithoutName(event):
      "Somebody at \(target) gave a wrong password to the dashboard"
    case .loginSucceeded: "\(actor) logged in"
    case .loginFailed: "Somebody\(at(event.note)) failed to log in as \(target)"
    case .loggedOut: "\(actor) logged out"
    case .codeMade: "\(actor) made a code to log in at the chat's prompt"
    case .adminMade: "\(actor) made \(target) an admin: \(shown(event.new))"
    case .adminChanged:
      "\(actor) changed the role of \(target) from \(shown(event.old)) to \(shown(event.new))"
    case .adminRemoved: "\(actor) removed the admin \(target)"
    case .passwordChanged where event.actor == event.target: "\(actor) changed their password"
    case .passwordChanged: "\(actor) gave \(target) a new password"
    case .tokenMade: "\(actor) made the token \(target) (\(shown(event.new)))"
    case .tokenRevoked: "\(actor) revoked the token \(target) (\(shown(event.old)))"
    case nil: "\(actor): \(TerminalText.visible(event.action)) \(target)"
    }
  }

  /// `ann`, or with what was added to it: `ann · 192.0.2.7`.
  private static func author(_ event: Event) -> HTML {
    let name = HTML.name(event.actor)
    guard let note = event.note else { return name }
    return "\(name) · \(HTML.name(note))"
  }

  /// Somebody who was there leads to their page.
  private static func target(_ event: Event) -> HTML {
    let name = HTML.name(event.target)
    return PersonAddress(target: event.target).map { "<a href=\"\($0.target)\">\(name)</a>" }
      ?? name
  }

  /// Whether a login is of the time when there was one password, and its target an address.
  private static func isWithoutName(_ event: Event) -> Bool {
    event.actor == "dashboard" || event.note == "dashboard"
  }

  private static func at(_ place: String?) -> HTML {
    place.map { " at \(HTML.name($0))" } ?? ""
  }

  /// `: spam`, or nothing.
  private static func said(_ text: String?) -> HTML {
    guard let text, !text.isEmpty else { return "" }
    return ": \(quoted(text))"
  }

  /// `kick ann (7 on vm)` from `kick: spam`, or `tell everyone “tea”` from `announce: tea`.
  private static func ordered(_ event: Event) -> HTML {
    let parts = (event.old ?? "").split(separator: ": ", maxSplits: 1)
    let action = parts.first.map { String($0) } ?? "order something of"
    let target = HTML.name(event.target)
    switch action {
    case "announce": break
    case "voice": return "give \(target) voice"
    case "unvoice": return "take the voice of \(target)"
    case "say", "act": return "let a held line of \(target) be said"
    default: return "\(TerminalText.visible(action)) \(target)"
    }
    return "tell \(target) \(quoted(parts.count == 2 ? String(parts[1]) : ""))"
  }

  private static func quoted(_ text: String) -> HTML {
    "<q><bdi>\(TerminalText.visible(text))</bdi></q>"
  }

  /// `until 25 Nov 12:00:00: “spam”` from `until 2026-11-25T12:00:00.000Z: spam`, as the API keeps
  /// the terms of a ban; or `for ever: “spam”`.
  private static func terms(_ text: String?, _ today: String) -> HTML {
    let parts = (text ?? "").split(separator: ": ", maxSplits: 1)
    let duration = parts.first ?? "for how long is not known"
    let reason = parts.count == 2 ? said(String(parts[1])) : ""
    let until = "until "
    guard duration.hasPrefix(until) else {
      return "\(TerminalText.visible(String(duration)))\(reason)"
    }
    return "until \(HTML.time(String(duration.dropFirst(until.count)), today: today))\(reason)"
  }

  /// Whether it begins with an end, as the API writes one, and not with the reason alone.
  private static func hasEnd(_ text: String?) -> Bool {
    let words = (text ?? "").split(separator: " ", maxSplits: 2)
    guard words.count > 1, words[0] == "until" else { return false }
    let time = words[1].last == ":" ? words[1].dropLast() : words[1]
    return WallTime(rfc3339: String(time)) != nil
  }

  private static func shown(_ text: String?) -> HTML {
    "\(TerminalText.visible(text ?? "nothing"))"
  }

  private static func held(_ text: String) -> HTML {
    guard let count = Int(text) else { return "held lines" }
    return "\(Format.count(count, "held line", "held lines"))"
  }

  private static func days(_ text: String?) -> HTML {
    guard let days = text.flatMap({ Int($0) }) else { return shown(text) }
    return days == 0 ? "not at all" : "\(Format.count(days, "day", "days"))"
  }

  /// Where to see what it was about: the lines around it, or the line.
  private static func room(_ event: Event) -> HTML {
    switch EventAction(rawValue: event.action) {
    case .memberKicked, .memberMuted, .memberUnmuted, .memberVoiced, .memberUnvoiced, .muteAdded,
      .banAdded, .heldReleased:
      guard let time = EnteredTime.utc(event.time) else { return "" }
      return link(to: RoomAddress.moment(time), "in the room")
    case .messageHidden, .messageShown:
      guard let id = Int(event.target) else { return "" }
      return link(to: RoomAddress.line(id), "see it")
    default: return ""
    }
  }

  private static func link(to address: String, _ words: HTML) -> HTML {
    " <a class=\"moment\" href=\"\(address)\">\(words)</a>"
  }

  /// What a banner was and what it is, folded away; other events say it in their sentence.
  private static func change(_ event: Event) -> HTML {
    switch EventAction(rawValue: event.action) {
    case .bannerChanged, nil: break
    default: return ""
    }
    guard event.old != nil || event.new != nil else { return "" }
    return """
      <details><summary>what changed</summary>\
      \(value("was", event.old))\(value("is", event.new))</details>
      """
  }

  private static func value(_ label: HTML, _ text: String?) -> HTML {
    guard let text else { return "" }
    return "<p>\(label)</p><pre>\n\(TerminalText.visible(text))</pre>"
  }
}
