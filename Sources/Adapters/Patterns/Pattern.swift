import Synchronization

/// A regular expression that searches in time linear in the text: no backtracking, so that no customer's message can
/// stall the request path.
///
/// Syntax: literals, `.`, `[…]`, `\d \w \s \b` and their opposites, `^ $`, groups, `(?:…)`, `|`, `* + ? {n,m}` with
/// lazy forms, and the flags `(?i)` (case does not count), `(?m)` (`^ $` at every line), `(?s)` (`.` takes line ends)
/// at the very start. Back references and look-around do not exist.
final class Pattern: Sendable {
    let program: PatternProgram
    private let walk: PatternWalk

    /// Throws ``PatternError`` with the offset of the fault, counted in Unicode scalars.
    init(_ text: String) throws(PatternError) {
        var parser = PatternParser(text)
        let tree = try parser.parse()
        program = try PatternProgram(tree, flags: parser.flags, groupCount: parser.groupCount)
        walk = PatternWalk(program)
    }

    /// Group 0 is the whole match; a group that took no part is nil.
    func firstMatch(in text: String) -> [String?]? {
        var text = text
        return text.withUTF8 { bytes in
            ranges(in: bytes)?.map { range in
                range.map { String(decoding: UnsafeBufferPointer(rebasing: bytes[$0]), as: UTF8.self) }
            }
        }
    }

    /// One group of the first match; nil where nothing matches or the group took no part.
    func firstMatch(in text: String, group: Int) -> String? {
        var text = text
        return text.withUTF8 { bytes in
            guard let range = ranges(in: bytes)?[group] else { return nil }
            return String(decoding: UnsafeBufferPointer(rebasing: bytes[range]), as: UTF8.self)
        }
    }

    private func ranges(in bytes: UnsafeBufferPointer<UInt8>) -> [Range<Int>?]? {
        guard program.mayMatch(bytes) else { return nil }
        if walk.isFit(forBytes: bytes.count) { return walk.firstMatch(in: bytes) }
        var matcher = PatternMatcher(program: program)
        return matcher.firstMatch(in: bytes)
    }

    /// How many groups may be asked for, the whole match not counted.
    var groupCount: Int { program.groupCount }
}

/// Why a text is no pattern, and where.
struct PatternError: Error, Equatable, CustomStringConvertible {
    let reason: String
    /// Zero-based, in Unicode scalars.
    let offset: Int

    var description: String { "\(reason) at character \(offset + 1) of the pattern" }
}

/// Patterns compiled once; shared by every request of the process and bounded, since a pattern may come from a body.
final class PatternCache: Sendable {
    static let shared = PatternCache(limit: 512)

    private let limit: Int
    private let patterns = Mutex<[String: Pattern]>([:])

    init(limit: Int) { self.limit = limit }

    func pattern(_ text: String) throws(PatternError) -> Pattern {
        if let known = patterns.withLock({ $0[text] }) { return known }
        let compiled = try Pattern(text)
        patterns.withLock { patterns in
            if patterns.count < limit { patterns[text] = compiled }
        }
        return compiled
    }
}
