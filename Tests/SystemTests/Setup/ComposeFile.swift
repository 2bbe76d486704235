import FoundationEssentials
import Support

/// A compose file, read as text: as much of YAML as ours have.
struct ComposeFile {
  let lines: [String]
  /// The lines under each service, by its name; those of what it takes over (`<<: *chat`) come first.
  let services: [String: [String]]

  private static let root = #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined()

  /// `path` is below the top folder.
  init(_ path: String) throws {
    lines = try Self.text(path).split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    var anchors: [String: [String]] = [:]
    for (name, block) in Self.blocks(of: lines, indent: 0) where name.contains(": &") {
      anchors[String(name.split(separator: "&")[1])] = block
    }
    func unfolded(_ block: [String]) -> [String] {
      block.flatMap { line -> [String] in
        guard let list = line.firstRange(of: "<<: ").map({ line[$0.upperBound...] }) else {
          return [line]
        }
        let indent = line.prefix { $0 == " " }
        return list.filter { !"[]* ".contains($0) }.split(separator: ",").flatMap {
          unfolded(anchors[String($0)] ?? []).map { String(indent + $0.dropFirst(2)) }
        }
      }
    }
    let below = lines.drop { $0 != "services:" }.dropFirst()
      .prefix { $0.isEmpty || $0.hasPrefix(" ") }
    services = Dictionary(
      uniqueKeysWithValues: Self.blocks(of: Array(below), indent: 2).map {
        (String($0.drop { $0 == " " }.dropLast()), unfolded($1))
      })
  }

  static func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: .init(filePath: "\(root)/\(path)")), as: UTF8.self)
  }

  /// Each line with that indent that opens a block, and what stands below it; no comments.
  private static func blocks(of lines: [String], indent: Int) -> [(String, [String])] {
    var blocks: [(String, [String])] = []
    for line in lines where !line.isEmpty && !line.drop(while: { $0 == " " }).hasPrefix("#") {
      if line.prefix(while: { $0 == " " }).count == indent {
        blocks.append((line, []))
      } else if !blocks.isEmpty {
        blocks[blocks.count - 1].1.append(line)
      }
    }
    return blocks
  }

  /// What stands under `key:` of a service: the items of a list, or the lines of a map.
  func items(of service: String, _ key: String) -> [String] {
    (services[service] ?? []).drop { $0 != "    \(key):" }.dropFirst()
      .prefix { $0.hasPrefix("      ") }
      .map { $0.dropFirst(6) }.map { $0.hasPrefix("- ") ? String($0.dropFirst(2)) : String($0) }
  }

  /// The value of `key: value` of a service; nil where there is none.
  func value(of service: String, _ key: String) -> String? {
    (services[service] ?? []).last { $0.hasPrefix("    \(key): ") }
      .map { String($0.dropFirst(6 + key.utf8.count)) }
  }

  /// Its variables with their defaults, such as `API_TOKEN:-`.
  var variables: Set<String> {
    Set(lines.flatMap { $0.matches(of: #/\$\{([^}]*)\}/#).map { String($0.1) } })
  }

  /// The lines from `first` to the next empty one.
  func paragraph(from first: String) -> [String] {
    Array(lines.drop { $0 != first }.prefix { !$0.isEmpty })
  }
}
