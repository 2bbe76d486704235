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
    ("api", SIGKILL, "crashed: api"), ("chat", SIGABRT, "crashed: chat"),
    ("dashboard", SIGSTOP, "hung: dashboard"),
  ])
  func `a service that dies or hangs is found, and all it takes to see it again`(
    _ program: String, _ signal: CInt, _ finding: String
  ) throws {
    let fuzzer = try ChildProcess(
      [Programs.ours("fuzz"), "600", "--seed", "7", "--patience", "5"])
    try fuzzer.waitForErrors("fuzz: seed 7", limit: .seconds(60))
    kill(try #require(try child(of: fuzzer, program)), signal)
    #expect(try fuzzer.waitForExit(limit: .seconds(120)) == .code(1))
    #expect(fuzzer.errorText.contains("FAILED\nseed 7, input "))
    #expect(fuzzer.errorText.contains(finding), "\(fuzzer.errorText)")
    let saved = try #require(
      fuzzer.errorText.split(whereSeparator: \.isWhitespace)
        .first { $0.hasPrefix("/tmp/netcatchat-fuzz-7-") })
    #expect(access(String(saved), R_OK) == 0)
    unlink(String(saved))
    #expect(try child(of: fuzzer, "chat") == nil, "nothing is left running")
  }

  private func child(of parent: ChildProcess, _ program: String) throws -> pid_t? {
    let search = try ChildProcess(["pgrep", "-P", "\(parent.pid)", "-x", program])
    _ = try search.waitForExit()
    return search.outputText.split(separator: "\n").first.flatMap { pid_t($0) }
  }
}
