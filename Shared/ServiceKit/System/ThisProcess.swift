import Glibc
import TinyReactor

/// Calls to the operating system; the only file here that talks to libc.
enum ThisProcess {
  static let addressInUse = EADDRINUSE
  static let addressNotAvailable = EADDRNOTAVAIL
  static let permissionDenied = EACCES
  static let isFolder = EISDIR
  static let notSocket = ENOTSOCK
  static let notThere = ENOENT

  static let standardOutput = STDOUT_FILENO
  static let standardError = STDERR_FILENO

  static func leave(_ status: CInt) -> Never {
    exit(status)
  }
}

// MARK: - Starting and ending

extension ThisProcess {
  /// Opens descriptors 0 to 2 if they are missing. A service started without them would open its
  /// database or a client's socket as number 2, and log into it.
  static func holdStandardDescriptors() {
    while true {
      let descriptor = open("/dev/null", O_RDWR)
      if descriptor > STDERR_FILENO { close(descriptor) }
      if descriptor < 0 || descriptor > STDERR_FILENO { return }
    }
  }

  /// Makes a write to a pipe that nobody reads an error to handle, not the end of the process.
  static func ignoreBrokenPipes() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)  // a file over its limit then fails the write, as a full disk does
  }

  /// Raises the soft limit on descriptors to the hard one: the soft one, often 1,024, is for
  /// programs that use `select`. Best effort.
  static func raiseDescriptorLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  /// Descriptors that we may have open at once.
  static func descriptorsMax() -> Int? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
    return Int(clamping: limit.rlim_cur)
  }

  /// Ends the process with status 0 after `seconds`, or at the next SIGTERM or SIGINT, even when
  /// the loop hangs: a service that was told to stop stops.
  static func exitAfter(seconds: UInt32) {
    var wanted = sigset_t()
    sigemptyset(&wanted)
    for number in [SIGALRM, SIGTERM, SIGINT] {
      signal(number) { _ in _exit(0) }
      sigaddset(&wanted, number)
    }
    pthread_sigmask(SIG_UNBLOCK, &wanted, nil)
    alarm(seconds)
  }
}

// MARK: - Files and descriptors

/// Why a file could not be read, as the end of a sentence.
struct UnreadableFile: Error, CustomStringConvertible {
  let description: String
}

extension ThisProcess {
  /// The first `bytesMax` bytes of a file, or of a pipe that we were started with (`/dev/stdin`,
  /// `/dev/fd/3`). Refuses anything else but a regular file, since nobody may ever write into it,
  /// and gives up on a pipe that has not ended after `patience`.
  static func contents(
    of path: String, bytesMax: Int, patience: Duration
  ) throws(UnreadableFile) -> [UInt8] {
    let end = ContinuousClock.now + patience
    // Opening a FIFO would wait for a writer; a terminal could become our controlling one.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw UnreadableFile(description: System.message(for: errno)) }
    defer { close(descriptor) }
    try refuseEndless(descriptor, path)
    var bytes = [UInt8](repeating: 0, count: bytesMax)
    var filled = 0
    while filled < bytesMax {
      let count = bytes[filled...].withUnsafeMutableBytes { room in
        read(descriptor, room.baseAddress, room.count)
      }
      let number = errno
      if count < 0 && number == EINTR { continue }
      if count < 0 && number == EAGAIN {
        if waitForInput(descriptor, until: end) { continue }
        throw UnreadableFile(description: "It has no end")
      }
      guard count >= 0 else { throw UnreadableFile(description: System.message(for: number)) }
      if count == 0 { break }
      filled += count
    }
    return Array(bytes[..<filled])
  }

  private static func refuseEndless(_ descriptor: CInt, _ path: String) throws(UnreadableFile) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw UnreadableFile(description: System.message(for: errno))
    }
    let isInherited =
      path == "/dev/stdin" || path.hasPrefix("/dev/fd/") || path.hasPrefix("/proc/self/fd/")
    switch status.st_mode & S_IFMT {
    case S_IFREG: return
    case S_IFIFO where isInherited: return
    case S_IFDIR: throw UnreadableFile(description: System.message(for: EISDIR))
    default: throw UnreadableFile(description: "It is a pipe or a device, not a file")
    }
  }

  private static func waitForInput(
    _ descriptor: CInt, until end: ContinuousClock.Instant
  ) -> Bool {
    let rest = end - ContinuousClock.now
    guard rest > .zero else { return false }
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, CInt(rest / .milliseconds(1)) + 1) != 0
  }

  /// Writes all of `text`, waiting as long as it takes: for what a person asked for at a prompt.
  static func print(_ text: String, to descriptor: CInt) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      let number = errno
      if count < 0 && number == EAGAIN {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&entry, 1, -1)
      } else if count < 0 && number != EINTR {
        return
      }
      rest = rest.dropFirst(max(0, count))
    }
  }

  /// Writes a line if it can be written at once; false when it was dropped.
  ///
  /// A pipe that polls as writable has room for `PIPE_BUF` bytes, so a blocking descriptor does not
  /// block. Making it non-blocking instead would also change the terminal we share with the shell.
  static func writeIfReady(_ line: [UInt8], to descriptor: CInt) -> Bool {
    var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    guard poll(&entry, 1, 0) == 1, entry.revents & Int16(POLLOUT) != 0 else { return false }
    return line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } == line.count
  }
}

// MARK: - Time and what the process uses

extension ThisProcess {
  /// User and system time of all threads.
  static func processorSeconds() -> Double {
    var usage = rusage()
    getrusage(CInt(RUSAGE_SELF.rawValue), &usage)
    let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
    let microseconds = usage.ru_utime.tv_usec + usage.ru_stime.tv_usec
    return Double(seconds) + Double(microseconds) / 1e6
  }

  /// Nil where there is no /proc.
  static func residentBytes() -> Int? {
    let file = "/proc/self/statm"
    guard let bytes = try? contents(of: file, bytesMax: 256, patience: .zero) else { return nil }
    let columns = String(decoding: bytes, as: UTF8.self).split(separator: " ")
    guard columns.count > 1, let pages = Int(columns[1]) else { return nil }
    return pages * Int(sysconf(CInt(_SC_PAGESIZE)))
  }

  /// Nil where there is no /proc.
  static func openDescriptors() -> Int? {
    guard let folder = opendir("/proc/self/fd") else { return nil }
    defer { closedir(folder) }
    var entries = 0
    while readdir(folder) != nil { entries += 1 }
    return entries - 3  // ".", ".." and the folder itself
  }
}
