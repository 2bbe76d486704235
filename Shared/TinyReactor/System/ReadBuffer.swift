/// The one buffer a reactor reads into; what it holds is valid until the next read.
struct ReadBuffer: ~Copyable {
  static let bytes = 65_536
  let base = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16)

  /// Lends the first `count` bytes.
  func withSpan(_ count: Int, _ body: (Span<UInt8>) -> Void) {
    let bytes = UnsafeRawBufferPointer(start: base, count: count)
    bytes.withMemoryRebound(to: UInt8.self) { body($0.span) }
  }

  deinit { base.deallocate() }
}
