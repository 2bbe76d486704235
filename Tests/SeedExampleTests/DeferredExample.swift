import Testing
import TinyHTTP
import TinyReactor

/// What the talk asks of api.github.com, answered by this machine.
struct Organization: Codable { let login: String }

func serveOrganizations(_ logins: [String]) -> Router {
  var router = Router()
  router.on(.get, "/users/:name/orgs") { _ in .json(logins.map { Organization(login: $0) }) }
  return router
}

/// Listens at a free port and returns a client for it.
func serve(_ router: Router, on reactor: Reactor) throws -> HTTPClient {
  let server = HTTPServer(on: reactor, router: router)
  let port = try ServerEndpoint("tcp:0:interface=127.0.0.1").listen(on: reactor, server)
  return try HTTPClient(on: reactor, base: "http://127.0.0.1:\(port.address.port)")
}

extension HTTPClient {
  /// The body, as twisted.web.client.getPage has it: any answer but a good one is an error.
  func getPage(_ path: String) -> Deferred<[UInt8]> {
    send(HTTPRequest(.get, path)).addCallback { response in
      guard response.status == .ok else { throw PageError(path: path, status: response.status) }
      return response.body
    }
  }
}

struct PageError: Error {
  let path: String
  let status: HTTPStatus
}

/// The talk's `deferred_ex.py`: fetch a list, parse it, print it, and shut down no matter what.
private func run(_ path: String, against router: Router) throws -> (output: [String], errors: Int) {
  let reactor = try Reactor()
  let client = try serve(router, on: reactor)
  var output: [String] = []
  var errors = 0

  // The Deferred.
  client.getPage(path)
    // The callback for a successful request.
    .addCallback { body in
      output.append("Organization request done!")
      let organizations = try JSON.decode([Organization].self, from: body)
      output += organizations.map(\.login).sorted()
    }
    // Before shutdown, log any errors.
    .addErrback { _ in errors += 1 }
    // The callback/errback.
    .addBoth { _ in
      output.append("Shutting down!")
      reactor.stop()
    }

  reactor.run()
  return (output, errors)
}

@Test func `the first example fetches a list, parses and prints it, and shuts down`() throws {
  let router = serveOrganizations(["twisted", "celery", "mozilla"])
  let (output, errors) = try run("/users/clokep/orgs", against: router)
  #expect(
    output == ["Organization request done!", "celery", "mozilla", "twisted", "Shutting down!"])
  #expect(errors == 0)
}

@Test func `the first example shuts down also when the request fails`() throws {
  let (output, errors) = try run("/nowhere", against: serveOrganizations([]))
  #expect(output == ["Shutting down!"])
  #expect(errors == 1)
}

@Test func `the first example shuts down also when the answer is not what it should be`() throws {
  var router = Router()
  router.on(.get, "/users/:name/orgs") { _ in .text("<html>") }
  let (output, errors) = try run("/users/clokep/orgs", against: router)
  #expect(output == ["Organization request done!", "Shutting down!"])
  #expect(errors == 1)
}
