import ServiceKit
import TinyHTTP

/// Why there is no such time zone, in words for the person who asked for it.
package struct ZoneProblem: Error, Equatable, CustomStringConvertible {
  package let description: String
  /// The system is at fault, and not who asked.
  package let isOurs: Bool
}

/// The time zones that this system knows: a folder of files, usually of the package `tzdata`.
///
/// Names come from strangers. libc would take a name that it does not know for UTC, so each is
/// compared with what is in the folder, letter by letter, also where the file system would not
/// mind. `TZ` and `TZDIR` are not read: what an export says must not hang on how it was started.
package struct ZoneFolder: Sendable {
  package static let nameBytesMax = 64
  /// As deep as `America/Argentina/Buenos_Aires`.
  private static let depthMax = 3
  /// Names compared for a hint; there are about 600.
  private static let namesMax = 4_096
  /// In the folder, and no zones: `posixrules` is a default of POSIX, `localtime` this machine's
  /// own zone, `right` counts leap seconds, `posix` repeats all.
  private static let strangers: Set = ["localtime", "posix", "posixrules", "right"]

  package let path: String

  package init(_ path: String = "/usr/share/zoneinfo") { self.path = path }

  /// `UTC` is there even if no file is.
  package func zone(named name: String) throws(ZoneProblem) -> Zone {
    if name == Zone.utc.name { return .utc }
    guard ZoneFiles.entries(of: path)?.isEmpty == false else {
      throw ZoneProblem(
        description: "this system has no time zone data in \(path): install the package tzdata; "
          + "until then there is UTC", isOurs: true)
    }
    if Self.isName(name), isThere(name), let zone = try load(name) { return zone }
    throw ZoneProblem(
      description: "there is no time zone \(quoted(name)); \(hint(for: name))", isOurs: false)
  }

  /// Made of letters, digits, `_+-` and single slashes between them. No dot, so it cannot lead out
  /// of the folder.
  private static func isName(_ name: String) -> Bool {
    guard name.utf8.count <= nameBytesMax else { return false }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return !strangers.contains(String(parts[0]))
      && parts.allSatisfy { part in
        !part.isEmpty
          && part.utf8.allSatisfy { $0.isLetter || $0.isDigit || "_+-".utf8.contains($0) }
      }
  }

  /// Whether each part is an entry of its folder: `open` alone would find `europe/berlin` on a disk
  /// that ignores case.
  private func isThere(_ name: String) -> Bool {
    var folder = path
    for part in name.split(separator: "/") {
      guard ZoneFiles.entries(of: folder)?.contains(String(part)) == true else { return false }
      folder += "/\(part)"
    }
    return true
  }

  /// Nil for a folder, and for a file that is no zone, such as `leapseconds`.
  private func load(_ name: String) throws(ZoneProblem) -> Zone? {
    let file = "\(path)/\(name)"
    switch ZoneFiles.read(file, bytesMax: TimeZoneFile.bytesMax) {
    case .noFile: return nil
    case .failed(let reason):
      throw ZoneProblem(description: "\(file) cannot be read: \(reason)", isOurs: true)
    case .bytes(let bytes):
      guard TimeZoneFile.isOne(bytes) else { return nil }
      do throws(ZoneFileProblem) {
        return try TimeZoneFile.zone(name, from: bytes)
      } catch {
        throw ZoneProblem(
          description: "\(file) is damaged: \(error); install the package tzdata anew", isOurs: true
        )
      }
    }
  }

  // MARK: - What was meant

  private func hint(for name: String) -> String {
    guard name.utf8.count <= Self.nameBytesMax, let nearest = nearest(to: name),
      (try? load(nearest)) != nil
    else { return "their names are like Europe/Berlin, in just these letters" }
    let plus = nearest.contains("+") ? " In a URL a + is written %2B." : ""
    return "did you mean \"\(nearest)\"?\(plus)"
  }

  /// The one with other capitals; or the one whose city it is; or the one with fewest typos.
  private func nearest(to name: String) -> String? {
    let all = names()
    let wanted = Self.folded(name)
    return all.first { Self.folded($0) == wanted }
      ?? all.first { Self.folded($0).hasSuffix("/" + wanted) }
      ?? Suggestion.nearest(to: name, among: all)
  }

  /// A blank is what a `+` in a URL becomes, and what people type between words.
  private static func folded(_ name: String) -> String {
    String(name.lowercased().map { $0 == " " || $0 == "+" ? "_" : $0 })
  }

  private func names() -> [String] {
    var names: [String] = []
    var folders = [""]
    while let folder = folders.popLast(), names.count < Self.namesMax {
      for entry in ZoneFiles.entries(of: "\(path)/\(folder)")?.sorted() ?? [] {
        let name = folder.isEmpty ? entry : "\(folder)/\(entry)"
        guard Self.isName(name) else { continue }
        names.append(name)
        if name.split(separator: "/").count < Self.depthMax { folders.append(name) }
      }
    }
    return names
  }
}
