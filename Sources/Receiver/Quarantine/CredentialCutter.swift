import BridgeCore

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Cuts credentials out of bytes: what stands in given places, and known texts wherever they stand.
struct CredentialCutter {
    /// More gaps than any request of a provider has; what needs more is not kept.
    static let gapLimit = 100
    /// Shorter texts are cut in their places only: they stand everywhere by chance.
    static let shortestText = 6

    let digest: ([UInt8]) -> Digest256

    /// Nil where there would be more than ``gapLimit`` gaps.
    func cut(_ bytes: [UInt8], places: [Range<Int>] = [], texts: [[UInt8]] = []) -> MaskedBytes? {
        var ranges = places.filter { !$0.isEmpty }
        for text in texts {
            ranges += Self.occurrences(of: text, in: bytes, limit: Self.gapLimit + 1)
        }
        guard !ranges.isEmpty else { return MaskedBytes(bytes: bytes) }
        ranges.sort { ($0.lowerBound, $1.upperBound) < ($1.lowerBound, $0.upperBound) }
        var left: [UInt8] = []
        var gaps: [MaskedBytes.Gap] = []
        var position = 0
        for range in ranges where range.upperBound > position {
            let start = max(range.lowerBound, position)
            left += bytes[position..<start]
            gaps.append(MaskedBytes.Gap(offset: left.count, digest: digest(Array(bytes[start..<range.upperBound]))))
            position = range.upperBound
        }
        guard gaps.count <= Self.gapLimit else { return nil }
        return MaskedBytes(bytes: left + bytes[position...], gaps: gaps)
    }

    static func occurrences(of text: [UInt8], in bytes: [UInt8], limit: Int) -> [Range<Int>] {
        guard let first = text.first, text.count <= bytes.count else { return [] }
        var found: [Range<Int>] = []
        bytes.withUnsafeBytes { all in
            guard let base = all.baseAddress else { return }
            text.withUnsafeBytes { wanted in
                guard let wantedBase = wanted.baseAddress else { return }
                var position = 0
                while position <= all.count - wanted.count, found.count < limit {
                    let room = all.count - wanted.count - position + 1
                    guard let hit = memchr(base + position, Int32(first), room) else { return }
                    let start = UnsafeRawPointer(hit) - base
                    if memcmp(hit, wantedBase, wanted.count) == 0 {
                        found.append(start..<start + wanted.count)
                        position = start + wanted.count
                    } else {
                        position = start + 1
                    }
                }
            }
        }
        return found
    }
}
