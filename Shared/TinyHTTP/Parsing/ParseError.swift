/// Why bytes are not the message they claim to be: the raw value explains it to a person.
///
/// Where a message ends must be beyond doubt; whatever leaves a doubt is refused, and the
/// connection closed (RFC 9112 §6.3, §11.2).
package enum ParseError: String, Error, CaseIterable {
  // Lines (RFC 9112 §2.2)
  case bareLineFeed = "a line ends in LF without CR"
  case bareCarriageReturn = "a CR stands without LF"
  case controlCharacter = "a control character stands in the head"
  case emptyRequestLine = "the request line is empty"

  // The request line (RFC 9112 §3)
  case badRequestLine = "the request line is not METHOD SP TARGET SP VERSION"
  case badMethod = "the method is not a token"
  case unknownMethod =
    "the method is none of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, QUERY, TRACE, in capitals"
  case noProxy = "CONNECT asks for a tunnel, and this is no proxy"
  case badTarget = "the request target must be a path or an http URL of visible ASCII"
  case badVersion = "the version is not HTTP/1.1"
  case unknownVersion = "only HTTP/1.1 and HTTP/1.0 are spoken here"
  case targetTooLong = "the request target is too long"

  // The status line (RFC 9112 §4)
  case badStatusLine = "the status line is not VERSION SP STATUS SP REASON"
  case unexpectedUpgrade = "the server switches protocols unasked"
  case tooManyInterimResponses = "too many interim responses"

  // Fields (RFC 9112 §5)
  case badFieldName = "a field name is empty or not a token"
  case missingColon = "a field has no colon"
  case spaceBeforeColon = "a space stands before the colon of a field"
  case foldedField = "a field goes on in the next line (obs-fold)"
  case headTooLarge = "the head is too large"
  case tooManyFields = "too many fields"
  case missingHost = "the Host field is missing"
  case repeatedHost = "more than one Host field"
  case badHost = "the Host field is not a host and port"
  case repeatedOrigin = "more than one Origin field"
  case unknownExpectation = "only the expectation 100-continue is met here"

  // Framing (RFC 9112 §6)
  case badContentLength = "Content-Length is not one decimal number"
  case repeatedContentLength = "more than one Content-Length"
  case repeatedTransferEncoding = "more than one Transfer-Encoding"
  case bothLengths = "both Content-Length and Transfer-Encoding"
  case transferEncodingInHTTP10 = "Transfer-Encoding in HTTP/1.0"
  case notChunkedLast = "Transfer-Encoding is not a list that ends in chunked, said once"
  case unknownTransferEncoding = "the only Transfer-Encoding known here is chunked"
  case bodyTooLarge = "the body is too large"
  case truncated = "the connection closed before the message ended"

  // Chunks (RFC 9112 §7.1)
  case badChunkSize = "a chunk size is not a plain hexadecimal number"
  case badChunkExtension = "a chunk extension is not ;NAME or ;NAME=VALUE"
  case missingChunkEnd = "a chunk does not end where its size says"
  case badTrailer = "a trailer field is malformed"
  case chunkOverheadTooLarge = "chunk extensions and trailers are too large"

  /// What a server answers.
  package var status: HTTPStatus {
    switch self {
    case .bodyTooLarge: .contentTooLarge
    case .targetTooLong: .uriTooLong
    case .unknownExpectation: .expectationFailed
    case .headTooLarge, .tooManyFields, .chunkOverheadTooLarge: .fieldsTooLarge
    case .unknownMethod, .noProxy, .unknownTransferEncoding: .notImplemented
    case .unknownVersion: .versionNotSupported
    default: .badRequest
    }
  }
}

extension ParseError: HTTPResponseError {
  package var message: String { rawValue }
}
