import API
import Testing
import TinyHTTP
import Wire

@Suite struct `Banner and users over HTTP` {
  @Test func `the calls of the talk work as they always did`() throws {
    let site = try TestSite()
    #expect(try site.json(.post, "/banner/", #"{"banner": "Hello"}"#) == ["status": "SUCCESS"])
    #expect(try site.json(.get, "/banner/") == ["banner": "Hello"])
    #expect(try site.json(.get, "/users/") == ["users": 0])
    #expect(try site.json(.get, "/banner") == ["banner": "Hello"])
  }

  @Test func `an edit that changes nothing says so, and leaves no event`() throws {
    let site = try TestSite()
    let hello = #"{"banner": "Hello"}"#
    #expect(try site.json(.post, "/banner/", hello) == ["status": "SUCCESS"])
    #expect(
      try site.json(.post, "/banner/", hello) == ["status": "SUCCESS", "changed": false])
    #expect(try site.json(.post, "/doors", #"{"open": true}"#)["changed"] == false)
    let events = try site.json(.get, "/events")["events"]
    #expect(events?[0] != nil && events?[1] == nil)
  }

  @Test func `answers are pretty, and not kept by anybody`() throws {
    let response = try TestSite().send(.get, "/users/")
    #expect(String(decoding: response.body, as: UTF8.self) == "{\n  \"users\" : 0\n}\n")
    #expect(response.fields["Content-Type"] == "application/json")
    #expect(response.fields["Cache-Control"] == "no-store")
    #expect(response.fields["X-Content-Type-Options"] == "nosniff")
  }

  @Test(arguments: [
    "application/json", "application/json; charset=utf-8", "text/json", "text/plain",
    "application/x-www-form-urlencoded", "APPLICATION/JSON",
  ])
  func `JSON is taken under the names that clients give it`(type: String) throws {
    let site = try TestSite()
    try site.json(.post, "/banner/", #"{"banner": "x"}"#, [("Content-Type", type)])
    #expect(try site.json(.get, "/banner/") == ["banner": "x"])
  }

  @Test func `other types and coded bodies are 415`() throws {
    let site = try TestSite()
    for field in [
      ("Content-Type", "multipart/form-data; boundary=x"), ("Content-Type", "image/png"),
      ("Content-Encoding", "gzip"),
    ] {
      _ = try site.error(.post, "/banner/", #"{"banner": "x"}"#, [field], status: 415)
    }
  }

  @Test(arguments: [
    ("", "the body is empty; JSON is expected"),
    (
      "banner=Hi",
      #"the body is not valid JSON at line 1, column 1: a value is expected, not "b""#
    ),
    ("{", "the body is not valid JSON at line 1, column 2: the text ends inside an object"),
    ("[]", "the body must be a JSON object, not an array"),
    (#""x""#, "the body must be a JSON object, not a string"),
    ("{}", #""banner" is missing; it must be a string"#),
    (#"{"Banner": "x"}"#, #"there is no "Banner"; did you mean "banner"?"#),
    (#"{"banner": "x", "reason": "y"}"#, #"there is no "reason"; there is "banner""#),
    (
      #"{"banner": "x", "banner": "y"}"#,
      "the body is not valid JSON at line 1, column 17: "
        + #"the name "banner" stands twice in one object"#
    ),
    (#"{"banner": 1}"#, #""banner" must be a string, not a number"#),
    (#"{"banner": null}"#, #""banner" must be a string, not null"#),
    (#"{"banner": ["x"]}"#, #""banner" must be a string, not an array"#),
    (
      #"{"banner": "\ud83d"}"#,
      "the body is not valid JSON at line 1, column 13: half of a surrogate pair is no character"
    ),
    (#"{"banner": [[{}], 1]}"#, #""banner" must be a string, not an array"#),
    (#"{"banner": {"a": []}}"#, #""banner" must be a string, not an object"#),
    (
      #"{"banner": "a\nb\u001b[2J"}"#,
      "the banner must not contain U+001B (escape) at line 2, column 2; "
        + "line feeds and tabs are the only control characters allowed"
    ),
  ])
  func `a bad body is refused with a sentence`(body: String, why: String) throws {
    let site = try TestSite()
    let before = try site.json(.get, "/banner/")
    #expect(try site.error(.post, "/banner/", body) == why)
    #expect(try site.json(.get, "/banner/") == before)
    #expect(site.journal.snapshot.lastSeq == 0)
  }

  @Test func `a banner at the limit passes, one more byte does not`() throws {
    let site = try TestSite()
    let full = String(repeating: "x", count: Limits.bannerBytesMax)
    try site.json(.post, "/banner/", "{\"banner\": \"\(full)\"}")
    #expect(try site.json(.get, "/banner/")["banner"]?.text == full)
    let why = try site.error(.post, "/banner/", "{\"banner\": \"\(full)y\"}")
    #expect(why == "the banner has 4097 bytes; at most 4096 are allowed")
  }

  @Test func `the same banner again is a success without an event`() throws {
    let site = try TestSite()
    for _ in 1...2 { try site.json(.post, "/banner/", #"{"banner": "same"}"#) }
    #expect(site.journal.snapshot.lastSeq == 1)
  }

  @Test func `what the caller says of who they are is a note, when it is a name`() throws {
    let site = try TestSite()
    try site.json(.post, "/banner/", #"{"banner": "1"}"#)
    try site.json(.post, "/banner/", #"{"banner": "2"}"#, [("X-Actor", "Zoë of the dashboard")])
    let events = try site.json(.get, "/events")["events"]
    #expect(events?[0]?["actor"] == "api")
    #expect(events?[0]?["note"] == "Zoë of the dashboard")
    #expect(events?[1]?["actor"] == "api" && events?[1]?["note"] == nil)
    try site.json(.post, "/banner/", #"{"banner": "2.5"}"#, [("X-Actor", "Zo\u{200B}e ")])
    #expect(try site.json(.get, "/events?limit=1")["events"]?[0]?["note"] == "Zoe")
    for actor in [
      "", " ", "\u{2060}", "\u{2800}", "a\u{9B}b", "\u{202E}nimda",
      String(repeating: "x", count: 65),
    ] {
      let why = try site.error(.post, "/banner/", #"{"banner": "3"}"#, [("X-Actor", actor)])
      #expect(why.hasPrefix("X-Actor must be"))
    }
  }

  @Test func `a full disk is 503 and says so, and reading goes on`() throws {
    let site = try TestSite(pagesMax: 30)
    var failure: String?
    for number in 1...50 where failure == nil {
      let big = String(repeating: "\(number % 10)", count: 4_000)
      let answer = try site.send(.post, "/banner/", "{\"banner\": \"\(big)\"}")
      if answer.status.code != 200 {
        #expect(answer.status.code == 503)
        failure = try JSON.decode(JSONValue.self, from: answer.body)["error"]?.text
      }
    }
    #expect(failure?.hasPrefix("not saved: ") == true)
    #expect(failure?.contains("full") == true)
    try site.json(.get, "/banner/")
    #expect(try site.json(.get, "/events")["events"]?.count ?? 0 > 0)
  }
}
