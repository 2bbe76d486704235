import Glibc
import Support

@main
enum Main {
  static func main() {
    do {
      try run(Options(Array(CommandLine.arguments.dropFirst())))
    } catch Interruption.signalled {
      Output.complain("interrupted")
      exit(130)
    } catch {
      Output.complain("\(error)")
      exit(1)
    }
  }

  private static func run(_ options: Options) throws {
    if options.wantsHelp { return Output.print(Options.help) }
    Interruption.watch()
    Sockets.raiseDescriptorLimit()
    let bench = Bench(options: options)
    try bench.requireExecutables()
    let machine = describeMachine()
    try Placement.takeOwn()
    if !options.isJSON { Output.print("\(machine)\n\n") }
    var comparisons: [Comparison] = []
    for benchmark in options.benchmarks {
      for comparison in try bench.run(benchmark) {
        comparisons.append(comparison)
        if !options.isJSON { Output.print("\(comparison.table)\n") }
      }
    }
    if options.isJSON {
      Output.print(try JSONReport(machine: machine, comparisons).text())
    }
  }
}
