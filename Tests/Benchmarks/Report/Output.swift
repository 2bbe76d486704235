import Glibc

/// Standard output for results, standard error for what is being done.
enum Output {
  private static let isTerminal = isatty(STDERR_FILENO) == 1

  static func print(_ text: String) { write(text, to: STDOUT_FILENO) }

  static func complain(_ text: String) { write("\(clearLine)bench: \(text)\n", to: STDERR_FILENO) }

  /// Says what is being measured: a line that the next one replaces, where that can be.
  static func progress(_ text: String) {
    write(isTerminal ? "\(clearLine)\(text) …" : "\(text)\n", to: STDERR_FILENO)
  }

  static func clearProgress() { write(clearLine, to: STDERR_FILENO) }

  private static var clearLine: String { isTerminal ? "\r\u{1B}[K" : "" }

  private static func write(_ text: String, to descriptor: CInt) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno != EINTR { return }
      rest = rest.dropFirst(max(0, count))
    }
  }
}

/// What the numbers were measured on, in one line.
func describeMachine() -> String {
  let model =
    text("/proc/cpuinfo").split(separator: "\n").first { $0.hasPrefix("model name") }?
    .split(separator: ":").last?.drop { $0 == " " } ?? "unknown CPU"
  let kernel = text("/proc/sys/kernel/osrelease").filter { $0 != "\n" }
  let load = text("/proc/loadavg").split(separator: " ").first ?? "?"
  return "\(sysconf(CInt(_SC_NPROCESSORS_ONLN))) × \(model), Linux \(kernel), load before: \(load)"
}
