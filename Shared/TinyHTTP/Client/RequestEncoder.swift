/// Writes requests to one origin.
struct RequestEncoder {
  let origin: HTTPOrigin
  /// Sent with each request that has no field of that name.
  let fields: HTTPFields

  /// Fields that decide framing and the connection: only the client writes them.
  private static let ownFields = HTTPFields(
    ["Host", "Content-Length", "Transfer-Encoding", "Connection"].map { ($0, "") })

  /// Nil when the target could be read as more than one thing: it must be a path of visible ASCII.
  func encode(_ request: HTTPRequest) -> [UInt8]? {
    let target = request.target.utf8
    guard target.first == .slash,
      target.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }),
      !request.method.rawValue.isEmpty,
      request.method.rawValue.utf8.allSatisfy({ ByteSet.token.contains($0) })
    else { return nil }

    var bytes: [UInt8] = []
    bytes.reserveCapacity(256 + target.count + request.body.count)
    bytes.append(request.method.rawValue)
    bytes.append(.space)
    bytes.append(origin.prefix)
    bytes.append(request.target)
    bytes.append(" HTTP/1.1\r\nHost: ")
    bytes.append(origin.authority)
    bytes.append("\r\n")
    request.fields.write(to: &bytes, excluding: Self.ownFields)
    fields.write(to: &bytes, excluding: request.fields)
    if !request.body.isEmpty || request.method.usuallyHasBody {
      bytes.append("Content-Length: ")
      bytes.appendDecimal(request.body.count)
      bytes.append("\r\n")
    }
    bytes.append("\r\n")
    bytes.append(contentsOf: request.body)
    return bytes
  }
}
