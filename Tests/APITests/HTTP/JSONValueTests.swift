import API
import Testing
import TinyHTTP

@Suite struct `JSON of any shape` {
  @Test(arguments: [
    (#"{"banner": "Hi"}"#, JSONValue.object(["banner": "Hi"])),
    (
      #" { "a" : [ 1 , -2.5e1 , true , false , null , {} , [] , "1" ] } "#,
      .object(["a": [1, -25, true, false, .null, [:], [], "1"]])
    ),
    ("9223372036854775808", .number(9_223_372_036_854_775_808)),
    ("2.5", .number(2.5)), ("20.0", .integer(20)), ("2e1", .integer(20)),
    ("-1200E-2", .integer(-12)),
    ("0.5e1", .integer(5)), ("0e99", .integer(0)), ("-0.0", .integer(0)),
  ])
  func `is read, and written as it was read`(text: String, value: JSONValue) throws {
    #expect(try JSON.decode(JSONValue.self, from: Array(text.utf8)) == value)
    #expect(try JSON.decode(JSONValue.self, from: JSON.encode(value)) == value)
  }

  @Test(arguments: ["1795872557609809.1", "20.00000000000000000001", "1e-400", "2.5"])
  func `what is not whole is no integer, though a Double rounds it to one`(text: String) throws {
    let value = try JSON.decode(JSONValue.self, from: Array(text.utf8))
    guard case .number = value else {
      Issue.record("\(value)")
      return
    }
  }

  @Test(arguments: [
    "", "banner=Hi", "{", "{'banner': 1}", #"{"a": 1 "b": 2}"#, "{} {}", #""abc"#,
    "\"a\nb\"", #""\x""#, #""\ud800""#, "NaN", "1e999",
    String(repeating: "[", count: 33) + String(repeating: "]", count: 33),
  ])
  func `what is not JSON is refused, and does no harm`(text: String) {
    #expect(throws: JSONError.self) { try JSON.decode(JSONValue.self, from: Array(text.utf8)) }
  }
}
