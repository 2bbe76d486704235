/// Reads the fields of a head, line by line, and keeps what they say about framing (RFC 9112 §5,
/// §6).
struct HeadParser {
  private(set) var fields = HTTPFields()
  private(set) var framing = Framing()
  private let fieldsMax: Int
  /// A common head fits without growing.
  private static let typicalBytes = 512

  init(fieldsMax: Int) {
    self.fieldsMax = fieldsMax
  }

  /// Refuses what is not allowed in a line of a head: CR, NUL and the other controls but tab.
  static func refuseControls(_ line: Span<UInt8>) throws(ParseError) {
    for index in line.indices where line[index].isControl {
      throw line[index] == .cr ? .bareCarriageReturn : .controlCharacter
    }
  }

  /// What a Transfer-Encoding says (RFC 9112 §6.1).
  enum TransferCodings {
    case chunked
    /// Other codings, then chunked: its end is known, but it cannot be decoded.
    case unknownThenChunked
    /// The end of such a message is anybody's guess.
    case notChunkedLast
  }

  /// What decides where the message ends and what happens to the connection.
  struct Framing {
    var contentLength: Int?
    var transferEncodings = 0
    var transferCodings = TransferCodings.notChunkedLast
    var hosts = 0
    var origins = 0
    var saysClose = false
    var saysKeepAlive = false
    var expectsContinue = false
  }

  /// Takes one line that is not empty.
  mutating func addField(_ line: Span<UInt8>) throws(ParseError) {
    try Self.refuseControls(line)
    guard line[0] != .space, line[0] != .tab else { throw .foldedField }
    guard let colon = line.firstIndex(of: .colon) else { throw .missingColon }
    let name = line.extracting(0..<colon)
    if colon > 0, name[colon - 1] == .space || name[colon - 1] == .tab { throw .spaceBeforeColon }
    try Self.checkToken(name, or: .badFieldName)
    let value = line.extracting(line.trimmedRange(colon + 1..<line.count))

    if fields.count == fieldsMax { throw .tooManyFields }
    if fields.count == 0 { fields.reserve(bytes: Self.typicalBytes) }
    try noteFraming(name, value)
    fields.append(checkedName: name, value: value)
  }

  /// The host of an absolute-form target overrides the field.
  mutating func replaceHost(_ host: String) { fields["Host"] = host }

  /// Throws `error` when `text` is empty or not a token (RFC 9110 §5.6.2).
  static func checkToken(_ text: Span<UInt8>, or error: ParseError) throws(ParseError) {
    if !text.isToken { throw error }
  }

  private mutating func noteFraming(
    _ name: Span<UInt8>, _ value: Span<UInt8>
  ) throws(ParseError) {
    // By length first: most fields cost one comparison.
    switch name.count {
    case 4 where name.equalsIgnoringCase("host"):
      framing.hosts += 1
      guard framing.hosts == 1 else { throw .repeatedHost }
      guard Authority.isValid(value) else { throw .badHost }
    case 6 where name.equalsIgnoringCase("origin"):
      framing.origins += 1
      guard framing.origins == 1 else { throw .repeatedOrigin }
    case 6 where name.equalsIgnoringCase("expect"):
      guard value.equalsIgnoringCase("100-continue") else { throw .unknownExpectation }
      framing.expectsContinue = true
    case 10 where name.equalsIgnoringCase("connection"):
      noteConnection(value)
    case 14 where name.equalsIgnoringCase("content-length"):
      guard framing.contentLength == nil else { throw .repeatedContentLength }
      framing.contentLength = try Self.length(value)
    case 17 where name.equalsIgnoringCase("transfer-encoding"):
      framing.transferEncodings += 1
      guard framing.transferEncodings == 1 else { throw .repeatedTransferEncoding }
      framing.transferCodings = TransferCodings(value)
    default:
      break
    }
  }

  /// A list of options, of which two matter (RFC 9112 §9.3).
  private mutating func noteConnection(_ value: Span<UInt8>) {
    var start = 0
    while start <= value.count {
      let end = value.firstIndex(of: UInt8(ascii: ","), from: start) ?? value.count
      let option = value.extracting(value.trimmedRange(start..<end))
      if option.equalsIgnoringCase("close") { framing.saysClose = true }
      if option.equalsIgnoringCase("keep-alive") { framing.saysKeepAlive = true }
      start = end + 1
    }
  }

  /// Digits only: no sign, no space, no list, and no more than an Int can hold (RFC 9110 §8.6).
  private static func length(_ digits: Span<UInt8>) throws(ParseError) -> Int {
    guard digits.count > 0, digits.count <= 18 else { throw .badContentLength }
    var length = 0
    for index in digits.indices {
      guard digits[index].isDigit else { throw .badContentLength }
      length = length * 10 + Int(digits[index] - 0x30)
    }
    return length
  }
}

extension HeadParser.Framing {
  /// The rules both directions share; nil leaves the choice to the caller.
  func bodyFraming(_ version: HTTPVersion) throws(ParseError) -> BodyReader.Framing? {
    if transferEncodings > 0 {
      if version == .http10 { throw .transferEncodingInHTTP10 }
      if contentLength != nil { throw .bothLengths }
      switch transferCodings {
      case .chunked: return .chunked
      case .unknownThenChunked: throw .unknownTransferEncoding
      case .notChunkedLast: throw .notChunkedLast
      }
    }
    return contentLength.map { .length($0) }
  }

  /// 1.1 stays unless told to close, 1.0 closes unless told to stay (RFC 9112 §9.3).
  func keepsAlive(_ version: HTTPVersion) -> Bool {
    !saysClose && (version == .http11 || saysKeepAlive)
  }
}

extension HeadParser.TransferCodings {
  /// Reads coding names separated by commas. Parameters, which no registered coding has, are not
  /// accepted, and neither is chunked before the end.
  init(_ value: Span<UInt8>) {
    self = .notChunkedLast
    var start = 0
    var isFirst = true
    while let comma = value.firstIndex(of: .comma, from: start) {
      let coding = value.extracting(value.trimmedRange(start..<comma))
      guard coding.isToken, !coding.equalsIgnoringCase("chunked") else { return }
      start = comma + 1
      isFirst = false
    }
    let last = value.extracting(value.trimmedRange(start..<value.count))
    guard last.equalsIgnoringCase("chunked") else { return }
    self = isFirst ? .chunked : .unknownThenChunked
  }
}
