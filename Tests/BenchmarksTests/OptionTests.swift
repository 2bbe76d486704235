import Testing

@testable import Benchmarks

@Suite struct OptionTests {
  @Test func `without arguments everything runs`() throws {
    let options = try Options([])
    #expect(options.benchmarks == Options.Benchmark.allCases)
    #expect(options.sizes(default: Fanout.sizes).count == Fanout.sizes.count)
  }

  @Test func `benchmarks and options mix`() throws {
    let options = try Options([
      "flood", "--users", "50", "echo", "--against", "127.0.0.1:1400", "return", "--away", "9",
    ])
    #expect(options.benchmarks == [.flood, .echo, .comeback])
    #expect(options.secondsAway == 9)
    #expect(options.users == 50)
    #expect(options.against == 1400)
    let size = try #require(options.sizes(default: Fanout.sizes).first)
    #expect(size.users == 50 && size.talkers == 20)
  }

  @Test func `lines are so many a second, or so many in all`() throws {
    let options = try Options(["fanout", "transcript", "--lines", "5000"])
    #expect(options.lines == 5_000)
    #expect(options.sizes(default: Fanout.sizes).first?.linesPerSecond == 5_000)
  }

  @Test(arguments: [
    (["nothing"], "nothing is none of its benchmarks"), (["--users"], "--users needs a value"),
    (["--users", "1"], "--users is a number from 2"), (["--seconds", "x"], "not x"),
    (["--against", "example.org:80"], "a server on this machine"),
    (["--against", "127.0.0.1"], "127.0.0.1:PORT"),
  ])
  func `a mistake is told in words`(arguments: [String], words: String) {
    let problem = #expect(throws: Problem.self) { try Options(arguments) }
    #expect(problem?.description.contains(words) == true)
  }

  @Test(arguments: [
    ("Cpus_allowed_list:\t0-1", [0, 1]), ("Name:\tx\nCpus_allowed_list:\t2,5-6\n", [2, 5, 6]),
    ("Cpus_allowed_list:\t3", [3]), ("", []),
  ])
  func `the cores that may be used are read`(status: String, cores: [Int]) {
    #expect(Placement.allowedCores(in: status) == cores)
  }
}
