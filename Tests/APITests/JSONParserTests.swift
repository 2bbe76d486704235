import API
import Testing

@Suite struct `Parsing JSON` {
  @Test(arguments: [
    (#"{"banner": "Hi"}"#, JSONValue.object(["banner": "Hi"])),
    (
      #" { "a" : [ 1 , -2.5e1 , true , false , null , {} , [] ] } "#,
      .object(["a": [1, .number(-25), true, false, .null, [:], []]])
    ),
    (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
    (#""\u00e9\ud83d\udc4b é 👋""#, "é👋 é 👋"),
    ("9223372036854775807", 9_223_372_036_854_775_807),
    ("9223372036854775808", .number(9_223_372_036_854_775_808)),
    ("0", 0), ("-0", 0), ("1e2", .number(100)),
    ("\t\r\n null \n", .null),
  ])
  func `JSON is read`(text: String, value: JSONValue) throws {
    #expect(try JSONParser.parse(Array(text.utf8)) == value)
  }

  @Test(arguments: [
    ("", "it ends too early at byte 0"),
    ("banner=Hi", "a value was expected at byte 0"),
    ("{", "a key in double quotes was expected at byte 1"),
    ("{'banner': 1}", "a key in double quotes was expected at byte 1"),
    (#"{"a" 1}"#, "':' was expected at byte 5"),
    (#"{"a": 1 "b": 2}"#, "',' or '}' was expected at byte 8"),
    (#"{"a": 1,}"#, "a key in double quotes was expected at byte 8"),
    (#"{"a": 1, "a": 1}"#, #"the key "a" stands there twice at byte 9"#),
    (#"{"a": 1, "\u0061": 1}"#, #"the key "a" stands there twice at byte 9"#),
    ("[1, 2", "',' or ']' was expected at byte 5"),
    ("[1,]", "a value was expected at byte 3"),
    ("{} {}", "something follows the value at byte 3"),
    (#""abc"#, "the string does not end at byte 4"),
    ("\"a\nb\"", "a control character in a string must be escaped, as in \\n at byte 2"),
    (#""\x""#, "there is no such escape at byte 1"),
    (#""\u12g4""#, "\\u takes four hexadecimal digits at byte 5"),
    (#""\ud800""#, "half of a surrogate pair at byte 1"),
    (#""\udc00\ud800""#, "half of a surrogate pair at byte 1"),
    (#""\ud800\u0041""#, "half of a surrogate pair at byte 1"),
    ("01", "something follows the value at byte 1"),
    ("-", "a digit was expected at byte 1"),
    ("1.", "a digit was expected at byte 2"),
    ("1e", "a digit was expected at byte 2"),
    ("1e999", "the number is too large at byte 0"),
    ("NaN", "a value was expected at byte 0"),
    ("nul", "a value was expected at byte 0"),
    ("\u{FEFF}{}", "a value was expected at byte 0"),
  ])
  func `what is not JSON is refused with the place`(text: String, why: String) {
    let problem = #expect(throws: JSONProblem.self) { try JSONParser.parse(Array(text.utf8)) }
    #expect(problem?.description == "not JSON: " + why)
  }

  @Test(
    arguments: [
      ([0xFF], 0), ([0x22, 0xC3, 0x22], 1), (Array("\"".utf8) + [0xED, 0xA0, 0x80, 0x22], 1),
    ] as [([UInt8], Int)])
  func `invalid UTF-8 is refused with the place`(bytes: [UInt8], offset: Int) {
    let problem = #expect(throws: JSONProblem.self) { try JSONParser.parse(bytes) }
    #expect(problem?.description == "not JSON: not valid UTF-8 at byte \(offset)")
  }

  @Test func `depth is bounded, and 64 KiB of brackets does no harm`() throws {
    let deepest = String(repeating: "[", count: 16) + String(repeating: "]", count: 16)
    _ = try JSONParser.parse(Array(deepest.utf8))
    for text in ["[" + deepest + "]", String(repeating: "[", count: 65_536)] {
      let problem = #expect(throws: JSONProblem.self) { try JSONParser.parse(Array(text.utf8)) }
      #expect(problem?.offset == 16)
    }
  }

  @Test func `cut anywhere, a document is refused`() throws {
    let document = Array(#"{"a": [1.5, "x\u00e9"], "b": {"c": null}}"#.utf8)
    _ = try JSONParser.parse(document)
    for count in 0..<document.count {
      #expect(throws: JSONProblem.self) { try JSONParser.parse(Array(document[..<count])) }
    }
  }
}
