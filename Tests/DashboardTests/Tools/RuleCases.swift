import Wire

/// The commands about what holds for the whole room, about who has voice, and about filtered words.
extension CommandTests {
  static let cases = generalCases + ruleCases + decisionCases + wordCases

  static let ruleCases = [
    Case(
      path: "/voice", form: ann, asked: "Give <b><bdi>ann</bdi></b> voice?",
      told: #"POST /voices {  "member" : 7,  "name" : "ann",  "server" : "chat-1"}"#,
      done: "Done: ann has voice on chat-1."),
    Case(
      path: "/unvoice", form: ann, asked: "Take the voice of <b><bdi>ann</bdi></b>?",
      told: #"POST /unvoices {  "member" : 7,  "name" : "ann",  "server" : "chat-1"}"#,
      done: "Done: ann has no voice any more on chat-1."),
    Case(
      path: "/rules/slow", form: [("seconds", " 90 ")], asked: "Begin slow mode?",
      told: #"POST /rules {  "slow_seconds" : 90}"#,
      done: "Done: slow mode, one line in 1 min 30 s each."),
    Case(
      path: "/rules/slow", form: [("seconds", "0")], asked: "End slow mode?",
      told: #"POST /rules {  "slow_seconds" : 0}"#, done: "Done: slow mode is off."),
    Case(
      path: "/rules/voice", form: [("only", "true")], asked: "Let only those with voice talk?",
      told: #"POST /rules {  "voiced_only" : true}"#,
      done: "Done: only those with voice may talk."),
    Case(
      path: "/rules/voice", form: [("only", "false")], asked: "Let everybody talk?",
      told: #"POST /rules {  "voiced_only" : false}"#, done: "Done: everybody may talk."),
    Case(
      path: "/rules/limits",
      form: [
        ("talk_rate", "1"), ("talk_burst", ""), ("connections_max", "0"),
        ("connections_per_address", "40"),
      ], asked: "Change the limits?",
      told: #"POST /limits {  "connections_max" : 0,  "connections_per_address" : 40,  "#
        + #""talk_burst" : null,  "talk_rate" : 1}"#,
      done: "Done: the limits are changed."),
  ]

  static let wordCases = [
    Case(
      path: "/words/new",
      form: [("pattern", " buy now* "), ("action", "refuse"), ("reason", "no ads")],
      asked: "Filter these words?",
      told:
        #"POST /filters {  "action" : "refuse",  "pattern" : "buy now*",  "reason" : "no ads"}"#,
      done: "Done: buy now* is refused."),
    Case(
      path: "/words/remove", form: [("id", "5"), ("pattern", "maybe *")],
      asked: "Remove the filter <code class=\"range\"><bdi>maybe *</bdi></code>?",
      told: "DELETE /filters/5 ", done: "Done: maybe * is filtered no more."),
    Case(
      path: "/words/release", form: [("id", "9"), ("name", "ann")],
      asked: "Let <b><bdi>ann</bdi></b> say this?", told: "POST /held/9/release ",
      done: "Done: ann has said it, and everybody reads it."),
    Case(
      path: "/words/drop", form: [("id", "9"), ("name", "ann")],
      asked: "Drop this line of <b><bdi>ann</bdi></b>?", told: "DELETE /held/9 ",
      done: "Done: the line of ann is dropped."),
  ]
}
