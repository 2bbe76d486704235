/// What bodies of one size and many shapes cost the API to read: whatever a stranger sends, it may
/// cost no more than five times what a flat list costs. All of them are refused, by a route that
/// skips members it does not know, and so reads to the end.
enum JSONBodies {
  private static let connections = 4
  private static let bytesMax = 65_536
  private static let ratioMax = 5.0
  private static let flat = Shape("a flat list of numbers") {
    repeated("1,", in: #"{"target": ["#, "1]}")
  }

  private struct Shape {
    let name: String
    let body: String

    init(_ name: String, _ body: () -> String) {
      self.name = name
      self.body = body()
    }
  }

  private static let shapes = [
    Shape("escapes") { repeated(#"\n"#, in: #"{"target": ""#, #""}"#) },
    Shape("escaped pairs") { repeated(#"\ud83d\ude00"#, in: #"{"target": ""#, #""}"#) },
    Shape("text that is not ASCII") { repeated("é", in: #"{"target": ""#, #""}"#) },
    Shape("one long number") { repeated("1", in: #"{"target": "#, "}") },
    Shape("one long fraction") { repeated("1", in: #"{"target": 0."#, "}") },
    Shape("space") { repeated(" ", in: #"{"target": "#, "1}") },
    Shape("one text") { repeated("x", in: #"{"target": ""#, #""}"#) },
    Shape("exponents") { repeated("1e9,", in: #"{"target": ["#, "1]}") },
    Shape("empty texts") { repeated(#""","#, in: #"{"target": ["#, "1]}") },
    Shape("small lists") { repeated("[1],", in: #"{"target": ["#, "1]}") },
    Shape("small objects") { repeated(#"{"a":1},"#, in: #"{"target": ["#, "1]}") },
    Shape("deep lists") {
      let levels = 30
      let deep = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
      return repeated(deep + ",", in: #"{"target": ["#, "1]}")
    },
    Shape("short names") { named { String($0, radix: 36) } },
    Shape("names that begin the same") { named { String(repeating: "p", count: 50) + "\($0)" } },
    Shape("escaped names") { named { "\\u0061\($0)" } },
    Shape("names that are not ASCII") { named { "e\u{301}é\($0)" } },
    // Of one length and one sum, which meet where hashes are simple and not seeded.
    Shape("names that meet in simple hashes") {
      named { number in
        (0..<13).map { number >> $0 & 1 == 0 ? "Aa" : "BB" }.joined()
      }
    },
  ]

  static func run(_ bench: Bench) throws -> [Comparison] {
    let api = Contestant(name: "api") { try Services.startAPI() }
    let goals = shapes.map { Goal(over($0), .atMost(ratioMax)) }
    return [
      try bench.compare(
        "json: CPU of a body of \(bytesMax / 1_024) KiB, and how often that of a flat one", [api],
        ours: [api.name], goals: goals, hasRatios: false
      ) { server in
        let base = try cost(flat, server, bench)
        return [Figure("\(flat.name), µs", base)]
          + (try shapes.map { shape in
            let cost = try cost(shape, server, bench)
            return base.flatMap { base in cost.map { Figure(over(shape), $0 / base) } }
          })
      }
    ]
  }

  private static func over(_ shape: Shape) -> String { shape.name }

  private static func cost(_ shape: Shape, _ server: Server, _ bench: Bench) throws -> Double? {
    let head = [
      "POST /outcomes HTTP/1.1", "Host: 127.0.0.1", "Content-Length: \(shape.body.utf8.count)", "",
      "",
    ]
    let request = Array((head.joined(separator: "\r\n") + shape.body).utf8)
    let callers = try Callers(connections, at: server.port, expecting: 400) { _ in request }
    let seconds = bench.options.seconds / 4
    return try server.cpuMicroseconds { try callers.call(seconds: seconds) }
      .map { $0 / Double(max(1, callers.answered)) }
  }

  /// As many as fit between `begin` and `end`.
  private static func repeated(_ text: String, in begin: String, _ end: String) -> String {
    let count = (bytesMax - begin.utf8.count - end.utf8.count) / text.utf8.count
    return begin + String(repeating: text, count: count) + end
  }

  /// An object of as many members as fit.
  private static func named(_ name: (Int) -> String) -> String {
    var text = ""
    var number = 0
    while true {
      let member = "\"\(name(number))\":1,"
      if text.utf8.count + member.utf8.count + #"{"target":1}"#.utf8.count > bytesMax { break }
      text += member
      number += 1
    }
    return "{\(text)\"target\":1}"
  }
}
