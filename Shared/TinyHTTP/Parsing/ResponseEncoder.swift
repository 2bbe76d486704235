/// Encodes a response for a single `write`; decides how its body is framed.
struct ResponseEncoder {
  /// The request's version.
  let version: HTTPVersion
  let answersHead: Bool
  var keepsAlive: Bool
  /// Whole field lines that say how long the connection stays.
  let keepAliveFields: [UInt8]
  /// Sent when the response has none of that name.
  let defaultFields: HTTPFields

  /// Fields about framing and the connection, which handlers may not set.
  static let ownFields = HTTPFields(
    ["Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "Date"].map { ($0, "") })
  /// Room for the status line and the fields the server adds.
  private static let typicalHeadBytes = 384

  /// Head, and body unless it streams. `dateField` is a whole field line.
  func encode(_ response: HTTPResponse, dateField: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.typicalHeadBytes + response.body.count)
    bytes.append(contentsOf: response.status.line)
    bytes.append(contentsOf: dateField)
    response.fields.write(to: &bytes, excluding: Self.ownFields)
    defaultFields.write(to: &bytes, excluding: response.fields)

    if response.stream != nil, response.status.hasBody {
      if version == .http11 { bytes.append("Transfer-Encoding: chunked\r\n") }
    } else if response.status.hasBody {
      bytes.append("Content-Length: ")
      bytes.appendDecimal(response.body.count)
      bytes.append("\r\n")
    }
    if keepsAlive {
      bytes.append(contentsOf: keepAliveFields)
    } else {
      bytes.append("Connection: close\r\n")
    }
    bytes.append("\r\n")
    if sendsBody(of: response), response.stream == nil { bytes.append(contentsOf: response.body) }
    return bytes
  }

  /// Neither an answer to HEAD nor 204 or 304 has a body.
  func sendsBody(of response: HTTPResponse) -> Bool { !answersHead && response.status.hasBody }
}
