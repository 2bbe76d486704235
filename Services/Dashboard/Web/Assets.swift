/// The files beside this one, which the build embeds: the dashboard is one executable.
package enum Assets {
  /// `/dashboard.css`: one column on a phone, two on a desktop; light and dark as the system says.
  package static let styleSheet =
    text(PackageResources.dashboard_css) + text(PackageResources.room_css)
    + text(PackageResources.people_css) + text(PackageResources.decisions_css)
  /// `/dashboard.js`: keeps what is shown current. It never touches fields to fill in, nor anything
  /// that somebody is using.
  package static let script =
    text(PackageResources.dashboard_js) + text(PackageResources.list_js)
  /// `/page.js`: keys, and times as the browser's clock has them.
  package static let pageScript = text(PackageResources.page_js)
  /// `/room.js`: older lines by scrolling up, and new ones as they are said, on the Room page.
  package static let roomScript = text(PackageResources.room_js)
  /// `/people.js`: many are ticked by one box, on the People page.
  package static let peopleScript = text(PackageResources.people_js)
  /// The picture in the browser's tab: a prompt with the ears of a cat.
  package static let icon = text(PackageResources.favicon_svg)

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
