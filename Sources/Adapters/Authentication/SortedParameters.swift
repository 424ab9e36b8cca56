/// The decoded parameters of a form as Twilio signs them: sorted by name in byte order, each name followed by its value,
/// without separators; a repeated name contributes each distinct value once, sorted; blank values count.
func sortedParameters(_ form: DecodedForm) -> [UInt8] {
    form.bytes.withUnsafeBufferPointer { bytes in
        let parameters = sorted(form.fields, in: bytes)
        var output = [UInt8](repeating: 0, count: bytes.count)
        var end = 0
        output.withUnsafeMutableBufferPointer { output in
            var previous: Parameter?
            for parameter in parameters {
                if let previous, !previous.precedes(parameter, of: form.fields, in: bytes) { continue }
                let field = form.fields[parameter.place]
                let text = UnsafeBufferPointer(rebasing: bytes[field.start..<field.end])
                _ = UnsafeMutableBufferPointer(rebasing: output[end...]).update(fromContentsOf: text)
                end += text.count
                previous = parameter
            }
        }
        output.removeLast(output.count - end)
        return output
    }
}

/// Few elements are in order sooner by insertion.
private func sorted(_ fields: [DecodedForm.Field], in bytes: UnsafeBufferPointer<UInt8>) -> [Parameter] {
    var parameters = fields.indices.map { Parameter(place: $0, of: fields[$0], in: bytes) }
    guard parameters.count <= 40 else {
        return parameters.sorted { $0.precedes($1, of: fields, in: bytes) }
    }
    parameters.withUnsafeMutableBufferPointer { parameters in
        var place = 1
        while place < parameters.count {
            let moving = parameters[place]
            var free = place
            while free > 0, moving.precedes(parameters[free &- 1], of: fields, in: bytes) {
                parameters[free] = parameters[free &- 1]
                free &-= 1
            }
            parameters[free] = moving
            place &+= 1
        }
    }
    return parameters
}

/// Two words, because sorting moves them.
private struct Parameter {
    /// The first eight bytes of the name as a big-endian number: most comparisons end here.
    private let beginning: UInt64
    /// The place among the fields.
    let place: Int

    init(place: Int, of field: DecodedForm.Field, in bytes: UnsafeBufferPointer<UInt8>) {
        self.place = place
        let count = min(8, field.split &- field.start)
        var beginning: UInt64 = 0
        for offset in 0..<count { beginning = beginning << 8 | UInt64(bytes[field.start &+ offset]) }
        self.beginning = count == 0 ? 0 : beginning << UInt64(8 &* (8 &- count))
    }

    @inline(__always)
    func precedes(_ other: Parameter, of fields: [DecodedForm.Field], in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        beginning == other.beginning
            ? precedesAtLength(other, of: fields, in: bytes) : beginning < other.beginning
    }

    @inline(never)
    private func precedesAtLength(
        _ other: Parameter,
        of fields: [DecodedForm.Field],
        in bytes: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        let (field, other) = (fields[place], fields[other.place])
        let order = compare(field.start..<field.split, other.start..<other.split, in: bytes)
        guard order == 0 else { return order < 0 }
        return compare(field.split..<field.end, other.split..<other.end, in: bytes) < 0
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
