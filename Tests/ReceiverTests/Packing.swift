import CZlib
import Receiver

/// Compresses what a test sends.
enum Packing {
    static func pack(_ bytes: [UInt8], _ coding: ContentCoding, isRaw: Bool = false) -> [UInt8] {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        defer { stream.deallocate() }
        let windowBits = coding == .gzip ? MAX_WBITS + 16 : isRaw ? -MAX_WBITS : MAX_WBITS
        let size = Int32(MemoryLayout<z_stream>.size)
        deflateInit2_(stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, size)
        defer { deflateEnd(stream) }
        var input = bytes
        var output = [UInt8](repeating: 0, count: bytes.count + 1000)
        let count = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                stream.pointee.next_in = input.baseAddress
                stream.pointee.avail_in = UInt32(input.count)
                stream.pointee.next_out = output.baseAddress
                stream.pointee.avail_out = UInt32(output.count)
                deflate(stream, Z_FINISH)
                return output.count - Int(stream.pointee.avail_out)
            }
        }
        return Array(output[..<count])
    }
}
