import TinyHTTP
package import TinyReactor
import Wire

/// The last 24 hours for all pages that show them: asked for when a minute is over and somebody
/// looks, and never otherwise.
package final class Day {
  /// Minutes that are asked for: the curves begin at a whole hour, at least 24 hours back.
  package static let minutesAsked = 25 * 60

  package private(set) var curves = Curves()
  private let api: APIClient
  private let timeOfDay: () -> String
  /// In which the API was asked last and has answered; empty before.
  private var minute = ""
  private var asking: [Deferred<Bool>]?

  /// `timeOfDay` is RFC 3339, UTC.
  package init(api: APIClient, timeOfDay: @escaping () -> String) {
    self.api = api
    self.timeOfDay = timeOfDay
  }

  /// Asks the API, unless it has answered in this minute already; who comes while that is under way
  /// shares it. Fires with whether there is something new; never fails.
  package func refresh() -> Deferred<Bool> {
    let now = String(timeOfDay().prefix("2026-11-24T12:03".count))
    guard now != minute else { return .succeeded(false) }
    let answer = Deferred<Bool>()
    guard asking == nil else {
      asking?.append(answer)
      return answer
    }
    asking = [answer]
    api.samples(Self.minutesAsked).addBoth { result -> Void in
      let isNew = self.take(result.mapError(APIFailure.init), asked: now)
      let waiting = self.asking.take() ?? []
      for answer in waiting { answer.callback(isNew) }
    }
    return answer
  }

  private func take(_ result: Result<SampleList, APIFailure>, asked: String) -> Bool {
    switch result {
    case .success(let list): curves = Curves(list)
    case .failure(.refused(.notFound, _)): curves = .older
    case .failure: return false  // the next to look asks again
    }
    minute = asked
    return true
  }
}
