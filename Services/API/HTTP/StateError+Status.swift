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
    case .alreadyBanned, .tooManyBans, .alreadyMuted, .tooManyMutes, .tooManyNotes, .botNameTaken,
      .tooManyBots, .adminNameTaken, .tooManyAdmins, .firstNotOwner, .lastOwner, .tokenNameTaken,
      .tooManyTokens, .alreadyFiltered, .tooManyFilters, .tooManyHeld, .heldBeingReleased:
      .conflict
    case .noSuchBan, .noSuchMute, .noSuchNote, .noSuchBot, .noSuchAdmin, .noSuchToken,
      .noSuchFilter,
      .noSuchHeld:
      .notFound
    case .sessionOutdated: .unauthorized
    case .noRoomForOrders: .serviceUnavailable
    }
  }

  package var fields: HTTPFields {
    status == .unauthorized ? HTTPFields([AccessRules.challenge]) : HTTPFields()
  }
}

extension LoginProblem: HTTPResponseError {
  package var status: HTTPStatus {
    switch self {
    case .wrong, .wrongCode, .needed, .noAdmins: .unauthorized
    case .wrongOld: .forbidden
    case .tooOften: .tooManyRequests
    }
  }

  package var fields: HTTPFields {
    switch self {
    case .wrong, .wrongCode, .needed, .noAdmins: HTTPFields([AccessRules.challenge])
    case .wrongOld: HTTPFields()
    case .tooOften: HTTPFields([("Retry-After", "\(secondsToWait)")])
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

extension AdminProblem: HTTPResponseError {
  package var status: HTTPStatus { .badRequest }
}

extension TooManyLines: HTTPResponseError {
  package var status: HTTPStatus { .contentTooLarge }
}

extension TooFast: HTTPResponseError {
  package var status: HTTPStatus { .tooManyRequests }
  package var fields: HTTPFields { HTTPFields([("Retry-After", "\(seconds)")]) }
}
