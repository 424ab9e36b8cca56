/// The decoded parameters of a form as Twilio signs them: sorted by name in byte order, each name followed by its value,
/// without separators; a repeated name contributes each distinct value once, sorted; blank values count.
func sortedParameters(_ body: [UInt8]) throws(DecodingError) -> [UInt8] {
    let form = try FormPairs(body)
    var decoded: [UInt8] = []
    decoded.reserveCapacity(body.count)
    var parameters: [Parameter] = []
    parameters.reserveCapacity(form.pairs.count)
    for pair in form.pairs {
        let start = decoded.count
        form.decode(pair.name, into: &decoded)
        let split = decoded.count
        form.decode(pair.value, into: &decoded)
        parameters.append(Parameter(name: start..<split, value: split..<decoded.count, in: decoded))
    }
    return decoded.withUnsafeBufferPointer { bytes in
        parameters.sort { $0.precedes($1, in: bytes) }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var previous: Parameter?
        for parameter in parameters {
            if let previous, !previous.precedes(parameter, in: bytes) { continue }
            output.append(contentsOf: bytes[parameter.name.lowerBound..<parameter.value.upperBound])
            previous = parameter
        }
        return output
    }
}

private struct Parameter {
    let name: Range<Int>
    let value: Range<Int>
    /// The first eight bytes of the name as a big-endian number: most comparisons end here.
    private let start: UInt64

    init(name: Range<Int>, value: Range<Int>, in bytes: [UInt8]) {
        self.name = name
        self.value = value
        var start: UInt64 = 0
        for offset in 0..<8 {
            start = start << 8 | (offset < name.count ? UInt64(bytes[name.lowerBound + offset]) : 0)
        }
        self.start = start
    }

    func precedes(_ other: Parameter, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        if start != other.start { return start < other.start }
        let order = compare(name, other.name, in: bytes)
        return order == 0 ? compare(value, other.value, in: bytes) < 0 : order < 0
    }
}

/// Byte order: negative, zero or positive; a text precedes its own extensions.
private func compare(_ left: Range<Int>, _ right: Range<Int>, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    for offset in 0..<min(left.count, right.count) {
        let difference = Int(bytes[left.lowerBound + offset]) - Int(bytes[right.lowerBound + offset])
        if difference != 0 { return difference }
    }
    return left.count - right.count
}
