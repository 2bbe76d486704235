import Glibc
import Support
import Testing

@Suite struct SystemTests {
  @Test func `a banner survives the death of each service in turn`() throws {
    let house = try Installation()
    #expect(try house.setBanner(#"{"banner": "Still here"}"#).contains("SUCCESS"))
    let ann = try house.join()
    try ann.waitForOutput("guest-1")

    try house.kill(.api)
    let ben = try house.join()
    try ben.waitForOutput("guest-2")
    ben.write("without the API\n")
    try ann.waitForOutput("<guest-2> without the API")
    let stale = try house.curl("\(house.dashboard)/")
    #expect(stale.contains("does not answer"), "the dashboard says so")

    try house.start(.api)
    #expect(try house.curl("\(house.api)/banner/").contains("Still here"))
    try house.retry("chat to come back to the API") {
      try house.curl("\(house.api)/users/").contains("2")
    }

    try house.kill(.dashboard)
    ben.write("without the dashboard\n")
    try ann.waitForOutput("<guest-2> without the dashboard")
    try house.start(.dashboard)
    #expect(try house.curl("\(house.dashboard)/").contains("Still here"))

    try house.kill(.chat)
    ann.closeInput()
    _ = try ann.waitForExit()
    try house.retry("the lease of the dead server to run out") {
      try house.curl("\(house.api)/users/").contains("0")
    }
    try house.start(.chat)
    try house.retry("the banner to come back") {
      let cid = try house.join()
      try cid.waitForOutput("guest-1")
      return cid.outputText.hasPrefix("Still here\r\n")
    }
  }

  @Test func `every service answers its health checks`() throws {
    let house = try Installation()
    for port in [house.chatHTTPPort, house.apiPort, house.dashboardPort] {
      let base = "http://127.0.0.1:\(port)"
      for path in ["livez", "readyz", "healthz"] {
        #expect(try house.curl("-o", "/dev/null", "-w", "%{http_code}", "\(base)/\(path)") == "200")
      }
      #expect(try house.curl("\(base)/metrics").contains("process_start_time_seconds"))
      #expect(try house.curl("\(base)/version").contains("\"version\""))
    }
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func `a signal ends every service in order`(_ signal: CInt) throws {
    let house = try Installation()
    for part in Installation.Part.allCases {
      try house[part].signal(signal)
      #expect(try house[part].waitForExit(limit: .seconds(10)) == .code(0), "\(part)")
    }
  }

  @Test func `an old client works unchanged`() throws {
    let house = try Installation()
    let script = """
      import json, sys, urllib.request
      url = sys.argv[1]
      def ask(path, data=None):
          request = urllib.request.Request(url + path, data=data)
          if data is not None:
              # What requests.post(url, data="…") sends: a body without a content type.
              request.add_unredirected_header("Content-type", "")
              request.unredirected_hdrs.pop("Content-type")
              request.has_header = lambda name, has=request.has_header: name == "Content-type" or has(name)
          return json.loads(urllib.request.urlopen(request).read())
      print(ask("/banner/", json.dumps({"banner": "from an old client"}).encode())["status"])
      print(ask("/banner/")["banner"])
      print(ask("/users/")["users"])
      """
    let client = try ChildProcess(["python3", "-c", script, house.api])
    #expect(try client.waitForExit() == .code(0))
    #expect(client.outputText == "SUCCESS\nfrom an old client\n0\n", "\(client.errorText)")
  }
}
