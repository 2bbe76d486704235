import Wire

/// The commands about mutes of names and addresses, and about what is in force.
extension CommandTests {
  static let decisionCases = [
    Case(
      path: "/ban", form: [("name", "bob"), ("minutes", "60"), ("reason", "spam")],
      asked: "Ban <b><bdi>bob</bdi></b>?",
      told: #"POST /bans {  "minutes" : 60,  "name" : "bob",  "reason" : "spam"}"#,
      done: "Done: bob is banned for 1 h."),
    Case(
      path: "/mute", form: ann + [("minutes", "10"), ("reason", "loud")],
      asked: "Mute <b><bdi>ann</bdi></b>?",
      told: #"POST /mutes {  "member" : 7,  "minutes" : 10,  "name" : "ann",  "reason" : "loud",  "#
        + #""server" : "chat-1"}"#,
      done: "Done: ann is muted on chat-1 for 10 min."),
    Case(
      path: "/mute", form: [("range", "192.0.2.0/24"), ("minutes", "60"), ("reason", "loud")],
      asked: "Mute <b><bdi>192.0.2.0/24</bdi></b>?",
      told: #"POST /mutes {  "minutes" : 60,  "range" : "192.0.2.0/24",  "reason" : "loud"}"#,
      done: "Done: 192.0.2.0/24 is muted for 1 h."),
    Case(
      path: "/mutes/lift", form: [("id", "5"), ("whom", "ben")],
      asked: "Lift the mute of <b><bdi>ben</bdi></b>?", told: "DELETE /mutes/5 ",
      done: "Done: the mute of ben is lifted."),
    Case(
      path: "/mutes/change",
      form: [("id", "5"), ("whom", "ben"), ("minutes", "0"), ("reason", "hush")],
      asked: "Change the mute of <b><bdi>ben</bdi></b>?",
      told: #"PUT /mutes/5 {  "minutes" : 0,  "reason" : "hush"}"#,
      done: "Done: the mute of ben has no end any more."),
    Case(
      path: "/bans/change",
      form: [("id", "3"), ("whom", "192.0.2.9"), ("minutes", "60"), ("reason", "")],
      asked: "Change the ban of <b><bdi>192.0.2.9</bdi></b>?",
      told: #"PUT /bans/3 {  "minutes" : 60,  "reason" : ""}"#,
      done: "Done: the ban of 192.0.2.9 ends in 1 h."),
  ]
}
