package import TinyHTTP

/// Who may ask for a service's health, at the paths of `Service.isHealthPath`: one rule for all
/// three services.
///
/// A monitor is answered whatever it calls us: the name of a container, a service or a load
/// balancer. A browser is answered only under our own names: a foreign page can point a name of its
/// own at this machine (DNS rebinding) and read the answers, but it can neither choose the `Host`
/// that its browser sends nor hide that it is a browser.
package enum HealthAccess {
  /// Throws 421 (RFC 9110 §15.5.20) for a browser whose `Host` is not ours.
  package static func check(
    _ request: HTTPRequest, isOurs: (_ host: String) -> Bool
  ) throws(HTTPError) {
    guard isFromBrowser(request) else { return }
    let host = request.fields["Host"] ?? ""
    guard !isOurs(host) else { return }
    throw HTTPError(
      .misdirectedRequest,
      "this service does not go by the name \(SettingsReader.shown(String(host.prefix(shownMax)))); "
        + "call it by its address or as localhost")
  }

  /// Characters of a name that are quoted back to its sender.
  private static let shownMax = 100

  /// Whether there is a field that only browsers send. Three of them may be missing: `Origin` is
  /// not sent when a page only reads, a page may hide the `Referer`, and `Sec-Fetch-…` goes only to
  /// secure addresses (W3C Fetch Metadata §2). `Accept-Language` is always sent (Fetch §4), and
  /// monitors have no use for it.
  private static func isFromBrowser(_ request: HTTPRequest) -> Bool {
    let fields = request.fields
    return ["Origin", "Referer", "Accept-Language"].contains { fields[$0] != nil }
      || fields.hasName(beginningWith: "sec-fetch-")
  }
}
