import Dashboard
import ServiceKit
import Support
import Testing
import TinyHTTP
import TinyReactor
import Wire

/// Dashboard and API on real sockets, on the test's own reactor.
@Suite struct SocketTests {
  final class House {
    let reactor: Reactor
    let api = FakeAPI()
    let apiServer: HTTPServer
    let apiPort: ListeningPort
    let viewers: Viewers
    let port: ListeningPort

    init(_ kind: PollerKind, password: String? = nil, token: String? = nil) throws {
      reactor = try kind.makeReactor()
      let local = "tcp:0:interface=127.0.0.1"
      apiServer = HTTPServer(on: reactor, router: api.router)
      apiPort = try ServerEndpoint(local).listen(on: reactor, apiServer)
      let client = APIClient(
        try HTTPClient(on: reactor, base: "http://127.0.0.1:\(apiPort.address.port)"))
      let log = Log(level: .error)
      let timeOfDay = { WallTime.now().rfc3339 }
      let monitor = Monitor(on: reactor, api: client, timeOfDay: timeOfDay)
      if let password { api.identity.add("admin", password, .owner) }
      let door = FrontDoor(on: reactor, api: client, isPasswordSet: password != nil)
      let admission = Admission(
        on: reactor, api: client, door: door, log: log, metrics: Metrics())
      let transcript = Transcript(on: reactor, api: client, timeOfDay: timeOfDay)
      let day = Day(api: client, timeOfDay: timeOfDay)
      viewers = Viewers(
        on: reactor, monitor: monitor, transcript: transcript, day: day, timeOfDay: timeOfDay,
        isLive: admission.isLive)
      let routes = Routes(
        on: reactor, monitor: monitor, transcript: transcript, viewers: viewers, day: day,
        admission: admission, timeOfDay: timeOfDay, log: log)
      let gate = Gate(
        hosts: HostGuard(listen: try ServerEndpoint(local), extra: []), admission: admission)
      var router = Router()
      gate.guards(&router)
      routes.add(to: &router)
      port = try ServerEndpoint(local).listen(
        on: reactor, HTTPServer(on: reactor, router: router))
    }

    var base: String { "http://127.0.0.1:\(port.address.port)" }

    func curl(_ arguments: String...) throws -> String {
      let curl = try ChildProcess(["curl", "-sS", "--max-time", "10"] + arguments)
      try reactor.wait { !curl.isRunning }
      #expect(try curl.waitForExit() == .code(0), "\(curl.errorText)")
      return curl.outputText
    }

    /// A connection that has asked for the updates.
    func watch() throws -> RecordingProtocol {
      let viewer = RecordingProtocol()
      let endpoint = ClientEndpoint.tcp(host: "127.0.0.1", port: port.address.port)
      _ = try reactor.wait(for: endpoint.connect(on: reactor, Factory { _ in viewer }))
      viewer.transport?.write("GET /updates HTTP/1.1\r\nHost: localhost\r\n\r\n")
      return viewer
    }
  }

  @Test(arguments: PollerKind.allCases)
  func `a banner goes from curl to the API and to whoever watches`(_ kind: PollerKind) throws {
    let house = try House(kind)
    let viewer = try house.watch()
    try house.reactor.wait { viewer.text.contains("Welcome") }
    let answer = try house.curl(
      "-L", "--data-urlencode", "banner=From curl", house.base + "/set_banner/")
    #expect(answer.contains("The banner is stored."))
    #expect(answer.contains("From curl"))
    #expect(house.api.banner == "From curl")
    try house.reactor.wait { viewer.text.contains("From curl") }
    viewer.transport?.abortConnection()
    try house.reactor.wait { house.viewers.count == 0 && house.api.followerCount == 0 }
  }

  @Test func `an API that goes is missed at once, and found again`() throws {
    let house = try House(.epoll)
    let before = try house.curl(house.base)
    #expect(before.contains("<b>3</b> people"))
    #expect(!before.contains("does not answer"))
    house.apiPort.stopListening()
    _ = try house.reactor.wait(for: house.apiServer.shutDown())
    let away = try house.curl(house.base)
    #expect(away.contains("The API does not answer (since <time datetime=\"20"), "the real time")
    #expect(away.contains("<b>3</b> people"))
    let server = HTTPServer(on: house.reactor, router: house.api.router)
    let port = house.apiPort.address.port
    let again = try ServerEndpoint("tcp:\(port):interface=127.0.0.1").listen(
      on: house.reactor, server)
    #expect(try !house.curl(house.base).contains("does not answer"))
    again.stopListening()
  }

  @Test func `the login works with a cookie jar`() throws {
    let house = try House(.epoll, password: "correct horse")
    let folder = try TemporaryFolder()
    let jar = folder.path + "/cookies"
    let form = try house.curl("-L", house.base)
    #expect(form.contains("name=\"password\""))
    let page = try house.curl(
      "-L", "-c", jar, "-b", jar, "-d", "name=admin", "--data-urlencode",
      "password=correct horse",
      house.base + "/login")
    #expect(page.contains("<b>3</b> people"))
    #expect(try house.curl("-b", jar, house.base).contains("Log out"))
  }

  @Test(arguments: PollerKind.allCases)
  func `a file of many megabytes goes through whole, however slow the browser`(
    _ kind: PollerKind
  ) throws {
    let house = try House(kind)
    house.api.room.exportParts = 200
    let answer = try house.curl(
      "-o", "/dev/null", "-w", "%{http_code} %{size_download}", "--limit-rate", "20M",
      house.base + "/room/export?format=text")
    #expect(answer == "200 \(200 * 65_536)")
    #expect(try house.curl(house.base).contains("<b>3</b> people"))
  }
}
