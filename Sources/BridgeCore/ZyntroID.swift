/// Whether a text that somebody typed may be an id of Zyntro's: letters, digits and hyphens, a digit among them, as in the
/// UUIDs that its API documents. A placeholder such as `<member id>` that nobody filled in is none.
package func mayBeZyntroID(_ text: String) -> Bool {
    text.utf8.contains { $0.isDigit } && text.utf8.allSatisfy { $0.isDigit || $0.isLetter || $0 == UInt8(ascii: "-") }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
    fileprivate var isLetter: Bool { (0x61...0x7A).contains(self | 0x20) }
}
