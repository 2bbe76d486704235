import Glibc

/// What was received last, after whatever was kept of what came before.
struct Inbox: ~Copyable {
  /// What one read brings at most.
  private static let readBytesMax = 256 * 1024
  /// What can be kept of the bytes before. Of a longer rest only the end is of interest.
  static let keptBytesMax = 4_096

  private let base = UnsafeMutableRawPointer.allocate(
    byteCount: Inbox.keptBytesMax + Inbox.readBytesMax, alignment: 16)
  private var start = Inbox.keptBytesMax
  private var end = Inbox.keptBytesMax

  enum Outcome { case received, nothing, lost }

  /// Reads once, after the bytes `kept`.
  mutating func receive(_ descriptor: CInt, after kept: [UInt8]) -> Outcome {
    let count = recv(descriptor, base + Inbox.keptBytesMax, Inbox.readBytesMax, 0)
    guard count > 0 else {
      return count < 0 && (errno == EAGAIN || errno == EINTR) ? .nothing : .lost
    }
    start = Inbox.keptBytesMax - kept.count
    end = Inbox.keptBytesMax + count
    kept.withUnsafeBytes { bytes in
      if let source = bytes.baseAddress {
        (base + start).copyMemory(from: source, byteCount: bytes.count)
      }
    }
    return .received
  }

  /// Lends all that is to be read.
  func withBytes(_ body: (RawSpan) -> Void) {
    body(UnsafeRawBufferPointer(start: base + start, count: end - start).bytes)
  }

  deinit { base.deallocate() }
}

extension RawSpan {
  /// Where the next newline is, from `offset` on.
  @inline(__always)
  func newline(from offset: Int) -> Int? {
    withUnsafeBytes { bytes -> Int? in
      guard let base = bytes.baseAddress, offset < bytes.count else { return nil }
      guard let found = memchr(base + offset, 10, bytes.count - offset) else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }
}
