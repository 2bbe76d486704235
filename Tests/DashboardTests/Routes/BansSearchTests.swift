import Dashboard
import Testing
import TinyHTTP
import Wire

@Suite struct `A search of the bans` {
  private static func dashboard() throws -> TestDashboard {
    let dashboard = try TestDashboard()
    dashboard.api.bans = [
      FakeAPI.ban(1, "192.0.2.0/24", reason: "Spam all night"),
      FakeAPI.ban(2, "203.0.113.9", reason: ""),
      Ban(
        id: 3, range: "2001:db8::/32", reason: "flood", until: nil, since: FakeRoom.noon,
        actor: "zoe"),
    ]
    return dashboard
  }

  @Test(arguments: [
    ("spam", [1]), ("NIGHT", [1]), ("192.0.2.0", [1]), ("192.0.2.77", [1]), ("192.0.0.0/8", [1]),
    ("203.0.113.9", [2]), ("203.0.113.99", []), ("zoe", [3]), ("2001:DB8:1::7", [3]),
    ("2001", [3]), ("admin", [2, 1]), ("", [3, 2, 1]), ("%20", [3, 2, 1]), ("nobody", []),
  ])
  func `finds by range, by an address in it, by reason and by who made it`(
    words: String, ids: [Int]
  ) throws {
    let text = try Self.dashboard().get("/bans?q=\(words)").text
    let found = text.split(separator: "/lift?id=").dropFirst().map {
      Int($0.prefix { $0 != "&" })
    }
    #expect(found == ids)
  }

  @Test func `says what was not found, and leads back to all`() throws {
    let page = try Self.dashboard().get("/bans?q=%3Cb%3E")
    #expect(page.text.contains("No ban has “<bdi>&lt;b&gt;</bdi>” in its range"))
    #expect(page.value(of: "q") == "<b>")
    #expect(page.text.contains("href=\"/bans\">Show all</a>"))
    #expect(try !Self.dashboard().get("/bans").text.contains("Show all"))
  }

  @Test func `is kept on the next page`() throws {
    let dashboard = try Self.dashboard()
    dashboard.api.bans = (1...120).map { FakeAPI.ban($0, "192.0.2.\($0)") }
    let page = try dashboard.get("/bans?q=spam&page=1")
    #expect(page.text.contains("120 bans with “<bdi>spam</bdi>”"))
    #expect(page.text.contains("href=\"/bans?q=spam\">Newer</a>"))
    #expect(page.text.contains("href=\"/bans?q=spam&amp;page=2\">Older</a>"))
  }
}
