import Testing
import TinyHTTP

/// One line of a table: raw HTTP text, what becomes of it, and what it is about.
struct Case: Sendable, CustomTestStringConvertible {
  let note: String
  let raw: String
  let outcome: String

  init(_ note: String, _ raw: String, _ outcome: String) {
    self.note = note
    self.raw = raw
    self.outcome = outcome
  }

  var testDescription: String { note }
}

/// The same bytes whole, cut in two at every byte, and one byte at a time.
func cuttings(of raw: String) -> [[[UInt8]]] {
  let bytes = Array(raw.utf8)
  let halves = bytes.indices.dropFirst().map { [Array(bytes[..<$0]), Array(bytes[$0...])] }
  return [[bytes]] + halves + [bytes.map { [$0] }]
}

/// What a request parser makes of the chunks: `GET / keep` for each request, with its body if it has
/// one, `400 bareLineFeed` for an error, `…` when a request has begun and not ended.
func requests(in chunks: [[UInt8]], limits: HTTPLimits = HTTPLimits()) -> String {
  var parser = RequestParser(limits: limits)
  var outcomes: [String] = []
  for chunk in chunks {
    parser.feed(chunk.span)
    while let (outcome, isEnd) = nextRequest(&parser) {
      outcomes.append(outcome)
      if isEnd { return outcomes.joined(separator: " | ") }
    }
  }
  if parser.phase != .idle { outcomes.append("…") }
  return outcomes.joined(separator: " | ")
}

private func nextRequest(_ parser: inout RequestParser) -> (outcome: String, isEnd: Bool)? {
  while true {
    switch parser.next() {
    case .needMore: return nil
    case .continueExpected: continue
    case .request(let parsed):
      let body = parsed.request.body.isEmpty ? "" : " " + text(parsed.request.body)
      let persistence = parsed.keepsAlive ? "keep" : "close"
      let line = "\(parsed.request.method.rawValue) \(parsed.request.target)"
      return ("\(line) \(persistence)\(body)", false)
    case .failed(let error): return ("\(error.status.code) \(error)", true)
    }
  }
}

/// What a response parser makes of the chunks, and of the close behind them.
func responses(
  in chunks: [[UInt8]], answeringHead: Bool = false, closes: Bool = false, bodyBytesMax: Int = 100
) -> String {
  var parser = ResponseParser(bodyBytesMax: bodyBytesMax)
  parser.begin(answeringHead: answeringHead)
  var outcomes: [String] = []
  func note(_ step: ResponseParser.Step) -> Bool {
    switch step {
    case .needMore: return false
    case .response(let response, let keepsAlive):
      let body = response.body.isEmpty ? "" : " " + text(response.body)
      outcomes.append("\(response.status.code) \(keepsAlive ? "keep" : "close")\(body)")
      return false
    case .failed(let error):
      outcomes.append("\(error)")
      return true
    case .head, .part:
      outcomes.append("in parts, unasked")
      return true
    }
  }
  for chunk in chunks {
    parser.feed(chunk.span)
    if note(parser.next()) { return outcomes.joined(separator: " | ") }
  }
  if closes, !parser.isIdle { _ = note(parser.finish()) }
  return outcomes.joined(separator: " | ")
}

func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
