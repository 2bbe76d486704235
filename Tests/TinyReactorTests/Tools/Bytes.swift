/// A pattern in which a lost or doubled byte shows.
func bytes(_ count: Int) -> [UInt8] {
  var bytes = Array(UInt8(0)...250)
  while bytes.count < count { bytes += bytes }
  return Array(bytes.prefix(count))
}

/// What is sent of a text.
func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
