import Glibc
import Support
import Testing

/// `Tests/Fuzz/run`, with the executables as they are.
@Suite struct FuzzerTests {
  @Test func `ten seconds of changed inputs find nothing`() throws {
    let fuzzer = try ChildProcess([Programs.ours("fuzz"), "10"])
    #expect(try fuzzer.waitForExit(limit: .seconds(300)) == .code(0), "\(fuzzer.errorText)")
    #expect(fuzzer.outputText.hasPrefix("fuzz: seed "))
    #expect(fuzzer.outputText.split(separator: "\n").count == 1, "\(fuzzer.outputText)")
  }

  @Test(arguments: [
    ("api", SIGKILL, "crashed: api"), ("chat", SIGKILL, "crashed: chat"),
    ("dashboard", SIGSTOP, "hung: dashboard"),
  ])
  func `a service that dies or hangs is found, and all it takes to see it again`(
    _ program: String, _ signal: CInt, _ finding: String
  ) throws {
    let fuzzer = try ChildProcess(
      [Programs.ours("fuzz"), "600", "--seed", "7", "--patience", "10"])
    try fuzzer.waitForErrors("fuzz: seed 7", limit: .seconds(60))
    // One that has just ended by itself is hit in vain.
    while fuzzer.isRunning {
      for pid in try children(of: fuzzer, program) { kill(pid, signal) }
    }
    #expect(try fuzzer.waitForExit(limit: .seconds(120)) == .code(1))
    #expect(fuzzer.errorText.contains("FAILED\nseed 7, input "))
    #expect(fuzzer.errorText.contains(finding), "\(fuzzer.errorText)")
    let saved = try #require(
      fuzzer.errorText.split(whereSeparator: \.isWhitespace)
        .first { $0.hasPrefix("/tmp/netcatchat-fuzz-7-") })
    #expect(access(String(saved), R_OK) == 0)
    unlink(String(saved))
    #expect(try children(of: fuzzer, "chat").isEmpty, "nothing is left running")
  }

  private func children(of parent: ChildProcess, _ program: String) throws -> [pid_t] {
    let script = """
      for file in /proc/[0-9]*/stat; do
        read -r pid name _ parent _ <"$file" || continue
        if [ "$parent $name" = "\(parent.pid) (\(program))" ]; then echo "$pid"; fi
      done 2>/dev/null
      """
    let search = try ChildProcess(["bash", "-c", script])
    _ = try search.waitForExit()
    return search.outputText.split(separator: "\n").compactMap { pid_t($0) }
  }
}
