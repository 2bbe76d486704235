import Dashboard
import Testing
import TinyHTTP
import Wire

@Suite struct EventWordsTests {
  struct Case: Sendable {
    var actor = "ann"
    let action: String
    var target = "X"
    var old: String?
    var new: String?
    var note: String?
    let words: String
  }

  static let until = "until 2026-11-25T12:00:00.000Z"

  @Test(
    arguments: [
      Case(action: "banner.changed", words: "ann changed the banner"),
      Case(action: "server.joined", words: "Chat server X joined"),
      Case(
        action: "server.left", new: "its lease ran out",
        words: "Chat server X left: its lease ran out"),
      Case(
        action: "server.disputed", new: "http://h:1",
        words: "A second chat server calls itself X, and does not count: http://h:1. Give each its "
          + "own CHAT_SERVER_ID"),
      Case(action: "member.kicked", new: "be kind", words: "ann kicked X: be kind"),
      Case(action: "member.kicked", words: "ann kicked X"),
      Case(action: "member.muted", new: "", words: "ann muted X"),
      Case(
        action: "member.muted", new: until + ": spam",
        words: "ann muted X until 25 Nov 12:00:00: spam"),
      Case(
        action: "member.muted", new: until, words: "ann muted X until 25 Nov 12:00:00"),
      Case(action: "member.muted", new: "until later: x", words: "ann muted X: until later: x"),
      Case(
        action: "ban.changed", old: until, new: "for ever: spam",
        words: "ann changed the ban of X: for ever: spam (it was until 25 Nov 12:00:00)"),
      Case(
        action: "mute.changed", old: "for ever", new: until,
        words: "ann changed the mute of X: until 25 Nov 12:00:00 (it was for ever)"),
      Case(action: "note.added", new: "new here", words: "ann noted about X: new here"),
      Case(action: "note.removed", old: "old", words: "ann removed a note about X: old"),
      Case(action: "mute.added", new: until, words: "ann muted X until 25 Nov 12:00:00"),
      Case(
        action: "mute.lifted", old: "for ever: spam",
        words: "ann lifted the mute of X (for ever: spam)"),
      Case(
        action: "mute.expired", old: until, words: "The mute of X ran out (until 25 Nov 12:00:00)"),
      Case(action: "member.unmuted", words: "ann unmuted X"),
      Case(action: "member.voiced", new: "quiz", words: "ann gave X voice: quiz"),
      Case(action: "member.unvoiced", words: "ann took the voice of X"),
      Case(
        action: "order.waiting", old: "voice", new: "why",
        words: "ann wants to give X voice, which waits: why"),
      Case(
        action: "doors.keyed", old: "open", new: "key",
        words: "ann closed the doors to all who do not know a word"),
      Case(
        action: "doors.keyed", old: "key", new: "key", words: "ann changed the word at the doors"),
      Case(
        action: "rules.changed", target: "room", old: "slow_seconds=0 voiced_only=false",
        new: "slow_seconds=10 voiced_only=true",
        words:
          "ann changed the rules of the room: slow mode from off to one line in 10 s each; voice "
          + "needed to talk from no to yes"),
      Case(
        action: "limits.changed", target: "room", old: "talk_rate=own connections_max=9",
        new: "talk_rate=2 connections_max=0 newer=x\u{7}",
        words: "ann changed limits: lines a second from one person from the server’s own to 2; "
          + "connections from 9 to no limit; newer from nothing to x␇"),
      Case(
        action: "filter.added", target: "buy now*", new: "refuse: no ads",
        words: "ann filters the words buy now* (refuse: no ads)"),
      Case(
        action: "filter.removed", target: "maybe", old: "hold",
        words: "ann no longer filters the words maybe (hold)"),
      Case(action: "held.released", words: "ann let a held line of X be said"),
      Case(action: "held.dropped", words: "ann dropped a held line of X"),
      Case(
        action: "held.expired", target: "3",
        words: "Dropped after a day without a moderator’s decision: 3 held lines"),
      Case(
        action: "held.expired", target: "x",
        words: "Dropped after a day without a moderator’s decision: held lines"),
      Case(
        action: "order.failed", target: "ben (7 on vm)", old: "act",
        new: "there is no 7 on vm",
        words: "ann could not let a held line of ben (7 on vm) be said: there is no 7 on vm"),
      Case(
        action: "announcement.made", target: "everyone", new: "tea", words: "ann announced: tea"),
      Case(
        action: "order.failed", target: "ben (7 on vm)", old: "kick: spam: much",
        new: "there is no 7 on vm", words: "ann could not kick ben (7 on vm): there is no 7 on vm"),
      Case(
        action: "order.failed", target: "everyone on vm", old: "announce: tea: now", new: "why",
        words: "ann could not tell everyone on vm tea: now: why"),
      Case(
        action: "order.waiting", target: "X", old: "mute", new: "vm did not answer",
        words: "ann wants to mute X, which waits: vm did not answer"),
      Case(action: "order.waiting", words: "ann wants to order something of X, which waits"),
      Case(action: "ban.added", new: "for ever", words: "ann banned X for ever"),
      Case(action: "ban.added", new: "for ever: a: b", words: "ann banned X for ever: a: b"),
      Case(action: "ban.added", new: until, words: "ann banned X until 25 Nov 12:00:00"),
      Case(
        action: "ban.added", new: until + ": spam: and more",
        words: "ann banned X until 25 Nov 12:00:00: spam: and more"),
      Case(action: "ban.added", words: "ann banned X for how long is not known"),
      Case(
        action: "ban.lifted", old: "for ever: spam",
        words: "ann lifted the ban of X (for ever: spam)"),
      Case(
        action: "ban.expired", old: until, words: "The ban of X ran out (until 25 Nov 12:00:00)"),
      Case(action: "doors.opened", old: "closed", new: "open", words: "ann opened the doors"),
      Case(action: "doors.closed", old: "open", new: "closed", words: "ann closed the doors"),
      Case(
        action: "history.changed", old: "10", new: "20",
        words: "ann changed the lines replayed to newcomers from 10 to 20"),
      Case(
        action: "retention.changed", old: "30", new: "1",
        words: "ann changed how long what is said is kept from 30 days to 1 day"),
      Case(
        action: "retention.changed", old: "7", new: "0",
        words: "ann changed how long what is said is kept from 7 days to not at all"),
      Case(
        action: "retention.changed", old: "a week",
        words: "ann changed how long what is said is kept from a week to nothing"),
      Case(action: "message.hidden", target: "12", words: "ann hid a line"),
      Case(action: "message.shown", target: "12", words: "ann showed a line again"),
      Case(action: "bot.made", words: "ann made the bot X"),
      Case(action: "bot.revoked", words: "ann revoked the bot X"),
      Case(
        actor: "dashboard", action: "login.succeeded",
        words: "Somebody at X logged in to the dashboard"),
      Case(
        actor: "dashboard", action: "login.failed",
        words: "Somebody at X gave a wrong password to the dashboard"),
      Case(
        actor: "api", action: "login.failed", note: "dashboard",
        words: "Somebody at X gave a wrong password to the dashboard"),
      Case(
        action: "login.succeeded", target: "ann", note: "192.0.2.7",
        words: "ann · 192.0.2.7 logged in"),
      Case(actor: "api", action: "login.failed", words: "Somebody failed to log in as X"),
      Case(
        actor: "api", action: "login.failed", note: "192.0.2.7",
        words: "Somebody at 192.0.2.7 failed to log in as X"),
      Case(action: "logout", target: "ann", words: "ann logged out"),
      Case(
        action: "code.made", target: "ann", words: "ann made a code to log in at the chat's prompt"),
      Case(action: "admin.made", new: "owner", words: "ann made X an admin: owner"),
      Case(
        action: "admin.changed", old: "owner", new: "viewer",
        words: "ann changed the role of X from owner to viewer"),
      Case(action: "admin.removed", old: "owner", words: "ann removed the admin X"),
      Case(action: "password.changed", words: "ann gave X a new password"),
      Case(action: "password.changed", target: "ann", words: "ann changed their password"),
      Case(action: "token.made", new: "ben, viewer", words: "ann made the token X (ben, viewer)"),
      Case(
        action: "token.revoked", old: "ann, owner", words: "ann revoked the token X (ann, owner)"),
      Case(action: "doors.closed", note: "token ci", words: "ann · token ci closed the doors"),
      Case(action: "moon.landed", words: "ann: moon.landed X"),
    ])
  func `every action is said in words`(_ test: Case) {
    let event = Event(
      seq: 1, time: "2026-11-24T12:00:00.000Z", actor: test.actor, action: test.action,
      target: test.target, old: test.old, new: test.new, note: test.note)
    let html = EventWords.sentence(event, today: "2026-11-24T12:00:00.000Z").text
    #expect(Self.text(html) == test.words)
  }

  @Test func `only what its sentence does not say is folded out`() {
    func html(_ action: String) -> String {
      let event = Event(
        seq: 1, time: "", actor: "ann", action: action, target: "", old: "a", new: "b")
      return EventWords.list([event], today: "").text
    }
    #expect(html("banner.changed").contains("<details>"))
    #expect(html("moon.landed").contains("<details>"))
    #expect(!html("ban.added").contains("<details>"))
    #expect(!html("doors.closed").contains("<details>"))
  }

  @Test(arguments: [
    ("member.kicked", "ben (7 on vm)", "/room/?at=2026-11-24T11%3A58%3A00.000Z#moment"),
    ("member.muted", "ben (7 on vm)", "/room/?at=2026-11-24T11%3A58%3A00.000Z#moment"),
    ("member.unmuted", "ben (7 on vm)", "/room/?at=2026-11-24T11%3A58%3A00.000Z#moment"),
    ("ban.added", "192.0.2.7", "/room/?at=2026-11-24T11%3A58%3A00.000Z#moment"),
    ("message.hidden", "12", "/room/?line=12#line-12"),
    ("message.shown", "12", "/room/?line=12#line-12"),
    ("message.hidden", "\" onclick=x", nil), ("ban.lifted", "192.0.2.7", nil),
    ("banner.changed", "", nil), ("moon.landed", "12", nil),
  ])
  func `what was done to somebody leads to that moment in the room`(
    action: String, target: String, address: String?
  ) {
    let event = Event(
      seq: 1, time: "2026-11-24T11:58:00.000Z", actor: "ann", action: action, target: target)
    let html = EventWords.list([event], today: "2026-11-24T12:00:00.000Z").text
    let link = html.firstMatch(of: #/class="moment" href="([^"]*)"/#).map { String($0.1) }
    #expect(link == address)
  }

  @Test(arguments: [
    ("ben (7 on vm)", "/person?server=vm&amp;member=7&amp;name=ben"),
    ("a (b) (0 on x.1)", "/person?server=x.1&amp;member=0&amp;name=a+%28b%29"),
    ("ben", nil), ("ben (7 on ../x)", nil), ("ben (-7 on vm)", nil), ("ben (x on vm)", nil),
    ("ben (7 at vm)", nil), (")", nil), (" (", nil),
    ("\"> (7 on vm)", "/person?server=vm&amp;member=7&amp;name=%22%3E"),
  ])
  func `whoever was there leads to their page`(target: String, address: String?) {
    let event = Event(seq: 1, time: "", actor: "ann", action: "moon.landed", target: target)
    let link = EventWords.sentence(event).text.firstMatch(of: #/href="([^"]*)"/#)
    #expect(link.map { String($0.1) } == address)
  }

  @Test func `a time that is none leads nowhere`() {
    let event = Event(seq: 1, time: "\"><script>", actor: "a", action: "ban.added", target: "")
    #expect(!EventWords.list([event], today: "").text.contains("href"))
  }

  /// Without tags, as a person reads it.
  private static func text(_ html: String) -> String {
    var isTag = false
    return html.filter { character in
      if character == "<" { isTag = true }
      defer { if character == ">" { isTag = false } }
      return !isTag
    }
  }
}
