import FoundationEssentials
import Testing

/// `Shared/ARCHITECTURE.md` speaks of what is there.
@Suite struct `the page of the house` {
  /// Types of others, and names that stand for any.
  private static let foreign: Set = ["Sendable", "Task", "Type+Topic"]

  @Test func `names types, files and folders that there are`() throws {
    let (files, types) = try Self.inventory()
    let page = try String(contentsOfFile: "\(House.root)/Shared/ARCHITECTURE.md", encoding: .utf8)
    let prose = page.replacing(#/```[^`]*```/#, with: "")
    var named = 0
    for match in prose.matches(of: #/`([A-Z]\w+(?:[\/+.]\w+)*)`/#) {
      let name = String(match.1)
      let parts = name.split { "./".contains($0) }.map(String.init)
      let isFile = files.contains { $0 == name || $0.hasSuffix("/\(name)") }
      let isSuite = parts.count > 1 && types.contains(parts[parts.count - 1])
      if Self.foreign.contains(parts[0]) || name.allSatisfy({ $0.isUppercase || $0 == "_" }) {
        continue
      }
      named += 1
      #expect(isFile || isSuite || types.contains(parts[0]), "there is no \(name)")
    }
    #expect(named > 100)
  }

  /// Paths of all files and folders, and the types that they declare.
  private static func inventory() throws -> (paths: Set<String>, types: Set<String>) {
    var folders = ["Services", "Shared", "Tests"]
    var (paths, types): (Set<String>, Set<String>) = (Set(folders), [])
    while let folder = folders.popLast() {
      for name in try FileManager.default.contentsOfDirectory(atPath: "\(House.root)/\(folder)") {
        let path = "\(folder)/\(name)"
        paths.insert(path)
        var isFolder = false
        _ = FileManager.default.fileExists(
          atPath: "\(House.root)/\(path)", isDirectory: &isFolder)
        if isFolder {
          if name != "data" { folders.append(path) }
        } else if name.hasSuffix(".swift") {
          types.insert(String(name.dropLast(".swift".count)))
          let text = try String(contentsOfFile: "\(House.root)/\(path)", encoding: .utf8)
          types.formUnion(Source(text).declared)
        }
      }
    }
    return (paths, types)
  }
}
