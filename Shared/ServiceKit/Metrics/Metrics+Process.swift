import TinyReactor

extension Metrics {
  /// What every service reports about itself, under the names that Prometheus' own clients use.
  func addProcessMetrics(_ version: Version, log: Log) {
    let start = WallTime.now().sinceEpoch / .seconds(1)
    gauge("process_start_time_seconds", help: "Start time since 1970, in seconds.") { start }
    counter("process_cpu_seconds_total", help: "User and system time, in seconds.") {
      ThisProcess.processorSeconds()
    }
    gauge("process_resident_memory_bytes", help: "Resident memory, in bytes.") {
      ThisProcess.residentBytes().map(Double.init) ?? .nan
    }
    gauge("process_open_fds", help: "Open file descriptors.") {
      ThisProcess.openDescriptors().map(Double.init) ?? .nan
    }
    gauge("process_max_fds", help: "Most file descriptors that may be open.") {
      ThisProcess.descriptorsMax().map(Double.init) ?? .nan
    }
    gauge(
      "build_info", help: "Always 1; the labels say what was built.",
      labels: ["name": version.name, "version": version.version, "swift": version.swift]
    ) { 1 }
    for level in Log.Level.allCases {
      counter("log_lines_total", help: "Log lines written.", labels: ["level": "\(level)"]) {
        Double(log.lines(at: level))
      }
    }
    counter("log_lines_dropped_total", help: "Log lines that nobody took.") { Double(log.dropped) }
  }
}
