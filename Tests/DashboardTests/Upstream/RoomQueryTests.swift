import Dashboard
import Testing
import TinyHTTP

@Suite struct `What is asked of the room` {
  @Test(arguments: [
    ("2026-11-24T12:03", "2026-11-24T12:03:00Z"), ("2026-11-24T12:03:10", "2026-11-24T12:03:10Z"),
    ("2026-11-24T12:03:10.123", "2026-11-24T12:03:10.123Z"),
    ("2026-11-24T12:03:10.000Z", "2026-11-24T12:03:10.000Z"),
    ("2026-11-24t12:03z", "2026-11-24T12:03:00Z"), ("2026-11-24 12:03", nil), ("", nil), (nil, nil),
    ("2026-11-24", nil), ("2026-11-24T12:03:10+01:00", nil), ("2026-11-24T12:0\u{0663}", nil),
    ("x026-11-24T12:03", nil), ("2026-11-24T12:03&wait=9", nil),
    (String(repeating: "2", count: 9_999), nil),
  ])
  func `is a time as browsers send it, in UTC`(typed: String?, time: String?) {
    #expect(EnteredTime.utc(typed) == time)
  }

  @Test(arguments: [
    ("", RoomQuery.Place.newest), ("line=7", .line(7)), ("before=7", .before(7)),
    ("after=7", .after(7)), ("at=2026-11-24T12:03", .moment("2026-11-24T12:03:00Z")),
    ("line=7&at=2026-11-24T12:03", .line(7)), ("line=x", .newest), ("line=-1", .newest),
    ("before=99999999999999999999", .newest), ("at=yesterday", .newest), ("at=", .newest),
  ])
  func `is a place, or the newest lines`(query: String, place: RoomQuery.Place) throws {
    #expect(RoomQuery(try Form(decoding: query)).place == place)
  }

  @Test func `is kept from page to page`() throws {
    let query = RoomQuery(try Form(decoding: "q=+fra1+%26+&name=ann&kind=talk&before=9"))
    #expect(query.search == "fra1 &" && query.name == "ann" && query.isTalkOnly)
    #expect(query.target(("before", 3)) == "/room/?q=fra1+%26&name=ann&kind=talk&before=3")
    #expect(RoomQuery(try Form(decoding: "q=+&name=&kind=all")).target() == "/room/")
    #expect(RoomQuery(try Form(decoding: "kind=talk")).isLive)
    #expect(!RoomQuery(try Form(decoding: "q=x")).isLive)
    #expect(
      RoomQuery(try Form(decoding: "q=" + String(repeating: "x", count: 999))).search.count == 200)
  }

  @Test(arguments: [
    ("", "format=text"), ("format=csv&from=&to=&tz=", "format=csv"),
    (
      "format=jsonl&from=2026-11-24T12:03&to=2026-11-25T00:00&tz=Europe/Berlin&q=a&name=b&kind=talk",
      "format=jsonl&since=2026-11-24T12%3A03%3A00Z&until=2026-11-25T00%3A00%3A00Z&q=a&name=b"
        + "&tz=Europe%2FBerlin"
    ),
    ("format=exe", nil), ("from=tomorrow", nil), ("to=2026-11-24", nil),
  ])
  func `is a file, in the API's own words`(form: String, query: String?) throws {
    let form = try Form(decoding: form)
    #expect((try? ExportQuery(form)).map { Form.encode($0.pairs) } == query)
  }
}
