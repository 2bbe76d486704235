import TinyHTTP

/// Why somebody is not logged in, in words for them.
package enum LoginWords {
  package static let wrong = "That is not the right name and password."

  /// With ADMIN_PASSWORD set for the dashboard alone.
  package static let nobody =
    "Nobody can log in: ADMIN_PASSWORD is set for the dashboard, but the API knows no admin. Start the API "
    + "with ADMIN_PASSWORD set, too: it then makes the owner admin with that password."

  package static func full(_ seconds: Int64) -> String {
    "Too many are trying to log in, so your password was not looked at. Try again in \(seconds) s. A "
      + "browser that has logged in before does not wait for others."
  }

  /// The API has not judged it.
  package static func notJudged(_ failure: APIFailure) -> String {
    let why = explanation(failure)
    return failure.isCallersFault ? why : "\(why) So nobody can log in."
  }

  /// It is not known whether somebody has to log in.
  package static func unknown(_ failure: APIFailure) -> String {
    "\(explanation(failure)) It knows who may see this page, so nothing is shown until it answers."
  }

  private static func explanation(_ failure: APIFailure) -> String {
    if case .refused(.notFound, _) = failure {
      return "This API is older than the dashboard: it knows no admins."
    }
    return failure.explanation
  }
}
