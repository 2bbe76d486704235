import CCrypt
import Glibc
import ServiceKit

/// The system's own hashing of passwords: `crypt` with yescrypt, as in `/etc/shadow`.
///
/// A hash takes some 20 ms and 16 MiB, which is what makes guessing slow: not on the loop.
package struct Crypt {
  /// Made so far.
  package private(set) var hashes = 0

  package init() {}

  /// The system gave no hash; `code` is its errno.
  package struct Failure: Error, Equatable, CustomStringConvertible {
    let code: CInt
    package var description: String { "crypt: \(String(cString: strerror(code)))" }
  }

  /// Of `$y$`: the scheme, its cost, a salt and the hash.
  private static let scheme = "$y$"

  /// A hash with a salt of its own.
  package mutating func hash(_ password: String) throws(Failure) -> String {
    var setting = [CChar](repeating: 0, count: Int(CRYPT_GENSALT_OUTPUT_SIZE))
    let count = CInt(setting.count)
    let isMade = setting.withUnsafeMutableBufferPointer {
      // Cost 0 is the default of the system, and without bytes the salt is the kernel's random ones.
      crypt_gensalt_rn(Self.scheme, 0, nil, 0, $0.baseAddress, count) != nil
    }
    guard isMade else { throw Failure(code: errno) }
    let salt = String(
      decoding: setting.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return try hash(password, like: salt)
  }

  /// Whether `hash` is that of `password`; takes as long whether it is or not. False for any hash that is
  /// not one of ours.
  package mutating func matches(_ password: String, _ hash: String) throws(Failure) -> Bool {
    // `crypt` would take one without a salt, too.
    let parts = hash.split(separator: "$", omittingEmptySubsequences: false)
    guard hash.hasPrefix(Self.scheme), parts.count == 5, !parts.dropFirst().contains(""),
      crypt_checksalt(hash) == CRYPT_SALT_OK
    else { return false }
    return Secret(hash).matches(try self.hash(password, like: hash))
  }

  /// A hash by the scheme, the cost and the salt of `setting`. What it needs is on the heap: the stack of
  /// a thread may be smaller.
  private mutating func hash(_ password: String, like setting: String) throws(Failure) -> String {
    // A NUL would end it, and the rest would not count.
    precondition(!password.utf8.contains(0), "the rules refuse NUL")
    hashes += 1
    var data: UnsafeMutableRawPointer?
    var size: CInt = 0
    defer { free(data) }
    guard let hash = crypt_ra(password, setting, &data, &size) else { throw Failure(code: errno) }
    return String(cString: hash)
  }
}
