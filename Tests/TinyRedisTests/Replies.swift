import Support
import TinyRedis

/// What a parser makes of the chunks: each reply, the problem if there is one, `…` when a reply has
/// begun and not ended.
func replies(in chunks: [[UInt8]], limits: RESPLimits = RESPLimits()) -> String {
  var parser = RESPParser(limits: limits)
  var outcomes: [String] = []
  for chunk in chunks {
    parser.feed(chunk.span)
    reading: while true {
      switch parser.next() {
      case .needMore: break reading
      case .reply(let value): outcomes.append(shown(value))
      case .failed(let problem):
        outcomes.append("\(problem)")
        return outcomes.joined(separator: " | ")
      }
    }
  }
  if !parser.isIdle { outcomes.append("…") }
  return outcomes.joined(separator: " | ")
}

/// The same bytes whole, cut in two at every byte, and one byte at a time.
func cuttings(of bytes: [UInt8]) -> [[[UInt8]]] {
  let halves = bytes.indices.dropFirst().map { [Array(bytes[..<$0]), Array(bytes[$0...])] }
  return [[bytes]] + halves + [bytes.map { [$0] }]
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
