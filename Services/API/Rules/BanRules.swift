import TinyHTTP
import Wire

/// Why a ban is refused, in words for the person who wants it.
package struct BanProblem: Error, Equatable, CustomStringConvertible {
  package let description: String
}

/// Whom an admin may ban: not everybody by accident, and not this machine itself.
package enum BanRules {
  /// The widest ranges: a 256th of all IPv4 addresses, and more than any provider has of IPv6.
  private static let prefixBitsMin = (ipv4: 8, ipv6: 16)

  /// Addresses of this machine: those of an admin at its console, and of everybody who comes
  /// through a proxy or a tunnel on it.
  private static let loopback = ["127.0.0.0/8", "::1"].compactMap { try? AddressRange($0) }

  /// A name in the form in which people have it.
  package static func check(name: String) throws(BanProblem) -> String {
    do throws(NicknameProblem) {
      return try Nickname(chosen: name).text
    } catch {
      throw BanProblem(description: "nobody can go by \(quoted(name)): \(error)")
    }
  }

  /// Any range in canonical form.
  package static func canonical(_ text: String) throws(BanProblem) -> String {
    try range(text).description
  }

  private static func range(_ text: String) throws(BanProblem) -> AddressRange {
    do throws(AddressRangeProblem) {
      return try AddressRange(text)
    } catch {
      throw BanProblem(description: error.description)
    }
  }

  /// The range in canonical form.
  package static func check(_ text: String) throws(BanProblem) -> String {
    let range = try range(text)
    let bitsMin = range.isIPv6 ? prefixBitsMin.ipv6 : prefixBitsMin.ipv4
    guard range.prefixBits >= bitsMin else {
      throw BanProblem(
        description: "\(range) would lock out too many; the widest range that can be banned is a "
          + "/\(bitsMin). To let nobody in, close the doors")
    }
    guard !loopback.contains(where: range.overlaps) else {
      throw BanProblem(
        description: "\(range) is this machine itself, with everybody who comes through a proxy or "
          + "a tunnel on it; kick or mute them instead")
    }
    return range.description
  }
}
