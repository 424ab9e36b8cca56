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
