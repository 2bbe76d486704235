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
    case .alreadyBanned, .tooManyBans: .conflict
    case .noSuchBan: .notFound
    case .noRoomForOrders: .serviceUnavailable
    }
  }
}

extension BannerProblem: HTTPResponseError {
  package var status: HTTPStatus { .badRequest }
}

extension BanProblem: HTTPResponseError {
  package var status: HTTPStatus { .badRequest }
}
