import Dashboard
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `The log` {
  private static func dashboard() throws -> TestDashboard {
    let dashboard = try TestDashboard()
    for number in 1...60 {
      dashboard.api.happen("member.kicked", by: "ann", to: "guest-\(number) (7 on chat-1)")
      dashboard.api.happen("banner.changed", by: "ben", new: "spam \(number)")
    }
    return dashboard
  }

  @Test func `is searched by the API, and says in its fields for what`() throws {
    let dashboard = try Self.dashboard()
    let target =
      "/log?q=spam&actor=ben&what=banner&about=x&since=2026-11-24T11:00&until=2026-11-24T13:00"
    let page = try dashboard.get(target)
    #expect(
      dashboard.api.takeRequests() == [
        "GET /events?limit=50&q=spam&actor=ben&action=banner.changed&target=x"
          + "&since=2026-11-24T11%3A00%3A00Z&until=2026-11-24T13%3A00%3A00Z"
      ])
    #expect(page.value(of: "q") == "spam" && page.value(of: "actor") == "ben")
    #expect(page.value(of: "about") == "x")
    #expect(page.value(of: "since") == "2026-11-24T11:00:00")
    #expect(page.value(of: "until") == "2026-11-24T13:00:00")
    #expect(page.text.contains("<option value=\"banner\" selected>"))
    #expect(page.text.contains("<details open>"))
    #expect(page.text.contains("Nothing was found."))
    #expect(page.text.contains("<a href=\"/log\">show all</a>"))
  }

  @Test func `keeps what is searched for from page to page, and does not move`() throws {
    let dashboard = try Self.dashboard()
    let first = try dashboard.get("/log?actor=ann")
    #expect(first.text.contains("guest-60") && first.text.contains("guest-11"))
    #expect(!first.text.contains("guest-10 ") && !first.text.contains("changed the banner"))
    #expect(!first.text.contains("/dashboard.js"))
    #expect(first.text.contains("href=\"/log?actor=ann&amp;before=21\">Older</a>"))
    let last = try dashboard.get("/log?actor=ann&before=21")
    #expect(last.text.contains("guest-10 ") && last.text.contains("guest-1 "))
    #expect(last.text.contains("href=\"/log?actor=ann\">Newest</a>"))
    #expect(!last.text.contains(">Older<"))
  }

  @Test func `has its filters folded away until one is in use`() throws {
    let dashboard = try Self.dashboard()
    for (query, isOpen) in [("", false), ("?q=spam", false), ("?actor=ann", true)] {
      #expect(try dashboard.get("/log\(query)").text.contains("<details open>") == isOpen)
    }
  }

  @Test func `tells what the API says of a search, with the form`() throws {
    let dashboard = try Self.dashboard()
    dashboard.api.mood = .answering(
      .json(Outcome.error("q must have a letter or a digit to look for"), .badRequest))
    let page = try dashboard.get("/log?q=%21%21")
    #expect(page.text.contains("The API says: q must have a letter or a digit to look for."))
    #expect(page.value(of: "q") == "!!")
  }

  @Test func `keeps hostile text in its fields and its links`() throws {
    let hostile = "\"><script>x</script>"
    let target = "/log?" + Form.encode([("q", hostile), ("actor", hostile), ("about", hostile)])
    let page = try TestDashboard().get(target)
    #expect(page.value(of: "actor") == hostile)
    #expect(!page.text.contains("<script>x"))
  }
}

@Suite struct `The log as a file` {
  @Test func `has what was found, and goes through as it comes`() throws {
    let dashboard = try TestDashboard()
    let page = try dashboard.get("/log?actor=ann&what=kicks")
    let link = "/log/export?format=jsonl&actor=ann&what=kicks"
    #expect(page.text.contains("href=\"\(link.replacing("&", with: "&amp;"))\">JSON lines</a>"))
    #expect(page.text.contains("href=\"/log/export?format=csv&amp;actor=ann&amp;what=kicks\""))
    let download = try `An export`.Download(dashboard, at: link)
    let export = try #require(dashboard.api.room.exports.first)
    #expect(
      export.request.target == "/events/export?format=jsonl&actor=ann&action=member.kicked")
    export.begin(.ok, [("Content-Disposition", "attachment; filename=\"log.jsonl\"")])
    let head = download.transport.takeText()
    #expect(head.contains("Content-Disposition: attachment; filename=\"log.jsonl\"\r\n"))
    #expect(head.contains("Content-Type: application/x-ndjson\r\n"))
    export.send("{}\n")
    export.end()
    #expect(download.transport.takeText() == "3\r\n{}\n\r\n0\r\n\r\n")
  }

  @Test(arguments: [nil, "inline"])
  func `is never shown in place`(disposition: String?) throws {
    let dashboard = try TestDashboard()
    let download = try `An export`.Download(dashboard, at: "/log/export?format=csv")
    dashboard.api.room.exports[0].begin(
      .ok, disposition.map { [("Content-Disposition", $0)] } ?? [])
    #expect(
      download.transport.takeText().contains(
        "Content-Disposition: attachment; filename=\"log.csv\"\r\n"))
  }

  @Test func `that is refused says why on the page of the log`() throws {
    let dashboard = try TestDashboard()
    let download = try `An export`.Download(dashboard, at: "/log/export?format=csv&q=spam")
    dashboard.api.room.exports[0].begin(.serviceUnavailable)
    dashboard.api.room.exports[0].send(#"{"status": "ERROR", "error": "the disk is full"}"#)
    dashboard.api.room.exports[0].end()
    let page = download.transport.takeText()
    #expect(page.hasPrefix("HTTP/1.1 502 "))
    #expect(page.contains("The API says: the disk is full."))
    #expect(page.contains("value=\"spam\""))
  }

  @Test(arguments: ["format=text", "format=exe"])
  func `is none of other formats`(query: String) throws {
    let dashboard = try TestDashboard()
    #expect(try dashboard.get("/log/export?\(query)").status == 400)
    #expect(dashboard.api.room.exports.isEmpty)
  }
}
