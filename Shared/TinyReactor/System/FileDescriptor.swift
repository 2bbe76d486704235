import Glibc

/// A descriptor that closes itself; nobody else calls `close`.
struct FileDescriptor: ~Copyable, Sendable {
  let number: CInt

  init(owning number: CInt) { self.number = number }

  // Not retried: Linux frees the number even when close is interrupted.
  deinit { _ = close(number) }
}
