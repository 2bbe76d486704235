import Support

/// A program that people join with, and what the README's table says of it.
struct Client: Sendable, CustomStringConvertible {
  /// What becomes of it when its input has ended after a line.
  enum AfterInput: Sendable {
    /// The line is heard, and it ends with status 0 as soon as the server does.
    case ends
    /// The line is heard, and it goes on to show what others say.
    case stays
    /// The line is heard, it goes on, and shows nothing.
    case staysMute
    /// It ends with status 0, and nobody has heard the line.
    case saysNothing
    /// It does not know the option.
    case refuses
  }

  /// What becomes of it when the server has closed, while its input goes on.
  enum AfterClose: Sendable {
    case ends(status: CInt)
    /// It reads one more line first.
    case endsAfterALine
    /// It reads two more lines at least, and then complains, or is killed.
    case failsAfterLines(status: CInt, saying: String)
  }

  /// Its row in the README.
  let row: String
  /// The Debian package, and the version in Debian 12.
  let package: (name: String, version: String)
  /// A shell command up to its options; `ADDRESS` is where the server's goes.
  let command: String
  /// With which options it does what.
  let afterInput: [(options: String, AfterInput)]
  let afterClose: AfterClose

  var description: String { command }

  var isInstalled: Bool { Programs.has(String(command.prefix { $0 != " " })) }

  /// The command with options, towards a port of this machine.
  func shell(_ options: String = "", port: Int) -> String {
    command.replacing("OPTIONS", with: options).replacing("HOST", with: "127.0.0.1")
      .replacing("PORT", with: "\(port)")
  }

  static let all = [
    Client(
      row: "| nc.openbsd 1.219 | stays; `-N` ends it. `-q 1` is no timer: it waits for the server, "
        + "then 1 s more | ends after one more line |",
      package: ("netcat-openbsd", "1.219"), command: "nc.openbsd OPTIONS HOST PORT",
      afterInput: [("", .stays), ("-N", .ends), ("-q 0", .ends), ("-q 1", .ends)],
      afterClose: .endsAfterALine),
    Client(
      row:
        "| nc.traditional 1.10 | stays; `-q 1` ends it (`-q 0` too, and an answer is lost). Knows "
        + "no `-N` | ends |",
      package: ("netcat-traditional", "1.10"), command: "nc.traditional OPTIONS HOST PORT",
      afterInput: [("", .stays), ("-q 1", .ends), ("-q 0", .ends), ("-N", .refuses)],
      afterClose: .ends(status: 0)),
    Client(
      row: #"| ncat 7.93 | ends; knows no `-N` | stays; "Broken pipe" at the second line |"#,
      package: ("ncat", "7.93"), command: "ncat OPTIONS HOST PORT",
      afterInput: [("", .ends), ("-N", .refuses)],
      afterClose: .failsAfterLines(status: 1, saying: "Broken pipe")),
    Client(
      row:
        "| socat 1.7.4.4 | ends; after 0.5 s without a word from the server as well (`-t 5`: 5 s) "
        + "| ends |",
      package: ("socat", "1.7.4.4"), command: "socat OPTIONS - TCP:HOST:PORT",
      afterInput: [("", .ends), ("-t 5", .ends)], afterClose: .ends(status: 0)),
    Client(
      row: "| busybox 1.35 nc | ends; knows no `-q` and no `-N` | ends |",
      package: ("busybox", "1:1.35"), command: "busybox nc OPTIONS HOST PORT",
      afterInput: [("", .ends), ("-q 1", .refuses), ("-N", .refuses)],
      afterClose: .ends(status: 0)),
    Client(
      row: "| telnet (inetutils 2.4) | sends nothing from a file or a short pipe, status 0 | ends, "
        + "and says so |",
      package: ("inetutils-telnet", "2:2.4"), command: "telnet OPTIONS HOST PORT",
      afterInput: [("", .saysNothing)], afterClose: .ends(status: 0)),
    Client(
      row: #"| plink 0.78 -raw | ends | stays; "Broken pipe" at the second line |"#,
      package: ("putty-tools", "0.78"), command: "plink -batch -raw OPTIONS -P PORT HOST",
      afterInput: [("", .ends)],
      afterClose: .failsAfterLines(status: 1, saying: "Broken pipe")),
    Client(
      row: "| plink 0.78 -telnet | ends | ends |",
      package: ("putty-tools", "0.78"), command: "plink -batch -telnet OPTIONS -P PORT HOST",
      afterInput: [("", .ends)], afterClose: .ends(status: 0)),
    Client(
      row: "| curl 7.88 telnet:// | stays; shows nothing in a pipe without `-N` | stays; "
        + #""Broken pipe" at the second line |"#,
      package: ("curl", "7.88"), command: "curl -sS OPTIONS telnet://HOST:PORT",
      afterInput: [("", .staysMute)],
      afterClose: .failsAfterLines(status: 55, saying: "Broken pipe")),
    Client(
      row: "| bash /dev/tcp | ends | the second line kills the shell (141) |",
      package: ("bash", "5.2"),
      command:
        "bash -c 'exec 3<>/dev/tcp/HOST/PORT; cat <&3 & while read -r line; do echo \"$line\" "
        + ">&3; done; exec 3>&-'",
      afterInput: [("", .ends)],
      // The shell around it says 141: 128 and the signal.
      afterClose: .failsAfterLines(status: 141, saying: "")),
  ]
}
