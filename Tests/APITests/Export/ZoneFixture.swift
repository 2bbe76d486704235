import API
import FoundationEssentials
import Support

/// Zone files of tzdata 2025b, so that these tests say the same wherever they run.
enum ZoneFixture {
  static func bytes(_ name: String) throws -> [UInt8] {
    try decoded((slim1 + slim2).first { $0.name == name })
  }

  /// With every transition until 2037, and a first block.
  static func fatBytes() throws -> [UInt8] { try decoded(fat.first) }

  static func zone(_ name: String) throws -> Zone {
    try TimeZoneFile.zone(name, from: bytes(name))
  }

  static var names: [String] { (slim1 + slim2).map(\.name) }

  private static func decoded(_ file: (name: String, base64: String)?) throws -> [UInt8] {
    guard let file, let data = Data(base64Encoded: file.base64) else {
      throw TestFailure("no fixture")
    }
    return Array(data)
  }
}
