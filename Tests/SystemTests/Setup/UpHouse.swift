import Glibc
import Support

/// A folder for the data, ports, and the stand-in.
struct UpHouse {
  let folder: TemporaryFolder
  let chatPort: Int
  let apiPort: Int
  private let environment: [String: String]

  var api: String { "http://127.0.0.1:\(apiPort)" }

  init() throws {
    folder = try TemporaryFolder()
    // Three each for the chat servers, people's and their own.
    let ports = freePorts(inARow: 8)
    (chatPort, apiPort) = (ports, ports + 6)
    let local = "interface=127.0.0.1"
    environment = [
      "API_DATABASE": "\(folder.path)/netcatchat.db",
      "API_LISTEN": "tcp:\(apiPort):\(local)",
      "CHAT_LISTEN": "tcp:\(chatPort):\(local)",
      "CHAT_HTTP_LISTEN": "tcp:\(ports + 3):\(local)",
      "CHAT_SERVER_ID": "test",
      "DASHBOARD_LISTEN": "tcp:\(ports + 7):\(local)",
      "PATH": "\(folder.path):\(getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin")",
    ]
    try Self.run(
      """
      cat > '\(folder.path)/swift' <<'END'
      #!/bin/sh
      case "$*" in
      --version) echo 'Swift version 6.2' ;;
      *--show-bin-path) echo '\(Programs.ours("api").dropLast(4))' ;;
      esac
      END
      chmod +x '\(folder.path)/swift'
      """)
  }

  func start(_ more: [String: String] = [:], _ arguments: String...) throws -> ChildProcess {
    try start(more, arguments)
  }

  func start(_ more: [String: String], _ arguments: [String]) throws -> ChildProcess {
    let root = #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined()
    return try ChildProcess(
      ["\(root)/Services/up"] + arguments, environment: environment.merging(more) { $1 })
  }

  /// At the first server, or one after it.
  func join(server: Int = 1) throws -> ChildProcess {
    try ChildProcess(Netcat.openbsd.command(port: chatPort + server - 1))
  }

  /// Puts a program of that name before all others on the path of what is started.
  func addProgram(_ name: String, _ script: String) throws {
    try Self.run(
      "printf '#!/bin/sh\\n%s\\n' '\(script)' > '\(folder.path)/\(name)'; chmod +x '\(folder.path)/\(name)'"
    )
  }

  /// The engine that `Services/up` takes, where there is one.
  static let engine = ["valkey-server", "redis-server"].first(where: Programs.has)

  /// What the bus that was started answers.
  func askBus(_ command: String) throws -> String {
    let client = (Self.engine ?? "").replacing("-server", with: "-cli")
    return try Self.run("\(client) -s '\(folder.path)/bus/socket' \(command)")
  }

  /// All that there is, but for Valkey and Redis.
  func pathWithoutEngines() throws -> String {
    let programs = "\(folder.path)/programs"
    try Self.run(
      """
      mkdir '\(programs)'
      for folder in ${PATH//:/ }; do ln -s "$folder"/* '\(programs)' 2>/dev/null; done
      rm -f '\(programs)'/{valkey,redis}-server
      """)
    return "\(folder.path):\(programs)"
  }

  /// The id of a service that `up` has started.
  func process(of part: String, under up: ChildProcess) throws -> pid_t {
    let text = try Self.run(
      """
      for file in /proc/[0-9]*/stat; do
        read -r pid name _ parent _ <"$file" || continue
        if [ "$parent $name" = "\(up.pid) (\(part))" ]; then echo "$pid"; fi
      done 2>/dev/null
      """)
    guard let pid = pid_t(text.prefix { $0 != "\n" }) else {
      throw TestFailure("there is no \(part) under \(up.pid)")
    }
    return pid
  }

  @discardableResult
  static func run(_ script: String) throws -> String {
    let shell = try ChildProcess(["bash", "-c", script])
    _ = try shell.waitForExit()
    return shell.outputText
  }
}
