/// Counters and gauges, written in Prometheus' text format 0.0.4.
///
/// Counting costs an addition; everything else happens when /metrics is requested. A name has one
/// kind and one help text; its samples differ in labels.
package final class Metrics {
  package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  /// Something that only grows, and starts at 0 with the process.
  package final class Counter {
    package var value = 0
  }

  private enum Source {
    case counter(Counter)
    case reading(() -> Double)
  }

  private struct Family {
    let name: String
    let kind: String
    let help: String
    var samples: [(labels: String, source: Source)] = []
  }

  private var families: [Family] = []

  package init() {}

  /// The counter with that name and those labels, the same one each time.
  package func counter(
    _ name: String, help: String, labels: [String: String] = [:]
  ) -> Counter {
    let labels = Self.rendered(labels)
    let place = family(name, "counter", help)
    if case .counter(let known)? = families[place].samples.first(where: { $0.labels == labels })?
      .source
    {
      return known
    }
    let counter = Counter()
    families[place].samples.append((labels, .counter(counter)))
    return counter
  }

  /// A counter kept elsewhere, read for each /metrics.
  package func counter(
    _ name: String, help: String, labels: [String: String] = [:], _ read: @escaping () -> Double
  ) {
    add(.reading(read), to: family(name, "counter", help), labels)
  }

  /// A value that goes up and down, read for each /metrics.
  package func gauge(
    _ name: String, help: String, labels: [String: String] = [:], _ read: @escaping () -> Double
  ) {
    add(.reading(read), to: family(name, "gauge", help), labels)
  }

  /// The answer to /metrics.
  package func rendered() -> String {
    var text = ""
    for family in families {
      text += "# HELP \(family.name) \(Self.escaped(family.help, quotes: false))\n"
      text += "# TYPE \(family.name) \(family.kind)\n"
      for sample in family.samples {
        text += "\(family.name)\(sample.labels) \(Self.rendered(sample.source))\n"
      }
    }
    return text
  }

  private func add(_ source: Source, to place: Int, _ labels: [String: String]) {
    let labels = Self.rendered(labels)
    precondition(
      !families[place].samples.contains { $0.labels == labels },
      "\(families[place].name)\(labels) is there twice")
    families[place].samples.append((labels, source))
  }

  private func family(_ name: String, _ kind: String, _ help: String) -> Int {
    if let place = families.firstIndex(where: { $0.name == name }) {
      precondition(families[place].kind == kind, "\(name) is a \(families[place].kind)")
      return place
    }
    precondition(Self.isName(name), "\(name) is not a metric name")
    families.append(Family(name: name, kind: kind, help: help))
    return families.count - 1
  }

  // MARK: - The format

  private static func rendered(_ source: Source) -> String {
    switch source {
    case .counter(let counter): return String(counter.value)
    case .reading(let read):
      let value = read()
      if value.isNaN { return "NaN" }
      if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
      return Int(exactly: value).map(String.init) ?? String(value)
    }
  }

  private static func rendered(_ labels: [String: String]) -> String {
    if labels.isEmpty { return "" }
    let pairs = labels.sorted { $0.key < $1.key }.map { name, value in
      precondition(isName(name) && !name.contains(":"), "\(name) is not a label name")
      return "\(name)=\"\(escaped(value, quotes: true))\""
    }
    return "{\(pairs.joined(separator: ","))}"
  }

  private static func escaped(_ text: String, quotes: Bool) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\"" where quotes: result += "\\\""
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// `[a-zA-Z_:][a-zA-Z0-9_:]*`
  private static func isName(_ name: String) -> Bool {
    name.utf8.enumerated().allSatisfy { place, byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "_"), UInt8(ascii: ":"):
        true
      case UInt8(ascii: "0")...UInt8(ascii: "9"): place > 0
      default: false
      }
    } && !name.isEmpty
  }
}
