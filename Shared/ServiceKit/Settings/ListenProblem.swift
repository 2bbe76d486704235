package import TinyReactor

/// Why a port could not be opened, in a line that says what to do about it.
package struct ListenProblem {
  package let text: String

  package init(_ endpoint: ServerEndpoint, _ error: SystemError) {
    let change = "set \(endpoint.label ?? "it") to another one"
    let label = endpoint.label.map { " (\($0))" } ?? ""
    text = "cannot listen on \(endpoint)\(label): \(Self.advice(endpoint, error, change))"
  }

  private static func advice(
    _ endpoint: ServerEndpoint, _ error: SystemError, _ change: String
  ) -> String {
    switch (error.number, endpoint.isUnix) {
    case (ThisProcess.addressInUse, _):
      "something listens there already; stop it, or \(change)"
    case (ThisProcess.permissionDenied, true):
      "not allowed to make a file there; change the folder's owner or mode, or \(change)"
    case (ThisProcess.permissionDenied, false):
      "not allowed here (ports below 1024 belong to root); \(change)"
    case (ThisProcess.addressNotAvailable, _):
      "no interface of this machine has that address; \(change)"
    case (ThisProcess.isFolder, true):
      "a folder is there; name a file in it that is not there yet, or \(change)"
    case (ThisProcess.notSocket, true):
      "a file that is no socket is there; move it away, or \(change)"
    case (ThisProcess.notThere, true):
      "its folder is not there; make it, or \(change)"
    default:
      "\(error); \(change)"
    }
  }
}
