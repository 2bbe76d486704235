import Support
import Testing
import TinyHTTP

/// What a reader makes of a text: `{ name(a) 1 }`, or what is wrong and where.
private func tokens(_ bytes: [UInt8]) -> String {
  var words: [String] = []
  do throws(JSONProblem) {
    var reader = try JSONReader(bytes)
    while case let token = try reader.next(), token != .end { words.append(word(token, reader)) }
  } catch {
    words.append("\(error.line):\(error.column) \(error.what)")
  }
  return words.joined(separator: " ")
}

private func word(_ token: JSONReader.Token, _ reader: JSONReader) -> String {
  switch token {
  case .beginObject: "{"
  case .endObject: "}"
  case .beginArray: "["
  case .endArray: "]"
  case .name(let text): "name(\(reader.string(text)))"
  case .string(let text): "string(\(reader.string(text)))"
  case .number(let range): reader.number(range)
  case .bool(let value): "\(value)"
  case .null: "null"
  case .end: "end"
  }
}

private func passes(_ bytes: [UInt8]) -> Bool {
  do throws(JSONProblem) {
    var reader = try JSONReader(bytes)
    while try reader.next() != .end {}
    return true
  } catch {
    return false
  }
}

private func passes(_ text: String) -> Bool { passes(Array(text.utf8)) }

/// A member of an object whose value is those bytes.
private func asMember(_ bytes: [UInt8]) -> [UInt8] {
  Array(#"{"a": "#.utf8) + bytes + Array("}".utf8)
}

/// One of each kind that RFC 8259's grammar has, and that people get wrong.
@Suite struct `JSON as it comes in` {
  static let good = [
    // Values, alone (§2)
    "{}", "[]", "0", "\"\"", "true", "false", "null", " null ", "\t\r\n 1 \n",
    // Numbers (§6)
    "-0", "-1", "10", "1234567890", "0.0", "-0.5", "1.25", "0e1", "0e+1", "0E-1", "1e5", "1E5",
    "1e+5", "1E-5", "1.5e10", "123.456e-789", "1e999", "0.10", "-12345678901234567890",
    // Strings (§7)
    #""a""#, #""\"\\\/\b\f\n\r\t""#, #""\u0061\u00e9\u20AC""#, #""\ud83d\ude00""#,
    #""\uDBFF\uDFFF\uD800\uDC00""#, #""\u0000""#, #""\\u0061""#, #""\uFFFF\uFDD0""#, "\"\u{7F}\"",
    "\"é€😀\"", "\"\u{2028}\u{2029}\u{FEFF}\"", "\"/* */ // #\"", "\"\u{10FFFF}\u{1FFFE}\"",
    #""'""#, #""[{,:}]""#,
    // Arrays (§5)
    "[1]", "[1,2]", "[ 1 , 2 ]", "[[]]", "[[],[[]]]", "[{}]", "[null, 1, \"a\", {\"b\": [true]}]",
    "[\n1\n,\n2\n]",
    // Objects (§4)
    #"{"a":1}"#, #"{ "a" : 1 , "b" : 2 }"#, #"{"":0}"#, #"{"a":{"a":{"a":1}}}"#,
    #"{"a":[{"a":1},{"a":1}],"b":{"a":1}}"#, #"{"A":1,"a":2}"#, #"{"\u0000":1,"":2}"#,
    "{\"e\u{301}\":1,\"\u{E9}\":2}",
  ]

  static let bad = [
    // Nothing, or not only one value (§2)
    "", " ", "\n", "1 2", "1,2", "{} {}", "[] ,", "[]]", "{}}", "[1]x", "[1]//", "{}#", "]", "}",
    ",", ":", "*", "<.>", "\u{FEFF}{}", "\u{2060}[]", "\u{C}[]", "\u{A0}1", "\0", "1\0",
    "\u{B}1",
    // Words (§3)
    "tru", "truE", "True", "TRUE", "nul", "nulll", "fals", "falsey", "undefined", "yes", "é", "å",
    "a", "\\u0061",
    // Numbers (§6)
    "+1", "++1", "+Inf", "-", "- 1", "--1", "-+1", "-a", "01", "-01", "00", "012", "1.", "-2.",
    "1.e1",
    ".5", "-.5", ".", "1.2.3", "1..2", "1e", "1e+", "1E-", "1e1.5", "1ee1", "1eE2", "0e", "0.3e+",
    "1e 5", "1 000", "1_000", "1,000", "0x10", "0x", "0b1", "1a", "1f", "1L", "NaN", "-NaN",
    "Infinity", "-Infinity", "inf", "\u{FF11}", "1+2", "1/2", "0 1",
    // Strings (§7)
    "\"", "\"a", "a\"", "'a'", "\"a\"b\"", #""\x""#, #""\a""#, #""\'""#, #""\0""#, #""\u""#,
    #""\u0""#, #""\u00""#, #""\u000""#, #""\u000g""#, #""\u 000""#, #""\u+001""#, #""\U0061""#,
    #""\u{61}""#, "\"\\\"", "\"\\\u{1}\"", "\"\\é\"", "\"a\nb\"", "\"a\tb\"", "\"\u{1F}\"",
    "\"\0\"", "\"\r\"", #""\ud800""#, #""\udc00""#, #""\ud800x""#, #""\ud800\n""#,
    #""\ud800\u""#, #""\ud800\ud800""#, #""\udc00\ud800""#, #""\ud83d\u0061""#,
    // Arrays (§5)
    "[", "[1", "[1,", "[,", "[,]", "[1,]", "[1,,]", "[,1]", "[1,,2]", "[1 2]", "[1;2]", "[1:2]",
    "[1}", "[\"a\"", "[\"a", "[[]", "[{}", "[1]]", "[[1]2]", "[*]", "[-]", "[tru]", "[a]",
    "[\"a\":1]",
    "[//]", "[/**/]", "[1,\u{B}2]",
    // Objects (§4)
    "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{,}", "{,\"a\":1}", "{\"a\":1,}",
    "{\"a\":1,,}", "{\"a\":1,,\"b\":2}", "{\"a\"}", "{\"a\":}", "{\"a\" 1}", "{\"a\",1}",
    "{\"a\"::1}", "{\"a\":1:2}", "{\"a\":1 \"b\":2}", "{\"a\":1;\"b\":2}", "{:1}", "{a:1}",
    "{'a':1}",
    "{1:1}", "{null:1}", "{true:1}", "{[1]:1}", "{{}:1}", "{\"a\":1]", "{]", "[}", "{\"a\":\"b}",
    "{\"a\":a}", "{\"a\":'b'}", "{\"a\":1}/**/", "{\"a\":/**/1}", "{\"a\":1 ...}", "{\"a\":{}",
    "{\"a\":[}", "{\"é", "{\"a\\u\":1}",
    // A name twice (RFC 7493 §2.3)
    #"{"a":1,"a":1}"#, #"{"a":1,"b":2,"a":3}"#, #"{"a":1,"\u0061":2}"#, #"{"\u00e9":1,"é":2}"#,
    #"{"\/":1,"/":2}"#, #"{"":1,"":2}"#, #"{"x":{"a":1,"a":1}}"#, #"[{"a":[{}],"a":1}]"#,
    #"{"\ud83d\ude00":1,"😀":2}"#,
  ]

  /// What no String can hold (§8.1).
  static let notUTF8: [[UInt8]] = [
    [0xFF], [0x80], [0xC3], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80],
    [0xED, 0xBF, 0xBF], [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80],
    [0xF5, 0x80, 0x80, 0x80],
    [0xE2, 0x82], [0xF0, 0x9F, 0x98], [0xFE], [0xE9],
  ]

  @Test(arguments: good)
  func `what is JSON passes, alone and as a member`(text: String) {
    #expect(passes(text))
    #expect(passes(asMember(Array(text.utf8))))
  }

  @Test(arguments: bad)
  func `what is not JSON is refused, alone and as a member`(text: String) {
    #expect(!passes(text))
    #expect(!passes(asMember(Array(text.utf8))))
  }

  @Test(arguments: notUTF8)
  func `what is not UTF-8 is refused, wherever it stands`(bytes: [UInt8]) {
    let quote = Array("\"".utf8)
    for body in [bytes, quote + bytes + quote, Array("1e".utf8) + bytes, Array("[1]".utf8) + bytes]
    {
      #expect(!passes(body))
      #expect(!passes(asMember(body)))
    }
    #expect(!passes(Array("{\"".utf8) + bytes + Array("\": 1}".utf8)))
  }

  @Test func `other encodings of Unicode are refused`() {
    let text = #"{"a": 1}"#
    let little: [UInt8] = text.utf8.flatMap { [$0, 0] }
    let big: [UInt8] = text.utf8.flatMap { [0, $0] }
    let wide: [UInt8] = text.utf8.flatMap { [$0, 0, 0, 0] }
    for bytes in [little, big, wide, [0xFF, 0xFE] + little, [0xFE, 0xFF] + big] {
      #expect(!passes(bytes))
    }
    #expect(!passes([0xEF, 0xBB, 0xBF] + Array(text.utf8)))
  }

  @Test(arguments: good)
  func `a text that is cut off is refused, wherever that is`(text: String) {
    let body = asMember(Array(text.utf8))
    for count in body.indices { #expect(!passes(Array(body[..<count])), "\(count) bytes") }
  }

  private struct Anything: Decodable { init(from decoder: any Decoder) {} }

  @Test(arguments: good + bad)
  func `what is damaged is refused with its place, or can be decoded`(text: String) throws {
    var random = SplitMix(seed: UInt64(text.utf8.count))
    let spice = Array("{}[]:,\"\\eE.+-0 1u\n\u{7F}t".utf8) + [0xFF, 0xC3, 0xA9]
    for _ in 0..<200 {
      var body = asMember(Array(text.utf8))
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let index = Int.random(in: body.indices, using: &random)
        body[index] = spice[Int.random(in: spice.indices, using: &random)]
      }
      do throws(JSONError) {
        _ = try JSON.decode(Anything.self, from: body)
        #expect(passes(body))
      } catch {
        #expect(error.message.hasPrefix("the body is not valid JSON at line "))
        #expect(!passes(body))
      }
    }
  }

  @Test(arguments: [
    (
      #"{"a": [1, -2.50, "b\n", true, false, null, {}]}"#,
      "{ name(a) [ 1 -2.50 string(b\n) true false null { } ] }"
    ),
    (#""\u0061\ud83d\ude00\/\u0000é""#, "string(a😀/\0é)"),
    (#"{"\u0062": "\\n"}"#, #"{ name(b) string(\n) }"#),
    ("7", "7"),
  ])
  func `a text is read token by token`(text: String, expected: String) {
    #expect(tokens(Array(text.utf8)) == expected)
  }

  @Test func `32 levels are read, 33 are not`() {
    func nested(_ levels: Int, _ open: String, _ close: String) -> String {
      String(repeating: open, count: levels) + String(repeating: close, count: levels)
    }
    #expect(passes(nested(32, "[", "]")))
    #expect(!passes(nested(33, "[", "]")))
    #expect(passes(nested(31, #"{"a":"#, "}").replacing(":}", with: ":{}}")))
    #expect(!passes(nested(32, #"{"a":"#, "}").replacing(":}", with: ":{}}")))
    // Beside each other there may be any number.
    #expect(passes("[" + String(repeating: nested(31, "[", "]") + ",", count: 50) + "1]"))
    let text = "\n" + nested(33, "[", "]")
    #expect(tokens(Array(text.utf8)).hasSuffix("2:33 more than 32 levels of arrays and objects"))
  }

  @Test(arguments: [
    ("", "1:1 the text ends before there is a value"),
    ("[1, 2,]", #"1:7 a comma must not stand before "]""#),
    ("{\n  \"a\": 1,\n}", #"3:1 a comma must not stand before "}""#),
    (#"{"a": 1 "b": 2}"#, #"1:9 a comma or "}" is expected, not """"#),
    ("[1 2]", #"1:4 a comma or "]" is expected, not "2""#),
    (#"{"a" 1}"#, #"1:6 a colon is expected, not "1""#),
    (#"{a: 1}"#, #"1:2 a name in double quotes is expected, not "a""#),
    ("{'a': 1}", #"1:2 a name in double quotes is expected, not "'""#),
    (#"{"a": }"#, #"1:7 a value is expected, not "}""#),
    ("[tru]", #"1:2 a value is expected, not "t""#),
    ("[1] x", #"1:5 nothing may follow the value, so not "x""#),
    ("[01]", "1:2 a number must not begin with 0"),
    ("[1.]", #"1:4 a digit is expected, not "]""#),
    ("-", "1:2 a digit is expected, not the end of the text"),
    ("\"a\tb\"", #"1:3 a string must escape "U+9""#),
    (#""\x""#, #"1:2 a backslash must stand before one of " \ / b f n r t u"#),
    (#""\u12""#, #"1:2 \u needs four hexadecimal digits"#),
    (#""é\ud800""#, "1:3 half of a surrogate pair is no character"),
    ("\"é", "1:3 the text ends inside a string"),
    ("[1,", "1:4 the text ends inside an array"), (#"{"a""#, "1:5 the text ends inside an object"),
    ("{\"é\": 1,\r\n \"\\u00e9\": 2}", #"2:2 the name "é" stands twice in one object"#),
    ("[\u{1B}]", #"1:2 a value is expected, not "U+1B""#),
    ("[\u{202E}]", #"1:2 a value is expected, not "U+202E""#),
  ])
  func `what is wrong is said with its line and column`(text: String, expected: String) {
    let said = tokens(Array(text.utf8))
    #expect(said.hasSuffix(expected), "\(said)")
  }

  @Test func `a byte that is not UTF-8 is found before all else`() {
    #expect(tokens(Array("[1,,\n \"é".utf8) + [0xFF, 0x22]) == "2:4 a byte that is not UTF-8")
  }

  @Test func `a long name in an error is cut, and commands no terminal`() {
    let name = "\u{7F}" + String(repeating: "x", count: 99)
    let said = tokens(Array("{\"\(name)\":1,\"\(name)\":2}".utf8))
    #expect(
      said.hasSuffix("\"U+7F\(String(repeating: "x", count: 39))…\" stands twice in one object"))
  }

  @Test func `ten thousand names are told apart, and the last may not be the first again`() {
    let names = (0..<10_000).map { "\"\($0)\":\($0)" }.joined(separator: ",")
    #expect(passes("{\(names)}"))
    #expect(!passes("{\(names),\"0\":0}"))
    #expect(!passes("{\(names),\"\\u0039999\":0}"))
  }

  @Test func `what is skipped is skipped whole`() throws {
    var reader = try JSONReader(Array(#"{"a": [1, {"b": []}], "c": "d", "e": [[2], 3]}"#.utf8))
    #expect(try reader.next() == .beginObject)
    _ = try reader.next()
    try reader.skipValue()
    guard case .name(let c) = try reader.next() else { return #expect(Bool(false)) }
    #expect(reader.string(c) == "c")
    try reader.skipValue()
    _ = try reader.next()
    #expect(try reader.next() == .beginArray)
    try reader.skipRest()
    #expect(try reader.next() == .endObject)
    #expect(try reader.next() == .end)
  }
}
