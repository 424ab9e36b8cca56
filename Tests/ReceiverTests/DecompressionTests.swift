import Receiver
import TestSupport
import Testing

struct DecompressionTests {
    private let budget = ByteBudget(capacity: 10_000_000)

    private func unpack(_ bytes: [UInt8], _ coding: ContentCoding, limit: Int = 1_000_000) throws -> [UInt8] {
        try Decompression.unpack(bytes, coding: coding, limit: limit, reservation: Reservation(of: budget))
    }

    private static func noise(_ count: Int) -> [UInt8] {
        var random = SeededRandom(seed: 7)
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 300_000])
    func returnsWhatWasPacked(count: Int) throws {
        let bytes = Self.noise(count)

        #expect(try unpack(Packing.pack(bytes, .gzip), .gzip) == bytes)
        #expect(try unpack(Packing.pack(bytes, .deflate), .deflate) == bytes)
        #expect(try unpack(Packing.pack(bytes, .deflate, isRaw: true), .deflate) == bytes)
    }

    @Test func readsSeveralGzipMembers() throws {
        let packed = Packing.pack([1, 2], .gzip) + Packing.pack([3], .gzip)

        #expect(try unpack(packed, .gzip) == [1, 2, 3])
    }

    @Test func stopsASmallBodyThatWouldBecomeHuge() throws {
        let packed = Packing.pack([UInt8](repeating: 0, count: 1_000_001), .gzip)

        #expect(packed.count < 2000)
        #expect(throws: Rejection.tooLarge) { try unpack(packed, .gzip) }
    }

    @Test func countsWhatItUnpacksAgainstTheBudget() throws {
        let budget = ByteBudget(capacity: 1000)
        let packed = Packing.pack([UInt8](repeating: 0, count: 2000), .gzip)

        #expect(throws: Rejection.overloaded) {
            try Decompression.unpack(packed, coding: .gzip, limit: 5000, reservation: Reservation(of: budget))
        }
        #expect(budget.bytesInFlight == 0)
    }

    @Test func refusesWhatIsNotPackedOrEndsEarly() throws {
        let packed = Packing.pack(Self.noise(5000), .gzip)

        for end in stride(from: 0, to: packed.count, by: 97) {
            #expect(throws: Rejection.malformedBody) { try unpack(Array(packed[..<end]), .gzip) }
        }
        #expect(throws: Rejection.malformedBody) { try unpack(Self.noise(100), .gzip) }
        #expect(throws: Rejection.malformedBody) { try unpack(packed + [0], .gzip) }
    }

    @Test(arguments: [
        ("gzip", ContentCoding.gzip), ("X-GZIP", .gzip), ("deflate", .deflate), ("identity", .identity),
        ("", .identity),
    ])
    func knowsACodingByItsName(name: String, coding: ContentCoding) { #expect(ContentCoding(name) == coding) }
}
