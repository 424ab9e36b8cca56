package import NIOCore

/// Gathers a request body into one array while counting it against the adapter's limit and the global budget.
package struct BodyReader {
    /// Beyond this the array is sized by the announced length, in one step; before it, an announcement costs nothing.
    private static let trustedAnnouncement = 256 * 1024

    package private(set) var bytes: [UInt8] = []
    package let reservation: Reservation
    private let limit: Int
    private let announced: Int?

    /// `announced` is the Content-Length, nil for a chunked body.
    package init(limit: Int, announced: Int?, budget: ByteBudget) {
        self.limit = limit
        self.announced = announced
        reservation = Reservation(of: budget)
    }

    /// Adds what arrived; a rejection where it is too much for the adapter or for the budget.
    package mutating func append(_ part: ByteBuffer) -> Rejection? {
        let view = part.readableBytesView
        guard view.count <= limit - bytes.count else { return .tooLarge }
        guard reservation.grow(by: view.count) else { return .overloaded }
        let total = bytes.count + view.count
        if total > bytes.capacity, let announced {
            let room = total <= Self.trustedAnnouncement ? Self.trustedAnnouncement : announced
            bytes.reserveCapacity(max(total, min(announced, room)))
        }
        bytes.append(contentsOf: view)
        return nil
    }
}
