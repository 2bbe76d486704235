import Glibc
import Support

@main
enum Main {
  static func main() {
    // What was started is ended on the way out of `status`, which exit would not do.
    exit(status(Array(CommandLine.arguments.dropFirst())))
  }

  private static func status(_ arguments: [String]) -> CInt {
    do {
      let options = try Options(arguments)
      if options.wantsHelp {
        Output.say(Options.help)
        return 0
      }
      Interruption.watch()
      let fuzzer = try Fuzzer(options)
      Output.say("\(try fuzzer.run())\n")
      return 0
    } catch {
      Output.complain("fuzz: \(error)\n")
      return error is Problem ? 64 : 1
    }
  }
}
