package import TinyReactor

/// Why a port could not be opened, in a line that says what to do about it.
package struct ListenProblem {
  package let text: String

  package init(_ endpoint: ServerEndpoint, _ setting: String?, _ error: SystemError) {
    let change = "set \(setting ?? "it") to another one"
    let advice =
      switch error.number {
      case System.addressInUse: "something listens there already; stop it, or \(change)"
      case System.permissionDenied:
        "not allowed here (ports below 1024 belong to root); \(change)"
      case System.addressNotAvailable: "no interface of this machine has that address; \(change)"
      default: "\(error)"
      }
    text = "cannot listen on \(endpoint)\(setting.map { " (\($0))" } ?? ""): \(advice)"
  }
}
