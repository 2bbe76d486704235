import Glibc
import Support

/// Talk that is ready before any clock starts: a file for the yardstick, and requests for the API.
final class PreparedTalk {
  /// Lines in a batch: the most that the API takes at once.
  static let batchLines = 200
  /// Each has a connection of its own, and the batches take turns among them.
  static let origins = 4
  private static let searchCount = 100
  private static let sampleEvery = 500
  private static let chunkBytes = 1 << 20

  let lineCount: Int
  /// Of names and texts together.
  private(set) var byteCount = 0
  /// `TIME \t KIND \t MEMBER \t NAME \t TEXT \n` for each line.
  let file: String
  private(set) var searches: [Search] = []
  private var bodies: [UInt8] = []
  /// Where each batch's body ends.
  private var ends: [Int] = []

  /// What was said until now, in `folder`.
  init(lines: Int, in folder: TemporaryFolder) throws {
    lineCount = lines
    file = "\(folder.path)/lines"
    var talk = Talk(count: lines, end: time(nil) * 1_000)
    var samples: [String] = []
    let output = try OutputFile(file)
    var batch: [Talk.Line] = []
    while let line = talk.next() {
      batch.append(line)
      byteCount += line.name.count + line.text.count
      if (ends.count * PreparedTalk.batchLines + batch.count) % PreparedTalk.sampleEvery == 0 {
        samples.append(String(decoding: line.text, as: UTF8.self))
      }
      if batch.count == PreparedTalk.batchLines { try add(&batch, to: output) }
    }
    if !batch.isEmpty { try add(&batch, to: output) }
    try output.flush()
    searches = Search.make(
      PreparedTalk.searchCount, words: talk.words.map { String(decoding: $0, as: UTF8.self) },
      names: talk.names.map { String(decoding: $0, as: UTF8.self) }, samples: samples)
  }

  private func add(_ batch: inout [Talk.Line], to output: OutputFile) throws {
    let turn = ends.count / PreparedTalk.origins
    bodies += batchBody(
      batch, origin: ends.count % PreparedTalk.origins, first: turn * PreparedTalk.batchLines + 1)
    ends.append(bodies.count)
    for line in batch {
      output.append(Array("\(line.time)\t\(line.kind.rawValue)\t\(line.member)\t".utf8))
      output.append(line.name + [9] + line.text + [10])
    }
    if output.unsent > PreparedTalk.chunkBytes { try output.flush() }
    batch.removeAll(keepingCapacity: true)
  }

  /// The bytes of an origin's nth request; nil after its last.
  func request(origin: Int, turn: Int) -> [UInt8]? {
    let batch = turn * PreparedTalk.origins + origin
    guard batch < ends.count else { return nil }
    let body = bodies[(batch == 0 ? 0 : ends[batch - 1])..<ends[batch]]
    return postRequest("/messages", body)
  }
}

/// The JSON of one batch of `POST /messages`; origins are numbered from 0, their lines from 1.
func batchBody(_ lines: [Talk.Line], origin: Int, first: Int) -> [UInt8] {
  let head = #"{"room":"lobby","origin":"bench\#(origin + 1).x","first":\#(first),"messages":["#
  var body = Array(head.utf8)
  for (index, line) in lines.enumerated() {
    let start =
      #"{"time":\#(line.time),"kind":"\#(line.kind.text)","member":\#(line.member),"name":""#
    if index > 0 { body.append(UInt8(ascii: ",")) }
    body += Array(start.utf8) + line.name + Array(#"","text":""#.utf8) + line.text
    body += Array(#""}"#.utf8)
  }
  return body + Array("]}".utf8)
}

/// A POST of JSON as bytes.
func postRequest(_ path: String, _ body: ArraySlice<UInt8>) -> [UInt8] {
  let head = [
    "POST \(path) HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json",
    "Content-Length: \(body.count)", "", "",
  ]
  return Array(head.joined(separator: "\r\n").utf8) + body
}
