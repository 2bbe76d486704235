import FoundationEssentials
import Testing
import Wire

/// The JSON is the contract between processes of different ages: keys are checked to the letter.
@Suite struct `Shapes on the wire` {
  @Test(arguments: [
    (#"{"users":3}"#, Shape(UserCount(users: 3))),
    (#"{"banner":"Hi\nthere"}"#, Shape(Banner(banner: "Hi\nthere"))),
    (#"{"status":"SUCCESS"}"#, Shape(Outcome.success)),
    (#"{"error":"why","status":"ERROR"}"#, Shape(Outcome.error("why"))),
    (#"{"banner":"Hi","seq":7}"#, Shape(ChatConfiguration(seq: 7, banner: "Hi"))),
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
  ])
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
      try JSONDecoder().decode(Model.self, from: Data(json.utf8)) == model
    }
  }
}
