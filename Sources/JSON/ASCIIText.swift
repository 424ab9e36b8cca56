/// Whether both are the same but for the case of ASCII letters.
package func areSameButForCase(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    for place in 0..<left.count where left[place] != right[place] {
        guard left[place] ^ right[place] == 0x20, (97...122).contains(left[place] | 0x20) else { return false }
    }
    return true
}

extension String {
    /// The text of bytes that are known to be ASCII. Up to fifteen of them need no memory of their own, and are copied in
    /// place sooner than they are decoded.
    package init(ascii bytes: UnsafeBufferPointer<UInt8>) {
        if bytes.count <= 15 {
            self.init(unsafeUninitializedCapacity: bytes.count) { text in
                for place in 0..<bytes.count { text[place] = bytes[place] }
                return bytes.count
            }
        } else {
            self.init(decoding: bytes, as: UTF8.self)
        }
    }
}
