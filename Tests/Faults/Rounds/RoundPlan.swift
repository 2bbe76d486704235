/// How large a round is, and how long it takes.
struct RoundPlan {
  var talkersPerServer = 3
  var listenersPerServer = 3
  /// Of each talker.
  var linesPerSecond = 20
  /// Talk before the fault, and after it was healed.
  var before = Duration.seconds(2)
  var after = Duration.seconds(3)
  /// Counts are to be true this long after the fault was healed.
  var countsDue = Duration.seconds(2)
  /// How long something stays away is drawn from here; engines and servers that are started again
  /// come back after a part of it.
  var away = 0.2...8.0
  /// What the others take a silent server for dead after, and as long as they may take for it.
  var silence = Duration.seconds(12)
  /// For what has to come in the end: slow machines are no fault.
  var patience = Duration.seconds(30)

  static let quick: RoundPlan = {
    var plan = RoundPlan()
    (plan.talkersPerServer, plan.listenersPerServer) = (2, 2)
    (plan.before, plan.after) = (.seconds(1), .seconds(2))
    plan.away = 2.0...2.0
    plan.patience = .seconds(90)
    return plan
  }()
}
