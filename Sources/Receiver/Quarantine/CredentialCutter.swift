import BridgeCore

#if canImport(Darwin)
    import Darwin
#else
    import Glibc
#endif

/// Cuts credentials out of bytes: what stands in given places, and known texts wherever they stand.
struct CredentialCutter {
    /// What is to be cut.
    struct Cuts {
        var places: [Range<Int>] = []
        var texts: [[UInt8]] = []

        static func + (left: Cuts, right: Cuts) -> Cuts {
            Cuts(places: left.places + right.places, texts: left.texts + right.texts)
        }
    }

    struct Result {
        /// What is left.
        let masked: MaskedBytes
        /// What was cut out and touches no credential.
        var removed: [[UInt8]] = []
    }

    /// More gaps than any request of a provider has; what needs more is not kept.
    static let gapLimit = 100
    /// Shorter texts are cut in their places only: they stand everywhere by chance.
    static let shortestText = 6

    let digest: ([UInt8]) -> Digest256

    /// Nil where there would be more than ``gapLimit`` gaps.
    func cut(_ bytes: [UInt8], credentials: Cuts, others: Cuts) -> Result? {
        let secret = ranges(of: credentials, in: bytes)
        let all = (secret + ranges(of: others, in: bytes)).sorted {
            ($0.lowerBound, $1.upperBound) < ($1.lowerBound, $0.upperBound)
        }
        var left: [UInt8] = []
        var gaps: [MaskedBytes.Gap] = []
        var removed: [[UInt8]] = []
        var position = 0
        for range in all where range.upperBound > position {
            let start = max(range.lowerBound, position)
            let text = Array(bytes[start..<range.upperBound])
            left += bytes[position..<start]
            gaps.append(MaskedBytes.Gap(offset: left.count, digest: digest(text)))
            if !secret.contains(where: { $0.overlaps(start..<range.upperBound) }) { removed.append(text) }
            guard gaps.count <= Self.gapLimit else { return nil }
            position = range.upperBound
        }
        return Result(masked: MaskedBytes(bytes: left + bytes[position...], gaps: gaps), removed: removed)
    }

    private func ranges(of cuts: Cuts, in bytes: [UInt8]) -> [Range<Int>] {
        cuts.texts.reduce(into: cuts.places.filter { !$0.isEmpty }) { ranges, text in
            ranges += Self.occurrences(of: text, in: bytes, limit: Self.gapLimit + 1)
        }
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
