import Dashboard
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

@Suite struct `An export` {
  /// A browser that has asked for a file.
  final class Download {
    let transport = MemoryTransport()
    let server: HTTPServer
    private let connection: any StreamProtocol

    convenience init(_ dashboard: TestDashboard, _ query: String = "format=text") throws {
      try self.init(dashboard, at: "/room/export?\(query)")
    }

    init(_ dashboard: TestDashboard, at target: String) throws {
      server = HTTPServer(on: dashboard.clock, router: dashboard.router)
      connection = try #require(server.buildProtocol(for: transport.peer))
      transport.introduce(connection)
      let request =
        "GET \(target) HTTP/1.1\r\nHost: \(TestDashboard.host)\r\n\r\n"
      connection.dataReceived(Array(request.utf8).span)
    }

    func leave() { connection.connectionLost(.done) }
  }

  @Test func `goes through as it comes, under a name of the API's`() throws {
    let dashboard = try TestDashboard()
    let download = try Download(dashboard, "format=csv&from=2026-11-24T12:00&tz=Europe/Berlin")
    let export = try #require(dashboard.api.room.exports.first)
    #expect(
      export.request.target
        == "/messages/export?room=lobby&format=csv&since=2026-11-24T12%3A00%3A00Z&tz=Europe%2FBerlin"
    )
    export.begin(
      .ok,
      [
        ("Content-Type", "text/csv; charset=utf-8"), ("Set-Cookie", "a=b"),
        ("Content-Disposition", "attachment; filename=\"lobby.csv\""),
      ])
    let head = download.transport.takeText()
    #expect(head.contains("Content-Type: text/csv; charset=utf-8\r\n"))
    #expect(head.contains("Content-Disposition: attachment; filename=\"lobby.csv\"\r\n"))
    #expect(head.contains("X-Content-Type-Options: nosniff") && !head.contains("Set-Cookie"))
    export.send("one")
    #expect(download.transport.takeText() == "3\r\none\r\n")
    export.send("two")
    export.end()
    #expect(download.transport.takeText() == "3\r\ntwo\r\n0\r\n\r\n")
    #expect(!export.isCancelled)
  }

  @Test(arguments: ["inline", "inline; filename=x.html", nil])
  func `is never shown in place`(disposition: String?) throws {
    let dashboard = try TestDashboard()
    let download = try Download(dashboard)
    dashboard.api.room.exports[0].begin(
      .ok, disposition.map { [("Content-Disposition", $0)] } ?? [])
    let head = download.transport.takeText()
    #expect(head.contains("Content-Disposition: attachment; filename=\"transcript.txt\"\r\n"))
    #expect(head.contains("Content-Type: text/plain; charset=utf-8\r\n"))
  }

  @Test func `waits for a browser that is slow`() throws {
    let dashboard = try TestDashboard()
    let download = try Download(dashboard)
    let export = dashboard.api.room.exports[0]
    export.begin()
    #expect(!export.isPaused)
    download.transport.producer?.pauseProducing()
    export.send("more")
    #expect(export.isPaused, "the API is asked for no more")
    download.transport.producer?.resumeProducing()
    #expect(!export.isPaused)
  }

  @Test func `is broken off, and not ended, when the API breaks off`() throws {
    let dashboard = try TestDashboard()
    let download = try Download(dashboard)
    let export = dashboard.api.room.exports[0]
    export.begin()
    export.send("half")
    export.end(.failure(FakeAPI.Away()))
    #expect(download.transport.isAborted)
    #expect(download.transport.takeText().hasSuffix("4\r\nhalf\r\n"))
  }

  @Test func `is broken off when the dashboard shuts down`() throws {
    let dashboard = try TestDashboard()
    let download = try Download(dashboard)
    dashboard.api.room.exports[0].begin()
    _ = download.server.shutDown()
    #expect(download.transport.isAborted)
    download.leave()
    #expect(dashboard.api.room.exports[0].isCancelled)
  }

  @Test func `ends for the API when the browser leaves, before or after its head`() throws {
    let dashboard = try TestDashboard()
    let early = try Download(dashboard)
    early.leave()
    #expect(dashboard.api.room.exports[0].isCancelled)
    let late = try Download(dashboard)
    dashboard.api.room.exports[1].begin()
    late.leave()
    #expect(dashboard.api.room.exports[1].isCancelled)
  }

  @Test func `is refused beside too many others, until one ends`() throws {
    let dashboard = try TestDashboard()
    let downloads = try (0..<4).map { _ in try Download(dashboard) }
    for export in dashboard.api.room.exports { export.begin() }
    let refused = try dashboard.get("/room/export?format=text")
    #expect(refused.status == 503)
    #expect(refused.text.contains("4 exports are under way already"))
    downloads[0].leave()
    let fifth = try Download(dashboard)
    #expect(dashboard.api.room.exports.count == 5)
    #expect(try dashboard.get("/room/export?format=text").status == 503)
    dashboard.api.room.exports[2].end()
    let last = try Download(dashboard)
    #expect(dashboard.api.room.exports.count == 6)
    for download in downloads + [fifth, last] { download.leave() }
  }

  @Test func `that is refused says why, in the API's words`() throws {
    let dashboard = try TestDashboard()
    let download = try Download(dashboard, "format=text&tz=Mars")
    let export = dashboard.api.room.exports[0]
    export.begin(.badRequest, [("Content-Type", "application/json")])
    export.send(#"{"status": "ERROR", "#)
    export.send(#""error": "there is no time zone Mars"}"#)
    export.end()
    let page = download.transport.takeText()
    #expect(page.hasPrefix("HTTP/1.1 400 "))
    #expect(page.contains("The API says: there is no time zone Mars."))
    #expect(page.contains("name=\"tz\""), "with the form")
  }

  @Test func `of an older API is said to be none`() throws {
    let dashboard = try TestDashboard()
    let download = try Download(dashboard)
    dashboard.api.room.exports[0].begin(.notFound)
    dashboard.api.room.exports[0].end()
    #expect(download.transport.takeText().contains("it has no transcript of the room"))
  }

  @Test func `that nobody can make asks nobody`() throws {
    let dashboard = try TestDashboard()
    for query in ["format=exe", "from=x", "to=2026"] {
      #expect(try dashboard.get("/room/export?\(query)").status == 400)
    }
    #expect(try dashboard.send(.head, "/room/export?format=csv").status == 200)
    #expect(dashboard.api.room.exports.isEmpty)
  }
}
