/// Why bytes are not a reply, or one that is too large. Final: where the next one begins is not
/// known.
package enum RESPProblem: Error, Equatable, Sendable, CustomStringConvertible {
  /// No reply of RESP2 begins with this byte.
  case unknownType(UInt8)
  case emptyLine
  case lineTooLong(bytesMax: Int)
  /// A CR or an LF stands alone in a text, an error or a number.
  case bareLineEnd
  case badInteger
  case badLength
  case missingBulkEnd
  case bulkTooLong(bytes: Int, bytesMax: Int)
  case replyTooLong(bytesMax: Int)
  case tooManyElements(elementsMax: Int)
  case tooDeep(depthMax: Int)

  package var description: String {
    switch self {
    case .unknownType(let byte):
      "a reply begins with \(Self.shown(byte)), which no reply of RESP2 does"
    case .emptyLine: "there is an empty line where a reply should begin"
    case .lineTooLong(let bytesMax): "a line of a reply is longer than \(bytesMax) bytes"
    case .bareLineEnd: "a CR or an LF stands alone in a line of a reply"
    case .badInteger: "a number is not written as -?(0|[1-9][0-9]*), or does not fit 64 bits"
    case .badLength: "a length is neither a number from 0 on nor -1"
    case .missingBulkEnd: "a bulk does not end where its length says"
    case .bulkTooLong(let bytes, let bytesMax):
      "a bulk of \(bytes) bytes is longer than the \(bytesMax) that are taken"
    case .replyTooLong(let bytesMax): "a reply is longer than \(bytesMax) bytes"
    case .tooManyElements(let elementsMax): "a reply has more than \(elementsMax) elements"
    case .tooDeep(let depthMax): "a reply has arrays more than \(depthMax) deep"
    }
  }

  private static func shown(_ byte: UInt8) -> String {
    if (0x21...0x7E).contains(byte) { return "'\(Character(Unicode.Scalar(byte)))'" }
    let digits = String(byte, radix: 16, uppercase: true)
    return "the byte 0x\(digits.count == 1 ? "0" : "")\(digits)"
  }
}
