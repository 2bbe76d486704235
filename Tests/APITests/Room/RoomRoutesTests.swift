import API
import Support
import Testing
import TinyHTTP
import Wire

@Suite struct `The rules of the room over HTTP` {
  let site: TestSite

  init() throws { site = try TestSite() }

  /// `ACTION TARGET OLD NEW` of the newest event.
  func event() throws -> String {
    let event = try site.json(.get, "/events?limit=1")["events"]?[0]
    return ["action", "target", "old", "new"].map { event?[$0]?.text ?? "-" }
      .joined(separator: " | ")
  }

  @Test func `rules change one by one or together, each time with one event`() throws {
    #expect(try site.json(.get, "/rules") == ["slow_seconds": 0, "voiced_only": false])
    try site.json(.post, "/rules", #"{"slow_seconds": 10}"#)
    #expect(try event() == "rules.changed | room | slow_seconds=0 | slow_seconds=10")
    try site.json(.post, "/rules", #"{"slow_seconds": 5, "voiced_only": true}"#)
    #expect(
      try event()
        == "rules.changed | room | slow_seconds=10 voiced_only=false | slow_seconds=5 voiced_only=true"
    )
    try site.json(.post, "/rules", #"{"voiced_only": false, "slow_seconds": null}"#)
    #expect(try event() == "rules.changed | room | voiced_only=true | voiced_only=false")
    let rules: JSONValue = ["slow_seconds": 5, "voiced_only": false]
    #expect(try site.json(.get, "/rules") == rules)
    #expect(try site.json(.get, "/config")["rules"] == rules)
    #expect(try site.json(.get, "/config")["seq"] == 3)
    let same = try site.json(.post, "/rules", #"{"slow_seconds": 5}"#)
    #expect(same["changed"] == false)
    #expect(site.journal.snapshot.lastSeq == 3)
  }

  @Test func `limits are set, kept apart, and given back`() throws {
    #expect(try site.json(.get, "/limits") == [:])
    try site.json(.post, "/limits", #"{"talk_rate": 2, "connections_max": 0}"#)
    #expect(
      try event()
        == "limits.changed | room | talk_rate=own connections_max=own | talk_rate=2 connections_max=0"
    )
    try site.json(.post, "/limits", #"{"connections_per_address": 3, "talk_rate": null}"#)
    let limits: JSONValue = ["connections_max": 0, "connections_per_address": 3]
    #expect(try site.json(.get, "/limits") == limits)
    #expect(try site.json(.get, "/config")["limits"] == limits)
    #expect(
      try event() == "limits.changed | room | talk_rate=2 connections_per_address=own | "
        + "talk_rate=own connections_per_address=3")
  }

  @Test func `doors take a word, which no event and no viewer is told`() throws {
    #expect(
      try site.json(.post, "/doors", #"{"open": false, "key": "swordfish"}"#).keys == ["status"])
    #expect(try event() == "doors.keyed | doors | open | key")
    #expect(
      try site.json(.get, "/doors") == ["open": false, "keyed": true, "key": "swordfish"])
    #expect(try site.json(.get, "/config")["doors_key"] == "swordfish")
    #expect(try site.json(.get, "/config")["doors_open"] == false, "older chat servers stay closed")
    try site.json(.post, "/doors", #"{"open": false, "key": "swordfish"}"#)
    #expect(site.journal.snapshot.lastSeq == 1)
    try site.json(.post, "/doors", #"{"open": false, "key": "caf\u00e9"}"#)
    #expect(try event() == "doors.keyed | doors | key | key")
    let events = String(decoding: try site.send(.get, "/events").body, as: UTF8.self)
    #expect(!events.contains("swordfish") && !events.contains("caf"))
    try site.json(.post, "/doors", #"{"open": true, "key": null}"#)
    #expect(try event() == "doors.opened | doors | key | open")
    #expect(try site.json(.get, "/doors") == ["open": true])
    try site.json(.post, "/doors", #"{"open": false}"#)
    #expect(try site.json(.get, "/config")["doors_key"] == nil)
    #expect(try site.json(.get, "/doors") == ["open": false])
  }

  @Test(arguments: [
    (Role.viewer, false), (.moderator, true), (.owner, true),
  ])
  func `those who may change the word may read it`(role: Role, isShown: Bool) throws {
    let site = try TestSite(token: "s3cret")
    let service = TestSite.bearer("s3cret")
    let owner = try site.session(as: "zoe", .owner, service)
    try site.json(.post, "/doors", #"{"open": false, "key": "swordfish"}"#, owner)
    let session = try site.session(as: "al", role, service)
    let doors = try site.json(.get, "/doors", "", session)
    #expect(doors["keyed"] == true)
    #expect((doors["key"] != nil) == isShown)
  }

  @Test func `all of it is there after a start`() throws {
    try site.json(.post, "/rules", #"{"slow_seconds": 5, "voiced_only": true}"#)
    try site.json(.post, "/limits", #"{"talk_burst": 3}"#)
    try site.json(.post, "/doors", #"{"open": false, "key": "swordfish"}"#)
    let before = try site.json(.get, "/config")
    try site.stop()
    let again = try TestSite(in: site.folder)
    #expect(try again.json(.get, "/config") == before)
  }

  @Test(arguments: [
    ("/rules", "{}", #"there is no rule in it: "slow_seconds" or "voiced_only""#),
    ("/rules", #"{"slow_seconds": -1}"#, #""slow_seconds" must be from 0 to 3600"#),
    ("/rules", #"{"slow_seconds": 3601}"#, #""slow_seconds" must be from 0 to 3600"#),
    ("/rules", #"{"slow_seconds": "5"}"#, #""slow_seconds" must be a whole number, not a string"#),
    ("/rules", #"{"voiced_only": 1}"#, #""voiced_only" must be true or false, not a number"#),
    ("/rules", #"{"slow_second": 5}"#, #"there is no "slow_second"; did you mean "slow_seconds"?"#),
    (
      "/limits", "{}",
      #"there is no limit in it; there is "talk_rate", "talk_burst", "connections_max", "#
        + #""connections_per_address""#
    ),
    ("/limits", #"{"talk_rate": 1000001}"#, #""talk_rate" must be from 0 to 1000000"#),
    ("/limits", #"{"talk_rate": true}"#, #""talk_rate" must be a whole number, not true or false"#),
    (
      "/doors", #"{"open": false, "key": "owl"}"#,
      #""key" must be one word of 4 to 64 characters"#
    ),
    (
      "/doors", #"{"open": false, "key": "two words"}"#,
      #""key" must be one word of 4 to 64 characters"#
    ),
    (
      "/doors", #"{"open": true, "key": "swordfish"}"#,
      #"open doors ask for no word; closed ones with a "key" let in who knows it"#
    ),
    ("/doors", #"{"open": false, "key": 7777}"#, #""key" must be a string, not a number"#),
  ])
  func `what cannot be is refused with a sentence`(path: String, body: String, why: String) throws {
    #expect(try site.error(.post, path, body) == why)
    #expect(site.journal.snapshot.lastSeq == 0)
  }
}
