/// The decoded parameters of a form as Twilio signs them: sorted by name in byte order, each name followed by its value,
/// without separators; a repeated name contributes each distinct value once, sorted; blank values count.
func sortedParameters(_ form: DecodedForm) -> [UInt8] {
    form.bytes.withUnsafeBufferPointer { bytes in
        var parameters = form.fields.map { Parameter($0, in: bytes) }
        if parameters.count <= 40 {
            insertionSort(&parameters, in: bytes)
        } else {
            parameters.sort { $0.precedes($1, in: bytes) }
        }
        return [UInt8](unsafeUninitializedCapacity: bytes.count) { output, written in
            var end = 0
            var previous: Parameter?
            for parameter in parameters {
                if let previous, !previous.precedes(parameter, in: bytes) { continue }
                let field = parameter.field
                let text = UnsafeBufferPointer(rebasing: bytes[field.start..<field.end])
                _ = UnsafeMutableBufferPointer(rebasing: output[end...]).update(fromContentsOf: text)
                end += text.count
                previous = parameter
            }
            written = end
        }
    }
}

/// Few elements are in order sooner this way (measured 2026: a third of what the library's sort takes for 23).
private func insertionSort(_ parameters: inout [Parameter], in bytes: UnsafeBufferPointer<UInt8>) {
    parameters.withUnsafeMutableBufferPointer { parameters in
        for place in parameters.indices.dropFirst() {
            let moving = parameters[place]
            var free = place
            while free > 0, moving.precedes(parameters[free &- 1], in: bytes) {
                parameters[free] = parameters[free &- 1]
                free &-= 1
            }
            parameters[free] = moving
        }
    }
}

private struct Parameter {
    let field: DecodedForm.Field
    /// The first eight bytes of the name as a big-endian number: most comparisons end here.
    private let beginning: UInt64

    init(_ field: DecodedForm.Field, in bytes: UnsafeBufferPointer<UInt8>) {
        self.field = field
        let count = min(8, field.split &- field.start)
        var beginning: UInt64 = 0
        for offset in 0..<count { beginning = beginning << 8 | UInt64(bytes[field.start &+ offset]) }
        self.beginning = count == 0 ? 0 : beginning << UInt64(8 &* (8 &- count))
    }

    func precedes(_ other: Parameter, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        if beginning != other.beginning { return beginning < other.beginning }
        let order = compare(field.start..<field.split, other.field.start..<other.field.split, in: bytes)
        guard order == 0 else { return order < 0 }
        return compare(field.split..<field.end, other.field.split..<other.field.end, in: bytes) < 0
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
