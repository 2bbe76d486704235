import Glibc

/// The two ends of a pipe; closes them.
package final class Pipe {
  package private(set) var reading: CInt = -1
  package private(set) var writing: CInt = -1

  package init() {
    var ends: [CInt] = [-1, -1]
    pipe(&ends)
    (reading, writing) = (ends[0], ends[1])
  }

  deinit {
    closeReading()
    close(writing)
  }

  package func closeReading() {
    if reading >= 0 { close(reading) }
    reading = -1
  }

  /// What is there now, up to 64 KiB, at least a byte.
  package func take() -> String {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = read(reading, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }
}
