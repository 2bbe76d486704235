package import TinyHTTP
import Wire

/// The answers that errors from the folders below turn into.
extension StateError: HTTPResponseError {
  package var status: HTTPStatus {
    switch kind {
    case .unknown: .notFound
    case .conflict: .conflict
    case .unavailable, .busy: .serviceUnavailable
    case .unreachable: .badGateway
    case .late: .gatewayTimeout
    }
  }

  package var fields: HTTPFields {
    kind == .busy ? HTTPFields([("Retry-After", "1")]) : HTTPFields()
  }
}

extension ChangeRefusal: HTTPResponseError {
  package var status: HTTPStatus {
    switch self {
    case .alreadyBanned, .tooManyBans, .botNameTaken, .tooManyBots: .conflict
    case .noSuchBan, .noSuchBot: .notFound
    case .noRoomForOrders: .serviceUnavailable
    }
  }
}

extension ZoneProblem: HTTPResponseError {
  package var status: HTTPStatus { isOurs ? .serviceUnavailable : .badRequest }
}

extension BannerProblem: HTTPResponseError {
  package var status: HTTPStatus { .badRequest }
}

extension BanProblem: HTTPResponseError {
  package var status: HTTPStatus { .badRequest }
}

extension BotProblem: HTTPResponseError {
  package var status: HTTPStatus { .badRequest }
}

extension TooManyLines: HTTPResponseError {
  package var status: HTTPStatus { .contentTooLarge }
}

extension TooFast: HTTPResponseError {
  package var status: HTTPStatus { .tooManyRequests }
  package var fields: HTTPFields { HTTPFields([("Retry-After", "\(seconds)")]) }
}
