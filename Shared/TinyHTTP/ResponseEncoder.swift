/// Writes a response as the bytes of one `write`; decides how its body is framed.
struct ResponseEncoder {
  /// The request's.
  let version: HTTPVersion
  let answersHead: Bool
  var keepsAlive: Bool

  /// What the connection says of framing and of itself is not for handlers to say.
  private static let ownFields = ["Content-Length", "Transfer-Encoding", "Connection", "Date"]
  /// Room for the status line and the fields the server adds.
  private static let typicalHeadBytes = 256

  /// Head, and body unless it streams. `dateField` is a whole field line.
  func encode(_ response: HTTPResponse, dateField: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.typicalHeadBytes + response.body.count)
    bytes.append("HTTP/1.1 ")
    bytes.appendDecimal(response.status.code)
    bytes.append(.space)
    bytes.append(response.status.reason)
    bytes.append("\r\n")
    bytes.append(contentsOf: dateField)
    response.fields.write(to: &bytes, excluding: Self.ownFields)

    if response.stream != nil, response.status.hasBody {
      if version == .http11 { bytes.append("Transfer-Encoding: chunked\r\n") }
    } else if response.status.hasBody {
      bytes.append("Content-Length: ")
      bytes.appendDecimal(response.body.count)
      bytes.append("\r\n")
    }
    if !keepsAlive {
      bytes.append("Connection: close\r\n")
    } else if version == .http10 {
      bytes.append("Connection: keep-alive\r\n")
    }
    bytes.append("\r\n")
    if sendsBody(of: response), response.stream == nil { bytes.append(contentsOf: response.body) }
    return bytes
  }

  /// Neither an answer to HEAD nor 204 or 304 has a body.
  func sendsBody(of response: HTTPResponse) -> Bool { !answersHead && response.status.hasBody }
}
