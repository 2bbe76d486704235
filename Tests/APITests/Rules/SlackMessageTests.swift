import API
import Testing
import TinyHTTP

struct SlackMessageTests {
  /// What Alertmanager 0.27 sends by its own templates.
  static let alertmanager = #"""
    {"channel":"#alerts","username":"Alertmanager","attachments":[{"title":"[FIRING:1] DiskFull (db1)",
    "title_link":"http://am:9093/#/alerts?receiver=chat","pretext":"","text":"disk is 97% full",
    "fallback":"[FIRING:1] DiskFull (db1) | http://am:9093/#/alerts?receiver=chat","callback_id":"",
    "footer":"","color":"danger","mrkdwn_in":["fallback","pretext","text"]}]}
    """#

  /// What Grafana 11 sends to a webhook of Slack.
  static let grafana = #"""
    {"text":"","channel":"","username":"Grafana","attachments":[{"color":"#D63232",
    "title":"[FIRING:1] High load","title_link":"http://g:3000/alerting/list",
    "text":"**Firing**\n\nValue: A=1\nLabels:\n - alertname = High load","fallback":"[FIRING:1] High load",
    "fields":null,"footer":"Grafana v11.1.0","footer_icon":"https://g/i.png","ts":1719490000,
    "mrkdwn_in":["pretext"]}]}
    """#

  /// What GitLab 17 sends for a push.
  static let gitlab = #"""
    {"text":"Ann pushed to branch <http://gl/p/-/commits/main|main> of <http://gl/p|A / p>",
    "attachments":[{"text":"<http://gl/p/-/commit/1|1234>: fix - Ann","color":"#345"}],
    "fallback":"Ann pushed to branch main","username":"Ann","icon_emoji":":gitlab:"}
    """#

  @Test(arguments: [
    (
      alertmanager,
      "[FIRING:1] DiskFull (db1) (http://am:9093/#/alerts?receiver=chat)\ndisk is 97% full"
    ),
    (
      grafana,
      "[FIRING:1] High load (http://g:3000/alerting/list)\n**Firing**\n\nValue: A=1\nLabels:\n"
        + " - alertname = High load"
    ),
    (gitlab, "Ann pushed to branch main (http://gl/p/-/commits/main) of A / p (http://gl/p)"),
    (#"{"text": "x"}"#, "x"), (#"{"text": "x", "attachments": [{"text": "y"}]}"#, "x"),
    (#"{"text": "", "attachments": [{"text": "y"}, {"fallback": "z"}]}"#, "y\nz"),
    (
      #"{"attachments": [{"fallback": "z", "text": "y", "pretext": "p", "title": "t"}]}"#, "p\nt\ny"
    ),
    (#"{"text": null, "attachments": [{"title_link": "l", "text": 7, "title": {"a": [1]}}]}"#, ""),
    (#"{"attachments": [null, 1, [[{"text": "no"}]], {"text": "yes"}]}"#, "yes"),
    (#"{"text": " \n", "attachments": [{"text": "y"}]}"#, "y"),
    (#"{"attachments": null, "text": "x", "blocks": [{"text": {"text": "no"}}]}"#, "x"),
    ("{}", ""), (#"{"text": "a\nb &lt;"}"#, "a\nb <"),
  ])
  func `what senders of alerts post is read, and the rest skipped`(
    body: String, said: String
  ) throws {
    #expect(try SlackMessage(Array(body.utf8)).plainText == said)
  }

  @Test(arguments: [
    "", "x", "[]", "null", #""text""#, #"{"text": 1}"#, #"{"text": ["x"]}"#, #"{"text": {}}"#,
    #"{"attachments": {}}"#, #"{"attachments": "x"}"#, #"{"text": "x"}}"#, #"{"text": "x""#,
    #"{"text": "x", "text": "y"}"#, #"{"text": "\ud800"}"#,
    "{\"a\": " + String(repeating: "[", count: 40) + String(repeating: "]", count: 40) + "}",
  ])
  func `what is no message is refused, and says why`(body: String) {
    #expect {
      try SlackMessage(Array(body.utf8))
    } throws: {
      ($0 as? HTTPError)?.status == .badRequest && ($0 as? HTTPError)?.description.isEmpty == false
    }
  }

  @Test func `no more attachments are read than Slack takes`() throws {
    let list = Array(repeating: #"{"text": "x"}"#, count: 300).joined(separator: ",")
    let message = try SlackMessage(Array("{\"attachments\": [\(list)]}".utf8))
    #expect(message.attachments.count == SlackMessage.attachmentsMax)
  }
}
