/// Runs a ``PatternProgram`` over the bytes of a text, all ways at once: every character is looked at once by each
/// instruction. Threads and what they saved lie in flat arrays, because a thread lives for one character.
struct PatternMatcher {
    /// A thread that still has to follow jumps, with the place where its saves lie in ``trail``.
    private struct Pending {
        let counter: Int
        let trail: Int
    }

    /// The threads at one place in the order of their preference, and their saves one after the other.
    private struct Threads {
        var counters: [Int] = []
        var saves: [Int] = []

        mutating func removeAll() {
            counters.removeAll(keepingCapacity: true)
            saves.removeAll(keepingCapacity: true)
        }
    }

    /// What an assertion may look at.
    private struct Surroundings {
        let place: Int
        let previous: UInt32?
        let next: UInt32?
    }

    private static let unsaved = -1

    private let program: PatternProgram
    /// How many places a thread saves: two for each group.
    private let width: Int
    /// The step at which an instruction was last added, so that none runs twice at one place.
    private var marks: [Int]
    private var generation = 0
    private var pending: [Pending] = []
    private var trail: [Int] = []
    private var threads = Threads()
    private var survivors = Threads()

    init(program: PatternProgram) {
        self.program = program
        width = 2 * (program.groupCount + 1)
        marks = Array(repeating: 0, count: program.instructions.count)
    }

    /// The leftmost match, by the preferences of its quantifiers and branches: where each group lies, in bytes, nil
    /// for one that took no part; nil where nothing matches.
    mutating func firstMatch(in bytes: UnsafeBufferPointer<UInt8>) -> [Range<Int>?]? {
        var best: [Int]?
        var place = 0
        var previous: UInt32?
        while true {
            let (next, length) = Self.scalar(at: place, in: bytes)
            let here = Surroundings(place: place, previous: previous, next: next)
            if best == nil, previous == nil || !program.isAnchored, program.first.admits(next) {
                generation += threads.counters.isEmpty ? 1 : 0
                trail.append(contentsOf: repeatElement(Self.unsaved, count: width))
                var list = Threads()
                swap(&list, &threads)
                add(0, to: &list, at: here)
                swap(&list, &threads)
                trail.removeAll(keepingCapacity: true)
            }
            if threads.counters.isEmpty, best != nil || next == nil || program.isAnchored { break }
            advance(at: here, to: place + length, in: bytes, best: &best)
            guard next != nil else { break }
            place += length
            previous = next
        }
        return best.map { saves in
            stride(from: 0, to: saves.count, by: 2).map { index in
                saves[index] < 0 || saves[index + 1] < 0 ? nil : saves[index]..<saves[index + 1]
            }
        }
    }

    /// Feeds one scalar to all threads, or the end of the text.
    private mutating func advance(
        at here: Surroundings,
        to following: Int,
        in bytes: UnsafeBufferPointer<UInt8>,
        best: inout [Int]?
    ) {
        guard !threads.counters.isEmpty else { return }
        let after = Surroundings(
            place: following,
            previous: here.next,
            next: Self.scalar(at: following, in: bytes).scalar
        )
        var list = Threads()
        swap(&list, &survivors)
        list.removeAll()
        generation += 1
        for index in threads.counters.indices {
            let counter = threads.counters[index]
            let saves = index * width..<(index + 1) * width
            if case .match = program.instructions[counter] {
                best = Array(threads.saves[saves])
                break
            }
            guard let scalar = here.next, program.takes(program.instructions[counter], scalar) else { continue }
            trail.append(contentsOf: threads.saves[saves])
            add(counter + 1, to: &list, at: after)
            trail.removeAll(keepingCapacity: true)
        }
        swap(&threads, &list)
        swap(&list, &survivors)
    }

    /// Follows jumps, splits, saves and assertions until an instruction that takes a character; the thread's saves lie at
    /// the start of ``trail``.
    private mutating func add(_ counter: Int, to list: inout Threads, at here: Surroundings) {
        pending.append(Pending(counter: counter, trail: 0))
        while let step = pending.popLast() {
            let counter = step.counter
            guard marks[counter] != generation else { continue }
            marks[counter] = generation
            switch program.instructions[counter] {
            case .jump(let target): pending.append(Pending(counter: target, trail: step.trail))
            case .split(let first, let second):
                pending.append(Pending(counter: second, trail: step.trail))
                pending.append(Pending(counter: first, trail: step.trail))
            case .save(let slot):
                let copy = trail.count
                trail.append(contentsOf: trail[step.trail..<(step.trail + width)])
                trail[copy + slot] = here.place
                pending.append(Pending(counter: counter + 1, trail: copy))
            case .assertion(let assertion):
                guard program.holds(assertion, between: here.previous, and: here.next) else { continue }
                pending.append(Pending(counter: counter + 1, trail: step.trail))
            case .scalar, .any, .set, .match:
                list.counters.append(counter)
                list.saves.append(contentsOf: trail[step.trail..<(step.trail + width)])
            }
        }
    }

    /// The scalar that begins at a byte of a text, with its length in bytes; nil at the end. The bytes are a string's
    /// own, and so they are well formed.
    @inline(__always)
    static func scalar(at place: Int, in bytes: UnsafeBufferPointer<UInt8>) -> (scalar: UInt32?, length: Int) {
        guard place < bytes.count else { return (nil, 0) }
        let first = UInt32(bytes[place])
        guard first >= 0x80 else { return (first, 1) }
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        var scalar = first & (0x7F >> UInt32(length))
        for offset in 1..<length where place + offset < bytes.count {
            scalar = scalar << 6 | UInt32(bytes[place + offset]) & 0x3F
        }
        return (scalar, length)
    }

    /// The scalar that ends before a byte of a text; nil at the beginning.
    static func scalar(before place: Int, in bytes: UnsafeBufferPointer<UInt8>) -> UInt32? {
        guard place > 0 else { return nil }
        var start = place - 1
        while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        return scalar(at: start, in: bytes).scalar
    }
}
