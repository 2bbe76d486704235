import Support
import Testing

/// The dashboard behind the real nginx, whose `proxy_pass` puts the name in it into `Host`.
@Suite(.enabled(if: Programs.has("nginx"), "nginx is not installed"))
struct NginxTests {
  /// nginx with a port for each way to hand on the host.
  private final class Proxy {
    /// `proxy_pass` with an address, with the name of an upstream, and with `Host $http_host`.
    let (byAddress, byUpstream, asItShould): (Int, Int, Int)
    private let folder: TemporaryFolder
    private let nginx: ChildProcess

    init(before port: Int) throws {
      let folder = try TemporaryFolder()
      self.folder = folder
      let ports = freePorts(3)
      let (byAddress, byUpstream, asItShould) = (ports[0], ports[1], ports[2])
      (self.byAddress, self.byUpstream, self.asItShould) = (byAddress, byUpstream, asItShould)
      let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map { "\($0)_temp_path \(folder.path)/\($0);" }.joined(separator: "\n")
      let configuration = """
        daemon off; master_process off; error_log stderr; pid \(folder.path)/pid;
        events {}
        http {
          access_log off;
          \(paths)
          upstream dash { server 127.0.0.1:\(port); }
          server { listen 127.0.0.1:\(byAddress);
            location / { proxy_pass http://127.0.0.1:\(port); } }
          server { listen 127.0.0.1:\(byUpstream);
            location / { proxy_pass http://dash; } }
          server { listen 127.0.0.1:\(asItShould);
            location / { proxy_pass http://127.0.0.1:\(port); proxy_set_header Host $http_host; } }
        }
        """
      let writer = try ChildProcess(["tee", folder.path + "/nginx.conf"])
      writer.write(configuration)
      writer.closeInput()
      _ = try writer.waitForExit()
      nginx = try ChildProcess(["nginx", "-e", "stderr", "-c", folder.path + "/nginx.conf"])
      while try ChildProcess(["nc.openbsd", "-z", "127.0.0.1", "\(asItShould)"]).waitForExit()
        != .code(0)
      {
        guard nginx.isRunning else { throw TestFailure("nginx: \(nginx.errorText)") }
      }
    }
  }

  /// As a browser posts that has the page from `port` of chat.example.
  private func post(_ house: Installation, by port: Int) throws -> String {
    try house.curl(
      "-i", "--resolve", "chat.example:\(port):127.0.0.1", "-H",
      "Origin: http://chat.example:\(port)", "-d", "banner=Behind+nginx",
      "http://chat.example:\(port)/set_banner/")
  }

  @Test func `as it comes, the refusal says what disagrees and what to set; set so, it works`()
    throws
  {
    let house = try Installation(["DASHBOARD_HOSTS": "chat.example"])
    let proxy = try Proxy(before: house.dashboardPort)
    let byAddress = try post(house, by: proxy.byAddress)
    #expect(byAddress.hasPrefix("HTTP/1.1 403 "))
    #expect(
      byAddress.contains(
        "sent by http://chat.example:\(proxy.byAddress) (Origin) to 127.0.0.1:\(house.dashboardPort) "
          + "(Host)"))
    #expect(
      byAddress.contains("set DASHBOARD_HOSTS=chat.example. nginx does so with proxy_set_header"))

    let byUpstream = try post(house, by: proxy.byUpstream)
    #expect(byUpstream.hasPrefix("HTTP/1.1 421 "))
    #expect(byUpstream.contains("does not go by the name dash (Host)"))

    let asItShould = try post(house, by: proxy.asItShould)
    #expect(asItShould.hasPrefix("HTTP/1.1 303 "))
    #expect(try house.curl("\(house.api)/banner/").contains("Behind nginx"))
  }
}
