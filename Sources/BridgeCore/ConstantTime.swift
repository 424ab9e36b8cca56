/// Compares in a time that depends on the lengths alone, so that a guess learns nothing from how long a refusal took.
package func constantTimeEquals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for index in left.indices { difference |= left[index] ^ right[index] }
    return difference == 0
}

/// ``constantTimeEquals(_:_:)`` for bytes that are no array yet.
package func constantTimeEquals(_ left: some Collection<UInt8>, _ right: some Collection<UInt8>) -> Bool {
    constantTimeEquals(Array(left), Array(right))
}
