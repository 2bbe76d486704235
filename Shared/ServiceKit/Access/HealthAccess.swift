package import TinyHTTP

/// Who may ask a service how it is, at the paths of `Service.isHealthPath`: the one rule for all three.
///
/// A machine that watches is answered whatever it calls us: a container's name, a service's, a load
/// balancer's. A browser is answered under our own names alone: a page elsewhere can have a name of its
/// own lead to this machine (DNS rebinding) and read the answers, but not choose the `Host` that its
/// browser sends, nor keep it from showing that it is one.
package enum HealthAccess {
  /// Throws 421 (RFC 9110 §15.5.20) for a browser that calls us by a `Host` of somebody else.
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

  /// Characters of a name that are repeated to whoever sent it.
  private static let shownMax = 100

  /// Whether there is a field that only browsers send. None of the first three has to be there: `Origin`
  /// is not sent with what a page only reads, it may hide the `Referer`, and `Sec-Fetch-…` goes to secure
  /// addresses alone (W3C Fetch Metadata §2). `Accept-Language` always is (Fetch §4), and monitors have
  /// no use for it.
  private static func isFromBrowser(_ request: HTTPRequest) -> Bool {
    let fields = request.fields
    return ["Origin", "Referer", "Accept-Language"].contains { fields[$0] != nil }
      || fields.hasName(beginningWith: "sec-fetch-")
  }
}
