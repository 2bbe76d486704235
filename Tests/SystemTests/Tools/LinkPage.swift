import Support

/// A page of another site that links to us, served by Python under the name localhost.
final class LinkPage {
  let url: String
  private let folder: TemporaryFolder
  private let server: ChildProcess

  init(to target: String) throws {
    folder = try TemporaryFolder()
    let port = freePorts(1)[0]
    server = try ChildProcess([
      "python3", "-uc",
      """
      from http.server import BaseHTTPRequestHandler, HTTPServer
      class Page(BaseHTTPRequestHandler):
          def do_GET(self):
              self.send_response(200)
              self.send_header("Content-Type", "text/html")
              self.end_headers()
              self.wfile.write(b"<a href='\(target)'>see the log</a>")
      server = HTTPServer(("127.0.0.1", \(port)), Page)
      print("serving")
      server.serve_forever()
      """,
    ])
    try server.waitForOutput("serving")
    url = "http://localhost:\(port)/"
  }
}
