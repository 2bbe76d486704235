import TinyHTTP
import Wire

extension MessageList {
  /// As `HTTPResponse.json` would make it, in a tenth of the time: it is the answer that is asked for
  /// most.
  var response: HTTPResponse {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(64 + messages.count * 400)
    bytes += "{\n  \"messages\" : [".utf8
    for (index, message) in messages.enumerated() {
      bytes += (index == 0 ? "\n" : ",\n").utf8
      message.append(to: &bytes, .indented)
    }
    bytes += (messages.isEmpty ? "\n\n  ],\n" : "\n  ],\n").utf8
    bytes += "  \"more\" : \(more)\n}\n".utf8
    return HTTPResponse(
      .ok, fields: HTTPFields([("Content-Type", "application/json")]), body: bytes)
  }
}

extension Message {
  /// What stands between the parts of an object.
  fileprivate struct Layout {
    let begin: StaticString
    let name: StaticString
    let colon: StaticString
    let comma: StaticString
    let end: StaticString

    static let indented = Layout(
      begin: "    {\n", name: "      \"", colon: "\" : ", comma: ",\n", end: "\n    }")
    static let line = Layout(begin: "{", name: "\"", colon: "\":", comma: ",", end: "}")
  }

  /// As `JSON.encodeLine` would make it.
  var line: String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(400)
    append(to: &bytes, .line)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Members in the order of their names, as everywhere.
  fileprivate func append(to bytes: inout [UInt8], _ layout: Layout) {
    bytes.append(layout.begin)
    if let hiddenBy { Self.append("hidden_by", hiddenBy, to: &bytes, layout) }
    Self.append("id", id, to: &bytes, layout)
    Self.append("kind", kind.rawValue, to: &bytes, layout)
    if let member { Self.append("member", member, to: &bytes, layout) }
    Self.append("name", name, to: &bytes, layout)
    Self.append("number", number, to: &bytes, layout)
    Self.append("origin", origin, to: &bytes, layout)
    Self.append("room", room, to: &bytes, layout)
    if let text { Self.append("text", text, to: &bytes, layout) }
    Self.append("time", time, to: &bytes, layout)
    bytes.removeLast(layout.comma.utf8CodeUnitCount)
    bytes.append(layout.end)
  }

  private static func append(
    _ name: StaticString, _ value: Int, to bytes: inout [UInt8], _ layout: Layout
  ) {
    begin(name, &bytes, layout)
    bytes.append(decimal: value)
    bytes.append(layout.comma)
  }

  private static func append(
    _ name: StaticString, _ value: String, to bytes: inout [UInt8], _ layout: Layout
  ) {
    begin(name, &bytes, layout)
    bytes.append(UInt8(ascii: "\""))
    bytes.append(json: value.utf8.span)
    bytes.append(UInt8(ascii: "\""))
    bytes.append(layout.comma)
  }

  private static func begin(_ name: StaticString, _ bytes: inout [UInt8], _ layout: Layout) {
    bytes.append(layout.name)
    bytes.append(name)
    bytes.append(layout.colon)
  }
}
