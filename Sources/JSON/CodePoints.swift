/// Comparison of text by its code points, as JSON (RFC 8259 §8.3) and JMESPath want it: Swift's own `==` takes
/// "é" and "e" with a combining accent for the same text, and its `<` orders by normalised forms.
extension String {
    /// Whether both texts are the same sequence of code points.
    package func hasSameCodePoints(as other: String) -> Bool {
        utf8.count == other.utf8.count && hasSameBytes(as: other)
    }

    /// ``hasSameCodePoints(as:)`` for texts of the same length in UTF-8.
    @inline(never)
    func hasSameBytes(as other: String) -> Bool {
        let same = utf8.withContiguousStorageIfAvailable { left in
            other.utf8.withContiguousStorageIfAvailable { right in
                sameBytes(UnsafeRawBufferPointer(left), UnsafeRawBufferPointer(right))
            }
        }
        return (same ?? nil) ?? utf8.elementsEqual(other.utf8)
    }

    /// Whether this text comes before the other in the order of code points, which is the order of their UTF-8 bytes.
    package func precedesByCodePoints(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }

    /// Feeds the code points to a hasher, consistently with ``hasSameCodePoints(as:)``.
    func hashCodePoints(into hasher: inout Hasher) {
        let hashed: Void? = utf8.withContiguousStorageIfAvailable { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        if hashed == nil {
            Array(utf8).withUnsafeBytes { hasher.combine(bytes: $0) }
        }
        hasher.combine(UInt8(0xFF))
    }
}

/// Whether two buffers hold the same bytes; looks at eight together.
func sameBytes(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
    guard left.count == right.count else { return false }
    var offset = 0
    while offset &+ 8 <= left.count {
        let pair = (
            left.loadUnaligned(fromByteOffset: offset, as: UInt64.self),
            right.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        )
        guard pair.0 == pair.1 else { return false }
        offset &+= 8
    }
    while offset < left.count {
        guard left[offset] == right[offset] else { return false }
        offset &+= 1
    }
    return true
}
