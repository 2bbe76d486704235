import FoundationEssentials
import Testing
import TinyHTTP
import Wire

/// The JSON is the contract between processes of different ages: keys are checked to the letter.
@Suite struct `Shapes on the wire` {
  static let presence: [(String, Shape)] = [
    (#"{"users":3}"#, Shape(UserCount(users: 3))),
    (#"{"banner":"Hi\nthere"}"#, Shape(Banner(banner: "Hi\nthere"))),
    (#"{"status":"SUCCESS"}"#, Shape(Outcome.success)),
    (#"{"changed":false,"status":"SUCCESS"}"#, Shape(Outcome.unchanged)),
    (#"{"error":"why","status":"ERROR"}"#, Shape(Outcome.error("why"))),
    (#"{"message":"why","status":"WAITING"}"#, Shape(Outcome.waiting("why"))),
    (
      #"{"connections":3,"instance":"i","lines":2,"port":1401,"uptime":4,"url":"http://h:1","#
        + #""users":1,"version":"v"}"#,
      Shape(
        ServerReport(
          users: 1, lines: 2, connections: 3, uptime: 4, version: "v", url: "http://h:1",
          instance: "i", port: 1_401))
    ),
    (#"{"lease":5,"status":"SUCCESS"}"#, Shape(Lease(status: "SUCCESS", lease: 5))),
    (
      #"{"connections":3,"lines":2,"uptime":4,"users":1,"version":"v"}"#,
      Shape(ServerReport(users: 1, lines: 2, connections: 3, uptime: 4, version: "v"))
    ),
    (
      #"{"servers":[{"id":"a","live":true,"report":{"connections":3,"lines":2,"uptime":4,"#
        + #""users":1,"version":"v"},"seen":"t"}]}"#,
      Shape(
        ServerList(servers: [
          ServerEntry(
            id: "a", live: true, seen: "t",
            report: ServerReport(users: 1, lines: 2, connections: 3, uptime: 4, version: "v"))
        ]))
    ),
    (
      #"{"events":[{"action":"x","actor":"api","new":"b","old":"a","seq":1,"target":"y","#
        + #""time":"t"},{"action":"x","actor":"api","seq":2,"target":"y","time":"t"}]}"#,
      Shape(
        EventList(events: [
          Event(seq: 1, time: "t", actor: "api", action: "x", target: "y", old: "a", new: "b"),
          Event(seq: 2, time: "t", actor: "api", action: "x", target: "y"),
        ]))
    ),
  ]

  static let moderation: [(String, Shape)] = [
    (
      #"{"banner":"Hi","bans":[],"doors_open":true,"history_lines":10,"orders":[],"seq":7}"#,
      Shape(ChatConfiguration(seq: 7, banner: "Hi"))
    ),
    (
      #"{"banner":"","bans":[{"actor":"a","id":3,"range":"::1","reason":"r","since":"s"}],"#
        + #""doors_open":false,"history_lines":0,"orders":[{"action":"announce","seq":9,"#
        + #""text":"t"}],"seq":9}"#,
      Shape(
        ChatConfiguration(
          seq: 9, banner: "",
          bans: [Ban(id: 3, range: "::1", reason: "r", until: nil, since: "s", actor: "a")],
          doorsOpen: false, historyLines: 0,
          orders: [Order(seq: 9, action: .announce, text: "t")]))
    ),
    (
      #"{"bans":[{"actor":"a","id":3,"range":"::1","reason":"r","since":"s","until":"u"}]}"#,
      Shape(
        BanList(bans: [
          Ban(id: 3, range: "::1", reason: "r", until: "u", since: "s", actor: "a")
        ]))
    ),
    (
      #"{"minutes":5,"range":"::1","reason":"r"}"#,
      Shape(NewBan(range: "::1", reason: "r", minutes: 5))
    ),
    (
      #"{"bans":[{"actor":"a","id":3,"name":"n","range":"","reason":"r","since":"s"}]}"#,
      Shape(
        BanList(bans: [
          Ban(id: 3, name: "n", reason: "r", until: nil, since: "s", actor: "a")
        ]))
    ),
    (#"{"name":"n","reason":"r"}"#, Shape(NewBan(name: "n", reason: "r", minutes: nil))),
    (
      #"{"range":"::1","reason":""}"#, Shape(NewBan(range: "::1", reason: "", minutes: nil))
    ),
    (
      #"{"instance":"i","member":7,"name":"Al","reason":"r","server":"s"}"#,
      Shape(MemberAction(server: "s", instance: "i", member: 7, name: "Al", reason: "r"))
    ),
    (
      #"{"member":7,"name":"Al","server":"s"}"#,
      Shape(MemberAction(server: "s", member: 7, name: "Al"))
    ),
    (#"{"text":"Hi"}"#, Shape(Announcement(text: "Hi"))),
    (#"{"open":false}"#, Shape(Doors(open: false))),
    (#"{"lines":20}"#, Shape(HistorySetting(lines: 20))),
    (
      #"{"action":"unmute","id":"o","instance":"i","member":7,"name":"Al","seq":1,"server":"s","#
        + #""text":"t"}"#,
      Shape(
        Order(
          id: "o", seq: 1, action: .unmute, server: "s", instance: "i", member: 7, name: "Al",
          text: "t"))
    ),
    (
      #"{"name":"Al","order":"o","outcome":"renamed","server":"s"}"#,
      Shape(OrderResult(order: "o", server: "s", outcome: .renamed, name: "Al"))
    ),
    (
      #"{"order":"o","outcome":"done","server":"s"}"#,
      Shape(OrderResult(order: "o", server: "s", outcome: .done))
    ),
    (
      #"{"instance":"i","total":0,"users":[]}"#,
      Shape(Roster(users: [], total: 0, next: nil, instance: "i"))
    ),
    (
      #"{"next":4,"total":9,"users":[{"address":"::1","gone":true,"id":4,"idle":2,"lines":3,"#
        + #""muted":true,"name":"Al","since":5},{"address":"::2","id":5,"lines":0,"muted":false,"#
        + #""name":"Bo","since":6}]}"#,
      Shape(
        Roster(
          users: [
            RosterEntry(
              id: 4, name: "Al", address: "::1", since: 5, idle: 2, lines: 3, muted: true,
              gone: true),
            RosterEntry(
              id: 5, name: "Bo", address: "::2", since: 6, idle: nil, lines: 0, muted: false),
          ], total: 9, next: 4))
    ),
  ]

  static let bots: [(String, Shape)] = [
    (
      #"{"banner":"Hi","bans":[],"bots":["deploy"],"doors_open":true,"history_lines":10,"#
        + #""orders":[],"seq":7}"#,
      Shape(ChatConfiguration(seq: 7, banner: "Hi", bots: ["deploy"]))
    ),
    (
      #"{"bots":[{"actor":"a","id":3,"last_used":"u","may_read":true,"name":"deploy","since":"s"},"#
        + #"{"actor":"a","id":4,"may_read":false,"name":"ci","since":"s"}]}"#,
      Shape(
        BotList(bots: [
          Bot(id: 3, name: "deploy", mayRead: true, since: "s", actor: "a", lastUsed: "u"),
          Bot(id: 4, name: "ci", mayRead: false, since: "s", actor: "a"),
        ]))
    ),
    (#"{"may_read":true,"name":"deploy"}"#, Shape(NewBot(name: "deploy", mayRead: true))),
    (
      #"{"id":3,"name":"deploy","token":"t"}"#,
      Shape(BotCredentials(id: 3, name: "deploy", token: "t"))
    ),
    (
      #"{"lines":["a","b"],"name":"deploy","recorded":true}"#,
      Shape(BotWords(name: "deploy", lines: ["a", "b"], isRecorded: true))
    ),
  ]

  @Test(arguments: presence + moderation + bots)
  func `every model is written and read with exactly these keys`(json: String, shape: Shape) throws
  {
    #expect(try shape.encoded() == json)
    #expect(try shape.survives(json))
  }
}

/// A model with its type erased, so that one table holds them all.
struct Shape: Sendable {
  let encoded: @Sendable () throws -> String
  let survives: @Sendable (String) throws -> Bool

  init<Model: Codable & Equatable & Sendable>(_ model: Model) {
    encoded = {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(model), as: UTF8.self)
    }
    survives = { json in
      try JSON.decode(Model.self, from: Array(json.utf8)) == model
    }
  }
}
