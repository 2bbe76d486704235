import Testing
import TinyHTTP
import TinyReactor

private struct Repository: Codable { let name: String }

/// The talk's `deferred_ex_2.py`: fetch a list, then one page for each entry at once, gather them,
/// and print them in the order of the list, whichever came first.
private func run(against router: Router) throws -> [String] {
  let reactor = try Reactor()
  let client = try serve(router, on: reactor)
  var output: [String] = []

  /// The repositories of an organization, with its name.
  func gotRepos(_ body: [UInt8], _ organization: String) throws -> (String, [String]) {
    let repositories = try JSON.decode([Repository].self, from: body)
    return (organization, repositories.map(\.name).sorted())
  }

  /// Returning a Deferred has the next callback wait.
  func gotOrgs(_ body: [UInt8]) throws -> Deferred<[Result<(String, [String]), any Error>]> {
    let organizations = try JSON.decode([Organization].self, from: body).map(\.login).sorted()
    let requests = organizations.map { name in
      client.getPage("/orgs/\(name)/repos").addCallback { try gotRepos($0, name) }
    }
    return DeferredList.all(requests, consumeErrors: true)
  }

  func printOrgs(_ outcomes: [Result<(String, [String]), any Error>]) {
    output.append("Outputting repos")
    for outcome in outcomes {
      switch outcome {
      case .success(let (organization, names)):
        let list = names.isEmpty ? "(none)" : names.joined(separator: ", ")
        output.append("\(organization): \(list)")
      case .failure(let error as PageError): output.append("\(error.path): \(error.status.code)")
      case .failure(let error): output.append("\(error)")
      }
    }
  }

  client.getPage("/users/clokep/orgs")
    .addCallback(gotOrgs)
    .addCallback(printOrgs)
    .addErrback { output.append("\($0)") }
    .addBoth { _ in
      output.append("Shutting down!")
      reactor.stop()
    }

  reactor.run()
  return output
}

@Test func `the second example asks for all at once and prints in order, one of them failing`()
  throws
{
  var router = serveOrganizations(["twisted", "mozilla", "celery", "empty"])
  var waiting: [Deferred<HTTPResponse>] = []
  // Nobody is answered before all have asked, and then in the opposite order.
  router.on(
    .get, "/orgs/:name/repos",
    deferred: { request in
      let name = request.parameters["name"] ?? ""
      let answer = Deferred<HTTPResponse>()
      waiting.append(answer)
      if waiting.count == 4 {
        for answer in waiting.reversed() { answer.callback(.text("")) }
      }
      return answer.addCallback { _ in
        switch name {
        case "mozilla": .text("no such thing\n", .notFound)
        case "empty": .json([Repository]())
        default: .json([Repository(name: "\(name)-web"), Repository(name: "\(name)-core")])
        }
      }
    })
  #expect(
    try run(against: router) == [
      "Outputting repos",
      "celery: celery-core, celery-web",
      "empty: (none)",
      "/orgs/mozilla/repos: 404",
      "twisted: twisted-core, twisted-web",
      "Shutting down!",
    ])
}
