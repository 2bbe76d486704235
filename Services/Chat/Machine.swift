#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// What the operating system is asked for; the only file here that talks to libc.
enum Machine {
  /// The machine's name; nil when it has none that fits.
  static var name: String? {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count) == 0 else { return nil }
    let name = buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
    return name.isEmpty || name.count == buffer.count ? nil : String(decoding: name, as: UTF8.self)
  }
}
