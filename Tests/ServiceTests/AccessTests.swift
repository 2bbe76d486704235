import ServiceKit
import Testing
import TinyHTTP

@Suite struct SecretTests {
  @Test(arguments: [
    "", "correct hors", "correct horse ", "Correct horse", "correct horsecorrect horse", "c",
    "correct hors\u{65}\u{301}", "\0", "correct horse\0",
  ])
  func `only the secret is the secret`(guess: String) {
    #expect(!Secret("correct horse").matches(guess))
    #expect(Secret("correct horse").matches("correct horse"))
  }

  @Test func `bytes are compared, not how they look`() {
    #expect(!Secret("caf\u{E9}caf\u{E9}").matches("cafe\u{301}cafe\u{301}"))
  }
}

@Suite struct BearerTokenTests {
  private func isBorne(by value: String?) -> Bool {
    let fields = HTTPFields(value.map { [("Authorization", $0)] } ?? [])
    return BearerToken("s3cret").isBorne(by: HTTPRequest(.get, "/", fields: fields))
  }

  @Test(arguments: ["Bearer s3cret", "bearer s3cret", "BEARER  s3cret", "Bearer   s3cret"])
  func `its scheme is written as one likes, and so many blanks follow`(value: String) {
    #expect(isBorne(by: value))
  }

  @Test(arguments: [
    nil, "", "Bearer", "Bearer ", "Bearer s3cre", "Bearer s3crets", "Bearer S3cret", "Basic s3cret",
    "s3cret", "Bearers3cret", "Bearer \u{0}3cret", "Bearer s3cret ",
  ])
  func `a wrong one is none`(value: String?) { #expect(!isBorne(by: value)) }

  @Test func `what is sent is what is asked for`() {
    let fields = HTTPFields([BearerToken("s3cret").field])
    #expect(BearerToken("s3cret").isBorne(by: HTTPRequest(.get, "/", fields: fields)))
  }
}

@Suite struct OwnNamesTests {
  @Test(arguments: [
    "localhost", "localhost:8080", "localhost:", "LOCALHOST", "localhost.", "chat.example:9",
    "127.0.0.1", "127.0.0.1:8080", "127.0.0.1.", "127.0.0.1:", "[::1]:8080", "[0:0::1]",
    "192.0.2.7:80",
  ])
  func `our names and numeric addresses are ours`(host: String) {
    #expect(OwnNames(["localhost", "Chat.Example:443"]).contains(host))
  }

  @Test(arguments: [
    "evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example", "",
    "[::1", "[evil]", "localhost@evil.example", "localhost:x", "localhost:70000", "localhost:1:1",
    "localhost, evil.example", "a b", ".", "http://localhost",
  ])
  func `a name that somebody pointed at us is not, nor what is no host`(host: String) {
    #expect(!OwnNames(["localhost"]).contains(host))
  }

  @Test func `addresses may have to be named, however they are written`() {
    let names = OwnNames(["2001:db8::1", "192.0.2.7"], orAnyAddress: false)
    #expect(names.contains("[2001:DB8:0::1]:80") && names.contains("192.0.2.7"))
    #expect(!names.contains("192.0.2.8") && !names.contains("[::1]"))
    #expect(OwnNames([], orAnyName: true).contains("anything.example"))
    #expect(!OwnNames([], orAnyName: true).contains("not a host"))
  }
}

@Suite struct SameOriginTests {
  private static let host = ("Host", "chat.example:8000")

  private func breach(_ fields: [(String, String)], _ method: HTTPMethod = .post) -> String? {
    SameOrigin.breach(in: HTTPRequest(method, "/", fields: HTTPFields(fields)))?.field
  }

  @Test(
    arguments: [
      [], [host],
      [host, ("Origin", "http://chat.example:8000")],
      [host, ("Origin", "HTTP://CHAT.EXAMPLE:8000")],
      [("Host", "chat.example"), ("Origin", "https://chat.example")],
      [("Host", "chat.example"), ("Origin", "http://chat.example:80")],
      [("Host", "localhost:80"), ("Origin", "http://localhost")],
      [("Host", "chat.example."), ("Origin", "http://chat.example")],
      [host, ("Sec-Fetch-Site", "same-origin")], [host, ("Sec-Fetch-Site", "none")],
      [host, ("Referer", "http://chat.example:8000/page?a=http://evil.example")],
      // The strongest of the three decides.
      [host, ("Origin", "http://chat.example:8000"), ("Referer", "http://evil.example/")],
    ] as [[(String, String)]])
  func `our own pages and programs may change something`(fields: [(String, String)]) {
    #expect(breach(fields) == nil)
  }

  @Test(
    arguments: [
      ([host, ("Origin", "http://evil.example")], "Origin"),
      ([host, ("Origin", "null")], "Origin"), ([host, ("Origin", "")], "Origin"),
      ([host, ("Origin", "http://chat.example")], "Origin"),
      ([host, ("Origin", "http://chat.example:8001")], "Origin"),
      ([host, ("Origin", "http://chat.example:8000.evil.example")], "Origin"),
      ([host, ("Origin", "http://chat.example:8000@evil.example")], "Origin"),
      ([host, ("Origin", "http://evil.example#chat.example:8000")], "Origin"),
      ([host, ("Origin", "ftp://chat.example:8000")], "Origin"),
      ([("Origin", "http://chat.example:8000")], "Origin"),
      ([host, ("Origin", "http://evil.example"), ("Sec-Fetch-Site", "same-origin")], "Origin"),
      ([host, ("Sec-Fetch-Site", "cross-site")], "Sec-Fetch-Site"),
      ([host, ("Sec-Fetch-Site", "same-site")], "Sec-Fetch-Site"),
      ([host, ("Referer", "http://evil.example/chat.example:8000")], "Referer"),
    ] as [([(String, String)], String)])
  func `pages from elsewhere may not`(fields: [(String, String)], field: String) {
    #expect(breach(fields) == field)
    #expect(breach(fields, .delete) == field)
    #expect(breach(fields, .get) == nil)
  }
}
