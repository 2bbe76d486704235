import CSystem
import Glibc

/// Calls that concern the process, not one reactor.
extension System {
  /// Monotonic time since boot.
  static var monotonicTime: Duration { .nanoseconds(monotonicNanoseconds) }
  static var monotonicNanoseconds: Int64 { monotonic_nanoseconds() }

  /// The time since 1970, UTC.
  static var wallTime: Duration {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Duration(
      secondsComponent: Int64(time.tv_sec),
      attosecondsComponent: Int64(time.tv_nsec) * 1_000_000_000)
  }

  /// The calendar time of `seconds` since 1970, in UTC.
  static func calendarTime(_ seconds: Int) -> CalendarTime {
    var (time, parts) = (time_t(seconds), tm())
    gmtime_r(&time, &parts)
    return CalendarTime(
      year: Int(parts.tm_year) + 1_900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday),
      hour: Int(parts.tm_hour), minute: Int(parts.tm_min), second: Int(parts.tm_sec),
      weekday: Int(parts.tm_wday))
  }

  package static func message(for number: CInt) -> String { String(cString: strerror(number)) }

  /// Best effort: what cannot be written to standard error has nowhere else to go.
  static func writeStandardError(_ text: String) {
    var text = text
    text.withUTF8 { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }

  /// Wakes the thread that waits on an event descriptor. A full counter means it is awake already.
  static func signal(_ eventDescriptor: CInt) {
    var one: UInt64 = 1
    while Glibc.write(eventDescriptor, &one, 8) < 0 && errno == EINTR {}
  }

  /// Blocks this thread until a blocking event descriptor is signalled.
  static func waitForSignal(_ eventDescriptor: CInt) {
    var count: UInt64 = 0
    while Glibc.read(eventDescriptor, &count, 8) < 0 && errno == EINTR {}
  }

  /// Starts a detached thread that runs `body`.
  static func startThread(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
    let context = Unmanaged.passRetained(ThreadBody(run: body))
    var thread = pthread_t()
    let number = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, context.toOpaque())
    if number != 0 {
      context.release()
      throw SystemError(.thread, number)
    }
    pthread_detach(thread)
  }

  private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void
    init(run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// The signals in the first `count` bytes read from a signal descriptor.
  static func signals(in buffer: borrowing ReadBuffer, bytes count: Int) -> [CInt] {
    let size = MemoryLayout<signalfd_siginfo>.size
    return (0..<count / size).map { index in
      let record = buffer.base + index * size
      return CInt(record.loadUnaligned(as: signalfd_siginfo.self).ssi_signo)
    }
  }

  /// Whether we were started with that signal ignored, or ignore it ourselves.
  static func isIgnored(_ number: CInt) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    // SIG_IGN is a pointer to 1, and functions cannot be compared.
    return action.__sigaction_handler.sa_handler.map { unsafeBitCast($0, to: Int.self) } == 1
  }

  /// Makes a write to a closed pipe fail rather than end the process.
  static func ignoreBrokenPipes() { _ = Glibc.signal(SIGPIPE, SIG_IGN) }

  static var processID: CInt { getpid() }

  /// An environment variable.
  static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// Removes a variable, so that no process we start sees it.
  static func clearEnvironment(_ name: String) { unsetenv(name) }

  /// Closes a descriptor in the processes that we start.
  static func closeOnExec(_ descriptor: CInt) { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
}
