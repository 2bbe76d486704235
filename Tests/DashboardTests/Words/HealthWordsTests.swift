import Testing
import TinyHTTP
import Wire

@testable import Dashboard

@Suite struct HealthWordsTests {
  private static let today = "2026-11-24T15:00:00.000Z"
  private static let well = APIStatus(
    version: "1.2.3", started: "2026-11-24T10:00:00.000Z",
    database: .init(bytes: 1_234_567, freeBytes: 12_000_000_000),
    transcript: .init(bytes: 34_000_000))

  private static func html(
    _ status: APIStatus?, outage: Snapshot.Outage? = nil, isKnown: Bool = true
  ) -> String {
    HealthWords.html(status, outage: outage, isKnown: isKnown, today: today).text
  }

  @Test func `it says that the API answers, since when, and what its files take`() {
    let text = Self.html(Self.well)
    #expect(text.contains("<span class=\"live\">answers</span>"))
    #expect(text.contains("version 1.2.3, up since <time datetime=\"2026-11-24T10:00:00.000Z\">"))
    #expect(text.contains("Database</th><td>1.2 MB</td><td>12 GB</td>"))
    #expect(text.contains("Transcript</th><td>34 MB</td><td>not known</td>"))
    #expect(!text.contains("notice"))
  }

  @Test func `what is wrong is said in words`() {
    var status = Self.well
    status.database.problem = "database or disk is full"
    status.transcript.freeBytes = HealthWords.freeBytesMin - 1
    status.bus = "cannot be reached"
    let text = Self.html(status)
    #expect(text.contains("The database does not work: database or disk is full."))
    #expect(text.contains("The disk has only 200 MB left: make room"))
    #expect(text.contains("The log of the room cannot be read"))
    #expect(text.ranges(of: "notice bad").count == 3)
    status = Self.well
    status.database.freeBytes = HealthWords.freeBytesMin
    #expect(!Self.html(status).contains("notice"))
  }

  @Test func `an API that is away, too old, or was never there`() {
    let outage = Snapshot.Outage(
      since: "2026-11-24T12:03:10.000Z", failure: .unreachable("refused"))
    let away = Self.html(Self.well, outage: outage)
    #expect(away.contains("<span class=\"gone\">does not answer since <time"))
    #expect(away.contains("12:03:10") && away.contains("34 MB"), "the last known sizes")
    let older = Self.html(nil)
    #expect(older.contains("answers") && !older.contains("<table"))
    #expect(Self.html(nil, isKnown: false) == "<p class=\"none\">Not known yet.</p>")
    #expect(Self.html(nil, outage: outage, isKnown: false).contains("does not answer"))
  }
}
