import TinyReactor
import Wire

/// Ends what somebody still says whose input has ended: a person who has pasted by accident, and whose
/// connection was faster than their lines.
///
/// Only who comes from the same address may, and of nobody who still types: behind one address there may
/// be many people. Where many always are, one is named when there is a choice. Everybody reads whose lines
/// were stopped, and by whom. (Lines that wait on one's own connection are stopped by `StopWord`.)
extension Command {
  @Sendable static func stop(_ request: Request) {
    let (room, member) = (request.room, request.member)
    let mine = room.stillHeard(fromAddressOf: member)
    let name = request.argument.text
    if !name.isEmpty {
      guard let other = request.find(name, orLeaving: true) else { return }
      if other.isHere, !other.isFinishing {
        return request.answer("\(other.name.text) is here; /ignore \(name) hides what they say")
      }
      guard mine.contains(where: { $0 === other }) else {
        return request.answer("\(other.name.text) is not from your address")
      }
      return stop([other], request)
    }
    if mine.isEmpty {
      request.answer("nothing of yours waits, and nobody from your address is still heard")
    } else if mine.count > 1, !room.identifies(member.transport.peer) {
      request.answer(
        "\(names(mine)) are still heard, all from your address; say whom: /stop NAME")
    } else {
      stop(mine, request)
    }
  }

  private static func stop(_ others: [Member], _ request: Request) {
    let how = Departure.stopped(by: request.member.name)
    for other in others {
      if other.isHere { request.room.dismiss(other, how) } else { request.room.leave(other, how) }
    }
    request.answer("stopped: \(names(others)) will not be heard any more")
  }

  private static func names(_ members: [Member]) -> String {
    MembershipNews.list(members.map(\.name.text))
  }
}
