import BridgeCore

/// A JSON body with every text, or list of bytes, at one of `paths` replaced by `{"size": n, "sha256": "…"}` of the decoded
/// contents.
///
/// One pass over the bytes without building a value, so that twenty megabytes of base64 are never held a second time.
/// Nil where nothing was replaced, also for a body that is not JSON: the parser says what is wrong with it.
func spliceAttachments(_ body: [UInt8], paths: [AttachmentPath]) -> [UInt8]? {
    let splices = body.withUnsafeBufferPointer { bytes -> [Splice] in
        var scanner = AttachmentScanner(bytes: bytes)
        return scanner.value(paths.map { $0.steps[...] }) ? scanner.splices : []
    }
    guard !splices.isEmpty else { return nil }
    var output: [UInt8] = []
    output.reserveCapacity(body.count - splices.reduce(0) { $0 + $1.range.count } + splices.count * 120)
    var position = 0
    for splice in splices {
        output += body[position..<splice.range.lowerBound]
        output += "{\"size\":\(splice.content.size),\"sha256\":\"\(splice.content.digest)\"}".utf8
        position = splice.range.upperBound
    }
    output += body[position...]
    return output
}

/// A text, its quotes included, or a list of bytes that gives way to the size and hash of what it holds.
private struct Splice {
    let range: Range<Int>
    let content: AttachmentContent
}

/// Walks JSON along the paths and skips the rest; it recurses only as deep as the longest path.
private struct AttachmentScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    private(set) var splices: [Splice] = []
    private var index = 0

    init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// Passes one value; `tails` are what is left of the paths that lead through it. False where it is not JSON.
    mutating func value(_ tails: [ArraySlice<AttachmentPath.Step>]) -> Bool {
        skipBlanks()
        guard index < bytes.count else { return false }
        let isTarget = tails.contains { $0.isEmpty }
        switch bytes[index] {
        case UInt8(ascii: "\""):
            let start = index
            guard skipText() else { return false }
            if isTarget {
                let content = AttachmentContent(of: UnsafeBufferPointer(rebasing: bytes[start + 1..<index - 1]))
                splices.append(Splice(range: start..<index, content: content))
            }
            return true
        case UInt8(ascii: "{") where tails.contains { !$0.isEmpty }: return members(tails)
        case UInt8(ascii: "[") where tails.contains { $0.first == .elements }:
            return elements(tails.filter { $0.first == .elements }.map { $0.dropFirst() })
        case UInt8(ascii: "[") where isTarget:
            let start = index
            guard skipValue() else { return false }
            if let content = AttachmentContent(numbers: UnsafeBufferPointer(rebasing: bytes[start + 1..<index - 1])) {
                splices.append(Splice(range: start..<index, content: content))
            }
            return true
        default: return skipValue()
        }
    }

    private mutating func members(_ tails: [ArraySlice<AttachmentPath.Step>]) -> Bool {
        let mayStay = tails.contains { $0.besides != nil }
        /// Of members that are not null.
        var names: Set<[UInt8]> = []
        var staying: [(splices: Range<Int>, besides: [[UInt8]])] = []
        index += 1
        skipBlanks()
        if next(is: "}") { return true }
        repeat {
            skipBlanks()
            let start = index + 1
            guard index < bytes.count, bytes[index] == UInt8(ascii: "\""), skipText() else { return false }
            let name = bytes[start..<index - 1]
            let inner = tails.filter { tail in
                guard case .member(let wanted, _)? = tail.first else { return false }
                return wanted.elementsEqual(name)
            }
            let besides = inner.compactMap(\.besides)
            let first = splices.count
            skipBlanks()
            guard next(is: ":") else { return false }
            skipBlanks()
            if mayStay, index < bytes.count, bytes[index] != UInt8(ascii: "n") { names.insert(Array(name)) }
            guard value(inner.map { $0.dropFirst() }) else { return false }
            if !besides.isEmpty, besides.count == inner.count, first < splices.count {
                staying.append((first..<splices.count, besides))
            }
            skipBlanks()
        } while next(is: ",")
        for place in staying.reversed() where !place.besides.contains(where: names.contains) {
            splices.removeSubrange(place.splices)
        }
        return next(is: "}")
    }

    private mutating func elements(_ tails: [ArraySlice<AttachmentPath.Step>]) -> Bool {
        index += 1
        skipBlanks()
        if next(is: "]") { return true }
        repeat {
            guard value(tails) else { return false }
            skipBlanks()
        } while next(is: ",")
        return next(is: "]")
    }

    /// Passes a value that no path leads into, by its brackets alone.
    private mutating func skipValue() -> Bool {
        var depth = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                guard skipText() else { return false }
                if depth == 0 { return true }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return true }
                depth -= 1
                if depth == 0 {
                    index += 1
                    return true
                }
            case UInt8(ascii: ","):
                if depth == 0 { return true }
            default: break
            }
            index += 1
        }
        return depth == 0
    }

    /// Passes a text from its opening to behind its closing quote.
    private mutating func skipText() -> Bool {
        index += 1
        while index < bytes.count {
            let byte = bytes[index]
            index += byte == UInt8(ascii: "\\") ? 2 : 1
            if byte == UInt8(ascii: "\"") { return true }
        }
        return false
    }

    private mutating func skipBlanks() {
        while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
    }

    private mutating func next(is character: Unicode.Scalar) -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }
}

extension ArraySlice<AttachmentPath.Step> {
    /// The member beside which the one ahead gives way; nil where that needs none.
    fileprivate var besides: [UInt8]? {
        guard case .member(_, let beside)? = first else { return nil }
        return beside
    }
}
