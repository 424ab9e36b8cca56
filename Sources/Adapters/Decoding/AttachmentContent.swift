import BridgeCore
import Crypto

/// Size and SHA-256 of what a JSON text holds in base64, of the text itself where it is not base64, or of a list of bytes.
struct AttachmentContent {
    /// Bytes after decoding.
    let size: Int
    /// 64 hexadecimal digits.
    let digest: String

    /// `text` are the bytes between the quotes, JSON's escapes still in them.
    init(of text: UnsafeBufferPointer<UInt8>) {
        self = Self(base64: text) ?? Self(size: text.count, hasher: SHA256(over: text))
    }

    /// `list` is what stands between the brackets of an array; nil where that is not bytes written as numbers.
    init?(numbers list: UnsafeBufferPointer<UInt8>) {
        var stream = ByteStream()
        for byte in list {
            guard stream.append(byte) else { return nil }
        }
        guard stream.finish() else { return nil }
        self.init(size: stream.size, hasher: stream.hasher)
    }

    private init(size: Int, hasher: SHA256) {
        self.size = size
        digest = hasher.finalize().withUnsafeBytes { Digest256($0)?.description } ?? ""
    }

    /// Base64 of either alphabet, with blanks, with or without padding; nil for anything else.
    private init?(base64 text: UnsafeBufferPointer<UInt8>) {
        var decoder = Base64Stream()
        var index = 0
        while index < text.count {
            var byte = text[index]
            index += 1
            if byte == UInt8(ascii: "\\") {
                guard let (escaped, length) = unescape(text, at: index) else { return nil }
                byte = escaped
                index += length
            }
            guard decoder.append(byte) else { return nil }
        }
        guard decoder.finish() else { return nil }
        self.init(size: decoder.size, hasher: decoder.hasher)
    }
}

/// What an escape behind a backslash stands for, and how many bytes it takes; nil beyond ASCII.
private func unescape(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> (byte: UInt8, length: Int)? {
    guard index < text.count else { return nil }
    switch text[index] {
    case UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"): return (UInt8(ascii: " "), 1)
    case UInt8(ascii: "u"):
        guard index + 4 < text.count, text[index + 1] == UInt8(ascii: "0"), text[index + 2] == UInt8(ascii: "0"),
            let high = hexDigit(text[index + 3]), let low = hexDigit(text[index + 4])
        else { return nil }
        return (high << 4 | low, 5)
    default: return (text[index], 1)
    }
}

/// Decodes base64 byte by byte and hashes what comes out in pieces.
private struct Base64Stream {
    private(set) var hasher = SHA256()
    private(set) var size = 0
    private var pending: [UInt8] = []
    private var bits: UInt32 = 0
    private var digits = 0
    private var isPadded = false

    private static let chunk = 48 * 1024
    private let table = Base64Stream.values

    init() { pending.reserveCapacity(Self.chunk + 3) }

    mutating func append(_ byte: UInt8) -> Bool {
        let value = table[Int(byte)]
        guard value < 64 else {
            if byte == UInt8(ascii: "=") { isPadded = true }
            return value == Self.blank
        }
        guard !isPadded else { return false }
        bits = bits << 6 | UInt32(value)
        digits += 1
        guard digits == 4 else { return true }
        pending.append(UInt8(truncatingIfNeeded: bits >> 16))
        pending.append(UInt8(truncatingIfNeeded: bits >> 8))
        pending.append(UInt8(truncatingIfNeeded: bits))
        digits = 0
        if pending.count >= Self.chunk { flush() }
        return true
    }

    mutating func finish() -> Bool {
        switch digits {
        case 0: break
        case 2: pending.append(UInt8(truncatingIfNeeded: bits >> 4))
        case 3:
            pending.append(UInt8(truncatingIfNeeded: bits >> 10))
            pending.append(UInt8(truncatingIfNeeded: bits >> 2))
        default: return false
        }
        flush()
        return true
    }

    private mutating func flush() {
        hasher.update(data: pending)
        size += pending.count
        pending.removeAll(keepingCapacity: true)
    }

    private static let blank: UInt8 = 0xFE

    /// The value of every byte: below 64 a digit, ``blank`` for what is passed over, 0xFF for what is no base64.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 0xFF, count: 256)
        let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
        for (value, digit) in digits.enumerated() { values[Int(digit)] = UInt8(value) }
        values[Int(UInt8(ascii: "-"))] = 62
        values[Int(UInt8(ascii: "_"))] = 63
        for byte in " \t\r\n=".utf8 { values[Int(byte)] = blank }
        return values
    }()
}

/// Reads bytes written as numbers with commas between them, and hashes them in pieces.
private struct ByteStream {
    private(set) var hasher = SHA256()
    private(set) var size = 0
    private var pending: [UInt8] = []
    private var number: UInt8?
    private var isComplete = false

    private static let chunk = 48 * 1024

    init() { pending.reserveCapacity(Self.chunk) }

    mutating func append(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            guard !isComplete else { return false }
            let (product, isTooLarge) = (number ?? 0).multipliedReportingOverflow(by: 10)
            let (sum, isLarger) = product.addingReportingOverflow(byte - UInt8(ascii: "0"))
            number = sum
            return !isTooLarge && !isLarger
        case UInt8(ascii: ","): return take()
        default:
            isComplete = number != nil
            return [0x20, 0x09, 0x0A, 0x0D].contains(byte)
        }
    }

    mutating func finish() -> Bool {
        guard take() else { return false }
        flush()
        return true
    }

    private mutating func take() -> Bool {
        guard let number else { return false }
        pending.append(number)
        self.number = nil
        isComplete = false
        if pending.count >= Self.chunk { flush() }
        return true
    }

    private mutating func flush() {
        hasher.update(data: pending)
        size += pending.count
        pending.removeAll(keepingCapacity: true)
    }
}

extension SHA256 {
    fileprivate init(over bytes: UnsafeBufferPointer<UInt8>) {
        self.init()
        update(bufferPointer: UnsafeRawBufferPointer(bytes))
    }
}
