import API
import ServiceKit
import Support
import Testing
import TinyHTTP
import Wire

@Suite struct `How the API is, over HTTP` {
  let site: TestSite

  init() throws { site = try TestSite() }

  private func status() throws -> APIStatus {
    try JSON.decode(APIStatus.self, from: try site.send(.get, "/status").body)
  }

  /// A question starts a look, and the next is told what it has found.
  private func statusOfNow() throws -> APIStatus {
    _ = try status()
    _ = try? site.reactor.wait(for: site.journal.events(.newest(limit: 1)))
    _ = try site.send(.get, "/messages")
    return try status()
  }

  @Test func `it says what runs since when, and what its files take of their disk`() throws {
    let status = try status()
    #expect(status.version == "test" && status.started == TestSite.start.rfc3339)
    #expect(status.bus == nil)
    for file in [status.database, status.transcript] {
      #expect(file.problem == nil)
      #expect(file.bytes > 4_096)
      #expect(try #require(file.freeBytes) > 0)
    }
  }

  @Test func `a file grows with what is put into it, its log counted`() throws {
    let before = try statusOfNow()
    try site.json(.post, "/banner/", #"{"banner": "\#(String(repeating: "x", count: 4_000))"}"#)
    try site.json(.post, "/messages", MessageSuite.batch)
    let after = try statusOfNow()
    #expect(after.database.bytes > before.database.bytes)
    #expect(after.transcript.bytes > before.transcript.bytes)
  }

  @Test func `a file that is gone is said to be so, and the other is well`() throws {
    try site.json(.post, "/banner/", #"{"banner": "x"}"#)
    site.folder.move("test.db", to: "elsewhere")
    let status = try statusOfNow()
    #expect(status.database.problem?.contains("test.db was removed or replaced") == true)
    #expect(status.transcript.problem == nil)
  }

  @Test func `a log of the room that cannot be read is said to be so`() throws {
    site.bus.problem = "cannot be reached"
    #expect(try status().bus == "cannot be reached")
  }
}
