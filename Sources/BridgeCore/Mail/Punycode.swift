/// Unicode labels of domains as ASCII and back (RFC 3492, with the parameters of its section 5).
enum Punycode {
    private static let base = 36
    private static let tMin = 1
    private static let tMax = 26
    private static let skew = 38
    private static let damp = 700
    private static let initialBias = 72
    private static let initialN = 128
    /// A label has at most 63 octets (RFC 1035 §2.3.4); what is longer is not read.
    private static let longest = 63

    /// The label that `ascii` (without `xn--`) stands for; nil where it stands for none.
    static func decode(_ ascii: some StringProtocol) -> String? {
        guard ascii.utf8.count <= longest else { return nil }
        let bytes = Array(ascii.utf8)
        let hyphen = bytes.lastIndex(of: UInt8(ascii: "-"))
        var output = bytes[..<(hyphen ?? 0)].map(UInt32.init)
        guard output.allSatisfy({ $0 < 0x80 }) else { return nil }
        var rest = bytes[(hyphen.map { $0 + 1 } ?? 0)...]
        var (n, i, bias) = (initialN, 0, initialBias)
        while !rest.isEmpty {
            let start = i
            var weight = 1
            var k = base
            while true {
                guard let digit = rest.popFirst().flatMap(digit) else { return nil }
                let (step, isTooLarge) = digit.multipliedReportingOverflow(by: weight)
                guard !isTooLarge, i <= Int(Int32.max) - step else { return nil }
                i += step
                let threshold = threshold(k, bias)
                if digit < threshold { break }
                weight *= base - threshold
                guard weight <= Int(Int32.max) else { return nil }
                k += base
            }
            let count = output.count + 1
            bias = adapt(i - start, count: count, isFirst: start == 0)
            n += i / count
            i %= count
            guard let scalar = Unicode.Scalar(UInt32(clamping: n)), scalar.value >= 0x80 else { return nil }
            output.insert(scalar.value, at: i)
            i += 1
        }
        var label = String.UnicodeScalarView()
        for value in output {
            guard let scalar = Unicode.Scalar(value) else { return nil }
            label.append(scalar)
        }
        return String(label)
    }

    /// ASCII for `label`, without `xn--`; nil where it would be longer than a label may be.
    static func encode(_ label: String) -> String? {
        let scalars = label.unicodeScalars.map { Int($0.value) }
        guard scalars.count <= longest else { return nil }
        var output = scalars.filter { $0 < 0x80 }.map { UInt8($0) }
        let basicCount = output.count
        var handled = basicCount
        if basicCount > 0 { output.append(UInt8(ascii: "-")) }
        var (n, delta, bias) = (initialN, 0, initialBias)
        while handled < scalars.count {
            guard let next = scalars.filter({ $0 >= n }).min() else { return nil }
            delta += (next - n) * (handled + 1)
            n = next
            for scalar in scalars {
                if scalar < n { delta += 1 }
                guard scalar == n else { continue }
                append(delta, bias: bias, to: &output)
                bias = adapt(delta, count: handled + 1, isFirst: handled == basicCount)
                delta = 0
                handled += 1
            }
            delta += 1
            n += 1
        }
        return output.count <= longest - 4 ? String(decoding: output, as: UTF8.self) : nil
    }

    private static func append(_ delta: Int, bias: Int, to output: inout [UInt8]) {
        var rest = delta
        var k = base
        while true {
            let threshold = threshold(k, bias)
            guard rest >= threshold else { break }
            output.append(character(threshold + (rest - threshold) % (base - threshold)))
            rest = (rest - threshold) / (base - threshold)
            k += base
        }
        output.append(character(rest))
    }

    private static func threshold(_ k: Int, _ bias: Int) -> Int { min(max(k - bias, tMin), tMax) }

    private static func adapt(_ delta: Int, count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / damp : delta / 2
        delta += delta / count
        var k = 0
        while delta > (base - tMin) * tMax / 2 {
            delta /= base - tMin
            k += base
        }
        return k + (base - tMin + 1) * delta / (delta + skew)
    }

    private static func digit(_ byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte) - 0x61
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte) - 0x41
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) - 0x30 + 26
        default: nil
        }
    }

    private static func character(_ digit: Int) -> UInt8 { UInt8(digit < 26 ? digit + 0x61 : digit - 26 + 0x30) }
}
