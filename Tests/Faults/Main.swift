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
      guard Programs.has(options.engine) || Programs.isThere(options.engine) else {
        throw Problem("there is no \(options.engine): apt-get install redis-server, or --engine")
      }
      Interruption.watch()
      return try Campaign(options).run() ? 0 : 1
    } catch {
      Output.complain("faults: \(error)\n")
      return error is Problem ? 64 : 1
    }
  }
}
