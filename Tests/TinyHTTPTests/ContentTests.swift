import Testing
import TinyHTTP
import TinyReactor

@Suite struct FormTests {
  @Test(arguments: [
    ("a=1&b=2", ["a:1", "b:2"]),
    ("a=1+2%2B3&a=x", ["a:1 2+3", "a:x"]),
    ("", []),
    ("a", ["a:"]),
    ("a=", ["a:"]),
    ("=x", [":x"]),
    ("a=b=c", ["a:b=c"]),
    ("&&a=1&", ["a:1"]),
    ("%61=%C3%BC", ["a:ü"]),
    ("t=line%0D%0Anext", ["t:line\r\nnext"]),
    ("ü=ü", ["ü:ü"]),
  ])
  func `a form is decoded`(_ text: String, _ expected: [String]) throws {
    #expect(try Form(decoding: text).pairs.map { "\($0.name):\($0.value)" } == expected)
  }

  @Test(arguments: ["a=%", "a=%1", "a=%1g", "%=a", "a=%FF", "a=%C0%80", "a=%00", "a=\0"])
  func `a malformed form is 400`(_ text: String) {
    #expect(throws: HTTPError.self) { try Form(decoding: text) }
  }

  @Test func `600 pairs pass, one more is 400`() throws {
    let pairs = [String](repeating: "a=b", count: Form.pairsMax).joined(separator: "&")
    #expect(try Form(decoding: pairs).pairs.count == 600)
    #expect(throws: HTTPError.self) { try Form(decoding: pairs + "&a=b") }
  }

  @Test func `encoding is undone by decoding`() throws {
    let pairs = [("a b", "1&2=3+4%"), ("ü", "\r\n\t'\"<>~*-._")]
    let text = Form.encode(pairs)
    #expect(text == "a+b=1%262%3D3%2B4%25&%C3%BC=%0D%0A%09%27%22%3C%3E%7E*-._")
    let decoded = try Form(decoding: text).pairs
    #expect(decoded.map(\.name) == pairs.map(\.0) && decoded.map(\.value) == pairs.map(\.1))
  }

  @Test(arguments: [
    ("application/x-www-form-urlencoded", 200),
    ("Application/X-WWW-Form-Urlencoded; charset=UTF-8", 200),
    ("application/x-www-form-urlencoded; charset=latin1", 415),
    ("application/json", 415),
    ("multipart/form-data; boundary=x", 415),
    (nil, 415),
  ])
  func `a form wants its content type`(_ type: String?, _ status: Int) {
    var request = HTTPRequest(.post, "/", body: Array("a=1".utf8))
    request.fields["Content-Type"] = type
    do {
      #expect(try request.form()["a"] == "1")
      #expect(status == 200)
    } catch {
      #expect(error.status.code == status)
    }
  }

  @Test func `a form that is not UTF-8 is 400`() {
    var request = HTTPRequest(.post, "/", body: [0x61, 0x3D, 0xFF])
    request.fields["Content-Type"] = "application/x-www-form-urlencoded"
    #expect(throws: HTTPError.self) { try request.form() }
  }

  @Test func `path and query of a request`() {
    let request = HTTPRequest(.get, "/a%20b?x=1&x=2&y=%C3%BC")
    #expect(request.path == "/a b")
    #expect(request.query["x"] == "1" && request.query["y"] == "ü" && request.query["z"] == nil)
    #expect(HTTPRequest(.get, "/%zz?%").path == "/%zz")
    #expect(HTTPRequest(.get, "/?%").query.pairs.isEmpty)
  }
}

@Suite struct JSONTests {
  private struct Banner: Codable, Equatable {
    var banner: String
    var lines: Int?
    var tags: [String]?
  }

  @Test func `an answer is pretty, sorted, plain, and ends in a newline`() {
    let response = HTTPResponse.json(["url": "http://a/b", "a": "ü"])
    #expect(text(response.body) == "{\n  \"a\" : \"ü\",\n  \"url\" : \"http://a/b\"\n}\n")
    #expect(response.fields["Content-Type"] == "application/json")
  }

  @Test func `a value that JSON cannot hold is 500`() {
    #expect(HTTPResponse.json([Double.nan]).status == .internalServerError)
  }

  @Test(arguments: [
    (nil, 200),
    ("application/json", 200),
    ("application/json; charset=utf-8", 200),
    ("Application/JSON;charset=\"UTF-8\"", 200),
    ("application/merge-patch+json", 200),
    ("application/json; charset=latin1", 415),
    ("application/x-www-form-urlencoded", 415),
    ("text/plain", 415),
    ("", 415),
  ])
  func `JSON wants its content type, or none`(_ type: String?, _ status: Int) {
    var request = HTTPRequest(.post, "/", body: Array(#"{"banner": "hi"}"#.utf8))
    request.fields["Content-Type"] = type
    do {
      #expect(try request.json(Banner.self) == Banner(banner: "hi"))
      #expect(status == 200)
    } catch {
      #expect(error.status.code == status)
    }
  }

  @Test(arguments: [
    ("", "the body is empty; JSON is expected"),
    ("{", "the body is not valid JSON at line 1, column 2: the text ends inside an object"),
    (
      "banner=hi",
      #"the body is not valid JSON at line 1, column 1: a value is expected, not "b""#
    ),
    (
      "{\"banner\": \"x\",\n}",
      #"the body is not valid JSON at line 2, column 1: a comma must not stand before "}""#
    ),
    ("[]", "the body must be an object"),
    ("{}", "\"banner\" is missing"),
    (#"{"banner": 1}"#, "\"banner\" must be a string"),
    (#"{"banner": null}"#, "\"banner\" must not be null"),
    (#"{"banner": "x", "lines": "y"}"#, "\"lines\" must be a whole number"),
    (#"{"banner": "x", "tags": {}}"#, "\"tags\" must be a list"),
    (#"{"banner": "x", "tags": ["a", 2]}"#, "\"tags[1]\" must be a string"),
  ])
  func `what is wrong with a body is said so that one can mend it`(
    _ body: String, _ message: String
  ) {
    do {
      let banner = try HTTPRequest(.post, "/", body: Array(body.utf8)).json(Banner.self)
      Issue.record("\(banner) was accepted")
    } catch {
      #expect(error.status == .badRequest)
      #expect(error.description == message)
    }
  }

  @Test func `nesting is read 32 levels deep, not followed further`() throws {
    struct Nest: Decodable { init(from decoder: any Decoder) {} }
    func nest(_ levels: Int) -> HTTPRequest {
      let text = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
      return HTTPRequest(.post, "/", body: Array(text.utf8))
    }
    _ = try nest(32).json(Nest.self)
    let error = #expect(throws: HTTPError.self) { try nest(33).json(Nest.self) }
    #expect(error?.status == .badRequest)
    #expect(error?.description.contains("more than 32 levels") == true)
  }

  @Test func `members that are not known are skipped, whatever they are`() throws {
    let body = #"{"x": [1, {"y": null}], "banner": "hi", "lines": 3, "\u007a": {}}"#
    let banner = try HTTPRequest(.post, "/", body: Array(body.utf8)).json(Banner.self)
    #expect(banner == Banner(banner: "hi", lines: 3))
  }
}

@Suite struct CookieTests {
  @Test(arguments: [
    (["a=1; b=2"], ["a": "1", "b": "2"]),
    (["a=1;b=2", "c=3"], ["a": "1", "b": "2", "c": "3"]),
    (["a=\"1\""], ["a": "1"]),
    (["a=1; a=2"], ["a": "1"]),
    (["a=b=c"], ["a": "b=c"]),
    (["a="], ["a": ""]),
    (["a; =x; b c=1; ; d=4 "], ["d": "4"]),
    ([], [:]),
  ])
  func `cookies of a request`(_ fields: [String], _ expected: [String: String]) {
    let request = HTTPRequest(.get, "/", fields: HTTPFields(fields.map { ("Cookie", $0) }))
    #expect(request.cookies == expected)
  }

  @Test func `a cookie to set is out of reach unless told otherwise`() {
    var cookie = SetCookie("session", "abc123")
    #expect(cookie.fieldValue == "session=abc123; Path=/; HttpOnly; SameSite=Strict")
    cookie.maxAge = 60
    cookie.path = "/admin"
    cookie.isSecure = true
    cookie.isHTTPOnly = false
    cookie.sameSite = .lax
    #expect(cookie.fieldValue == "session=abc123; Path=/admin; Max-Age=60; Secure; SameSite=Lax")
  }
}

@Suite struct HTMLTests {
  @Test func `what is interpolated is escaped, in text and in attributes`() {
    let evil = "<b> & \"x\" 'y'"
    let page: HTML = "<p title=\"\(evil)\">\(evil)</p>"
    let escaped = "&lt;b&gt; &amp; &quot;x&quot; &#39;y&#39;"
    #expect(page.text == "<p title=\"\(escaped)\">\(escaped)</p>")
  }

  @Test func `HTML goes in as it is, whole or in parts or not at all`() {
    let item: HTML = "<li>\("a<b")</li>"
    let none: HTML? = nil
    let noText: String? = nil
    let page: HTML = "<ul>\([item, item])</ul>\(item)\(none)\(noText)\(42)\("x"[...])"
    let text = "<li>a&lt;b</li>"
    #expect(page.text == "<ul>\(text)\(text)</ul>\(text)42x")
    #expect(HTML.join([item, item], separator: ", ").text == "\(text), \(text)")
  }

  @Test func `text without markup stays as it is`() {
    let text = "grüß Gott 👋"
    let page: HTML = "\(text)"
    #expect(page.text == text)
  }
}

@Suite struct FieldsTests {
  @Test(arguments: [
    ([], "A: 1, B: 2"), ([("C", "x")], "C: x, A: 1, B: 2"), ([("b", "x")], "b: x, A: 1"),
    ([("a", "x"), ("B", "y")], "a: x, B: y"),
  ])
  func `defaults fill in what is not there`(given: [(String, String)], expected: String) {
    var fields = HTTPFields(given)
    fields.fill(from: HTTPFields([("A", "1"), ("B", "2")]))
    #expect(fields.pairs.map { "\($0.name): \($0.value)" }.joined(separator: ", ") == expected)
    #expect(fields["b"] == fields.values("B").first)
  }

  @Test(arguments: [
    ([], "A: 1, Bee: 2"), ([("C", "x")], "A: 1, Bee: 2"), ([("bEE", "x")], "A: 1"),
    ([("a", "x"), ("Bee", "y")], ""), ([(String(repeating: "a", count: 99), "x")], "A: 1, Bee: 2"),
  ])
  func `what is excluded is not written`(excluded: [(String, String)], expected: String) {
    var head: [UInt8] = []
    HTTPFields([("A", "1"), ("Bee", "2")]).write(to: &head, excluding: HTTPFields(excluded))
    let lines = text(head).split(separator: "\r\n")
    #expect(lines.joined(separator: ", ") == expected)
  }

  @Test func `names longer than a word has bits are found as well`() {
    let (long, longer) = (String(repeating: "a", count: 70), String(repeating: "a", count: 80))
    let fields = HTTPFields([(long, "1")])
    #expect(fields[long.uppercased()] == "1" && fields[longer] == nil)
  }

  @Test func `setting replaces all, setting nil removes, order is kept`() {
    var fields = HTTPFields([("A", "1"), ("b", "2"), ("a", "3")])
    fields["a"] = "4"
    #expect(fields.pairs.map { "\($0.name)=\($0.value)" } == ["b=2", "a=4"])
    fields["B"] = nil
    #expect(fields.count == 1 && fields["b"] == nil)
    fields.append("c", "")
    #expect(fields["C"] == "")
  }

  @Test func `equal fields have equal names but for case, and equal values`() {
    #expect(HTTPFields([("A", "x")]) == HTTPFields([("a", "x")]))
    #expect(HTTPFields([("A", "x")]) != HTTPFields([("a", "X")]))
    #expect(HTTPFields([("A", "x")]) != HTTPFields())
  }

  @Test func `a redirect goes to its location`() {
    let response = HTTPResponse.seeOther("/?saved=1")
    #expect(response.status.code == 303 && response.fields["Location"] == "/?saved=1")
  }
}
