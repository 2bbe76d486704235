import Support
import Testing

/// Clients that connect and say nothing, more than there are descriptors.
@Suite struct DescriptorTests {
  /// Opens silent connections to a port, then asks as a newcomer; prints how many newcomers of ten were
  /// answered while the others still held on, then the metrics' lines about descriptors.
  private static let crowd = """
    import resource, socket, sys
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    address = ("127.0.0.1", int(sys.argv[1]))
    silent = []
    for _ in range(int(sys.argv[2])):
        silent.append(socket.create_connection(address, timeout=10))
    def ask(path):
        with socket.create_connection(address, timeout=10) as s:
            s.sendall(b"GET %s HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n" % path)
            answer = b""
            while data := s.recv(65536):
                answer += data
            return answer.decode()
    served = 0
    for _ in range(10):
        try:
            served += ask(b"/livez").startswith("HTTP/1.1 200 ")
        except OSError as error:
            print(error)
    print(f"served {served} of 10")
    print(ask(b"/metrics"))
    """

  @Test(arguments: Installation.Part.allCases)
  func
    `with 1,024 descriptors at most and 1,300 silent connections ten newcomers of ten are served`(
      _ part: Installation.Part
    )
    throws
  {
    let house = try Installation(
      wrapper: ["sh", "-c", #"ulimit -n 1024 && exec "$@""#, "sh"])
    let crowd = try ChildProcess([
      "python3", "-c", Self.crowd, "\(house.httpPort(of: part))", "1300",
    ])
    #expect(try crowd.waitForExit(limit: .seconds(60)) == .code(0), "\(crowd.errorText)")
    #expect(crowd.outputText.contains("served 10 of 10\n"), "\(crowd.outputText.prefix(1_000))")
    #expect(crowd.outputText.contains("process_max_fds 1024\n"))
    #expect(!(try house[part].errorText.contains("turned away")))

    // Nor does anybody hear of it at the other doors.
    let ann = try house.join()
    try ann.waitForOutput("guest-1")
    #expect(try house.setBanner(#"{"banner": "Still here"}"#).contains("SUCCESS"))
  }
}
