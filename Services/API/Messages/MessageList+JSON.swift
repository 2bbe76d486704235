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
      message.append(to: &bytes)
    }
    bytes += (messages.isEmpty ? "\n\n  ],\n" : "\n  ],\n").utf8
    bytes += "  \"more\" : \(more)\n}\n".utf8
    return HTTPResponse(
      .ok, fields: HTTPFields([("Content-Type", "application/json")]), body: bytes)
  }
}

extension Message {
  /// Members in the order of their names, as everywhere.
  fileprivate func append(to bytes: inout [UInt8]) {
    bytes += "    {\n".utf8
    if let hiddenBy { Self.append("hidden_by", hiddenBy, to: &bytes) }
    Self.append("id", id, to: &bytes)
    Self.append("kind", kind.rawValue, to: &bytes)
    if let member { Self.append("member", member, to: &bytes) }
    Self.append("name", name, to: &bytes)
    Self.append("number", number, to: &bytes)
    Self.append("origin", origin, to: &bytes)
    Self.append("room", room, to: &bytes)
    if let text { Self.append("text", text, to: &bytes) }
    Self.append("time", time, to: &bytes)
    bytes.removeLast(2)
    bytes += "\n    }".utf8
  }

  private static func append(_ name: StaticString, _ value: Int, to bytes: inout [UInt8]) {
    begin(name, &bytes)
    bytes.append(decimal: value)
    bytes += ",\n".utf8
  }

  private static func append(_ name: StaticString, _ value: String, to bytes: inout [UInt8]) {
    begin(name, &bytes)
    bytes.append(UInt8(ascii: "\""))
    bytes.append(json: value.utf8.span)
    bytes += "\",\n".utf8
  }

  private static func begin(_ name: StaticString, _ bytes: inout [UInt8]) {
    bytes += "      \"".utf8
    bytes.append(name)
    bytes += "\" : ".utf8
  }
}
