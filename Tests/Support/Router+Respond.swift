package import TinyHTTP
package import TinyReactor

extension Router {

  /// What a server would send. Never fails; cancelling it cancels what the handler returned.
  package func respond(to request: HTTPRequest) -> Deferred<HTTPResponse> {
    let response: Deferred<HTTPResponse> =
      switch answer(request) {
      case .now(let response): .succeeded(response)
      case .later(let response): response
      }
    return response.addCallback { [defaultFields] in
      var response = $0
      response.fields.fill(from: defaultFields)
      return response
    }
  }
}
