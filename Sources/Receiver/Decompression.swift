import CZlib

/// How a request body is packed on the wire (RFC 9110 §8.4).
package enum ContentCoding: Sendable, Equatable {
    case identity, gzip, deflate

    /// Reads the value of Content-Encoding; nil for a coding, or a stack of codings, that the receiver does not undo.
    package init?(_ value: String) {
        switch value.lowercased() {
        case "", "identity": self = .identity
        case "gzip", "x-gzip": self = .gzip
        case "deflate": self = .deflate
        default: return nil
        }
    }
}

/// Unpacks compressed request bodies within a limit, so that a small body cannot become a huge one.
package enum Decompression {
    private static let chunk = 64 * 1024

    /// - Throws: `tooLarge` beyond `limit` bytes, `overloaded` where the budget is used up, `malformedBody` where the
    ///   bytes are not what the coding promises or end early.
    package static func unpack(
        _ packed: [UInt8],
        coding: ContentCoding,
        limit: Int,
        reservation: Reservation
    ) throws(Rejection) -> [UInt8] {
        guard coding != .identity else { return packed }
        // zlib keeps the address of the stream and refuses another.
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        defer { stream.deallocate() }
        let ready = inflateInit2_(
            stream,
            windowBits(of: packed, coding),
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size)
        )
        guard ready == Z_OK else { throw .overloaded }
        defer { inflateEnd(stream) }
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: chunk)
        var offset = 0
        while true {
            let step = advance(stream, packed, from: offset, into: &buffer)
            guard step.produced <= limit - output.count else { throw .tooLarge }
            guard reservation.grow(by: step.produced) else { throw .overloaded }
            output.append(contentsOf: buffer[..<step.produced])
            offset += step.consumed
            switch step.status {
            case Z_STREAM_END where offset == packed.count: return output
            case Z_STREAM_END where coding == .gzip && inflateReset(stream) == Z_OK: continue
            case Z_OK where step.consumed > 0 || step.produced > 0: continue
            default: throw .malformedBody
            }
        }
    }

    /// Some senders of `deflate` leave the zlib wrapper out; its first two bytes tell (RFC 1950 §2.2).
    private static func windowBits(of packed: [UInt8], _ coding: ContentCoding) -> Int32 {
        guard coding == .deflate else { return MAX_WBITS + 16 }
        guard packed.count >= 2, packed[0] & 15 == 8, (Int(packed[0]) << 8 | Int(packed[1])) % 31 == 0 else {
            return -MAX_WBITS
        }
        return MAX_WBITS
    }

    private static func advance(
        _ stream: UnsafeMutablePointer<z_stream>,
        _ packed: [UInt8],
        from offset: Int,
        into buffer: inout [UInt8]
    ) -> (status: Int32, consumed: Int, produced: Int) {
        packed.withUnsafeBufferPointer { input in
            buffer.withUnsafeMutableBufferPointer { output in
                let available = min(input.count - offset, Int(UInt32.max))
                stream.pointee.next_in = input.baseAddress.map { UnsafeMutablePointer(mutating: $0 + offset) }
                stream.pointee.avail_in = UInt32(available)
                stream.pointee.next_out = output.baseAddress
                stream.pointee.avail_out = UInt32(output.count)
                let status = inflate(stream, Z_NO_FLUSH)
                return (status, available - Int(stream.pointee.avail_in), output.count - Int(stream.pointee.avail_out))
            }
        }
    }
}
