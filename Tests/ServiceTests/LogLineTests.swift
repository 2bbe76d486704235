import ServiceKit
import Testing
import TinyHTTP

@Suite struct LogLineTests {
  private static func line(
    _ format: Log.Format, event: String = "joined", _ fields: [(key: String, value: any Sendable)]
  ) -> String {
    let line = LogLine(
      time: "2026-11-24T13:20:00.123Z", level: .info, service: "chat", event: event, fields: fields)
    return String(decoding: line.rendered(as: format), as: UTF8.self)
  }

  @Test func `text reads like a sentence with facts`() {
    #expect(
      Self.line(.text, [("peer", "192.0.2.1:4711"), ("members", 12), ("busy", true)])
        == "2026-11-24T13:20:00.123Z info joined peer=192.0.2.1:4711 members=12 busy=true\n")
  }

  @Test func `JSON has numbers and flags as such`() {
    #expect(
      Self.line(
        .json, [("peer", "192.0.2.1:4711"), ("members", 12), ("busy", true), ("load", 0.5)])
        == #"{"time":"2026-11-24T13:20:00.123Z","level":"info","service":"chat","event":"joined","#
        + #""peer":"192.0.2.1:4711","members":12,"busy":true,"load":0.5}"# + "\n")
  }

  @Test(arguments: [
    ("plain", "plain"), ("", #""""#), ("two words", #""two words""#), ("a=b", #""a=b""#),
    ("say \"hi\"", #""say \"hi\"""#), ("back\\slash", #""back\\slash""#),
    ("two\r\nlines\t", #""two\r\nlines\t""#), ("\u{1B}[2J", #""\u001b[2J""#),
    ("nul\u{0}", #""nul\u0000""#), ("del\u{7F}c1\u{9B}", #""del\u007fc1\u009b""#),
    ("\u{202E}right to left", #""\u202eright to left""#),
    ("zero\u{200B}width", #""zero\u200bwidth""#),
    ("\u{2028}", #""\u2028""#), ("\u{E0041}tag", #""\udb40\udc41tag""#),
    ("Grüße 👋", #""Grüße 👋""#),
  ]) func `a value cannot leave its place`(value: String, written: String) {
    #expect(Self.line(.text, [("v", value)]).hasSuffix(" joined v=\(written)\n"))
  }

  private struct Parsed: Decodable {
    let event: String
    let v: String
  }

  @Test(arguments: Log.Format.allCases)
  func `no code point breaks the line, and JSON gives every one back`(_ format: Log.Format) throws {
    let scalars = (UInt32(0)...0x3100).compactMap(Unicode.Scalar.init)
    for start in stride(from: 0, to: scalars.count, by: 100) {
      let chunk = scalars[start..<min(start + 100, scalars.count)]
      let value = String(String.UnicodeScalarView(chunk))
      let line = Self.line(format, event: value, [("v", value)])
      #expect(
        line.unicodeScalars.dropLast().allSatisfy { $0.properties.generalCategory != .control })
      #expect(line.unicodeScalars.last == "\n")
      guard format == .json else { continue }
      let parsed = try JSON.decode(Parsed.self, from: Array(line.utf8))
      #expect(parsed.v.unicodeScalars.elementsEqual(value.unicodeScalars))
      #expect(parsed.event.unicodeScalars.elementsEqual(value.unicodeScalars))
    }
  }

  @Test(arguments: Log.Format.allCases)
  func `a long value is cut, and too many fields say so`(_ format: Log.Format) throws {
    let long = String(repeating: "\u{202E}é\n", count: 5_000)
    for count in 1...10 {
      let fields = (0..<count).map { (key: $0 == 0 ? "v" : "f\($0)", value: long as any Sendable) }
      let line = Self.line(format, event: long, fields)
      #expect(line.utf8.count <= LogLine.bytesMax)
      #expect(line.contains("…"))
      #expect(line.contains("truncated") == (count > 2))
      if format == .json { _ = try JSON.decode(Parsed.self, from: Array(line.utf8)) }
    }
  }

  @Test func `a number that JSON does not have becomes text`() {
    #expect(Self.line(.json, [("v", Double.nan)]).hasSuffix(#","v":"nan"}"# + "\n"))
  }
}
