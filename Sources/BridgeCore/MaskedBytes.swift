/// Bytes of a request from which credentials were cut out. What was cut is known by a digest alone, so that it can be put
/// back only by somebody who has it: as a secret of the hook, or sealed beside it (``RefusedRequest/sealed``).
package struct MaskedBytes: Sendable, Equatable {
    /// Where something was cut out.
    package struct Gap: Sendable, Equatable {
        /// In ``MaskedBytes/bytes``; several gaps may have the same.
        package let offset: Int
        /// ``QuarantineStore/digest(of:)`` of what stood there.
        package let digest: Digest256

        package init(offset: Int, digest: Digest256) {
            self.offset = offset
            self.digest = digest
        }
    }

    /// What is left.
    package let bytes: [UInt8]
    /// By their offsets.
    package let gaps: [Gap]

    package init(bytes: [UInt8], gaps: [Gap] = []) {
        self.bytes = bytes
        self.gaps = gaps
    }

    /// The bytes with every gap filled by what `contents` has for its digest, else by `…`.
    package func filled(from contents: [Digest256: [UInt8]]) -> [UInt8] {
        guard !gaps.isEmpty else { return bytes }
        var filled: [UInt8] = []
        var position = 0
        for gap in gaps {
            let offset = min(max(gap.offset, position), bytes.count)
            filled += bytes[position..<offset]
            filled += contents[gap.digest] ?? Self.ellipsis
            position = offset
        }
        return filled + bytes[position...]
    }

    /// As an operator sees it, without any of what was cut out.
    package var shown: [UInt8] { filled(from: [:]) }

    private static let ellipsis = Array("…".utf8)
}
