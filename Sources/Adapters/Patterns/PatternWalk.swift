/// Runs a pattern over a short text by trying one way after the other, and remembers which places it tried in vain, so
/// that no way is gone twice and the time stays linear (R. Cox, "Regular Expression Matching in the Wild", the bit-state
/// machine, https://swtch.com/~rsc/regexp/regexp3.html).
///
/// It finds what ``PatternMatcher`` finds, a test compares them. That one keeps a thread for every way at once, which
/// costs seven times as much over the texts of most messages (measured 2026), but memory for longer texts no more.
struct PatternWalk: Sendable {
    private enum Kind: UInt8 {
        case take, split, jump, save, assert, match
    }

    /// An instruction with what deciding about an ASCII character takes.
    private struct Step {
        let kind: Kind
        /// The ASCII scalars that are taken.
        var low: UInt64 = 0
        var high: UInt64 = 0
        /// Where it goes on, or what it saves.
        var target = 0
        /// Where a split goes on if the first way leads nowhere.
        var other = 0
        /// The place among the instructions that several ways lead to; negative for all others.
        var join = -1
        var assertion = PatternAssertion.start

        func takes(_ byte: UInt8) -> Bool {
            (byte < 64 ? low >> UInt64(byte) : high >> UInt64(byte &- 64)) & 1 == 1
        }
    }

    /// A way that is still to be tried, or a save that is undone before the next one.
    private struct Turn {
        /// Negative for a save.
        let counter: Int
        let place: Int
    }

    /// How many places may be remembered; eight kilobytes.
    private static let memory = 1 << 16

    private let program: PatternProgram
    private let steps: [Step]
    /// How many instructions several ways lead to: only there can a way be gone twice.
    private let joins: Int
    private let width: Int

    init(_ program: PatternProgram) {
        self.program = program
        width = 2 * (program.groupCount + 1)
        var steps = program.instructions.map { instruction in
            switch instruction {
            case .scalar, .any, .set:
                var step = Step(kind: .take)
                for scalar in UInt32(0)..<128 where program.takes(instruction, scalar) {
                    if scalar < 64 { step.low |= 1 << UInt64(scalar) } else { step.high |= 1 << UInt64(scalar - 64) }
                }
                return step
            case .split(let first, let second): return Step(kind: .split, target: first, other: second)
            case .jump(let target): return Step(kind: .jump, target: target)
            case .save(let slot): return Step(kind: .save, target: slot)
            case .assertion(let assertion): return Step(kind: .assert, assertion: assertion)
            case .match: return Step(kind: .match)
            }
        }
        var joins = 0
        for (counter, ways) in Self.ways(to: program.instructions).enumerated() where ways > 1 {
            steps[counter].join = joins
            joins += 1
        }
        self.steps = steps
        self.joins = joins
    }

    /// How many ways lead to each instruction.
    private static func ways(to instructions: [PatternProgram.Instruction]) -> [Int] {
        var ways = [Int](repeating: 0, count: instructions.count + 1)
        for (counter, instruction) in instructions.enumerated() {
            switch instruction {
            case .split(let first, let second):
                ways[first] += 1
                ways[second] += 1
            case .jump(let target): ways[target] += 1
            case .match: break
            case .scalar, .any, .set, .assertion, .save: ways[counter + 1] += 1
            }
        }
        return Array(ways.dropLast())
    }

    /// True where the memory suffices for a text of that length.
    func isFit(forBytes count: Int) -> Bool { joins &* (count &+ 1) <= Self.memory }

    /// The leftmost match, by the preferences of its quantifiers and branches, as ``PatternMatcher/firstMatch(in:)``
    /// gives it. The bytes are well-formed UTF-8.
    func firstMatch(in bytes: UnsafeBufferPointer<UInt8>) -> [Range<Int>?]? {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: (joins &* (bytes.count &+ 1)) >> 6 &+ 1) { tried in
            withUnsafeTemporaryAllocation(of: Int.self, capacity: width) { saves in
                tried.initialize(repeating: 0)
                saves.initialize(repeating: -1)
                var run = Run(bytes: bytes, tried: tried, saves: saves)
                run.turns.reserveCapacity(128)
                guard search(&run) else { return nil }
                return (0..<(width / 2)).map { group in
                    let start = saves[2 * group]
                    let end = saves[2 * group + 1]
                    return start < 0 || end < 0 ? nil : start..<end
                }
            }
        }
    }

    /// What one search remembers.
    private struct Run {
        let bytes: UnsafeBufferPointer<UInt8>
        let tried: UnsafeMutableBufferPointer<UInt64>
        let saves: UnsafeMutableBufferPointer<Int>
        var turns: [Turn] = []

        /// True the first time that a join is reached at a place.
        func isNew(_ join: Int, at place: Int) -> Bool {
            let bit = join &* (bytes.count &+ 1) &+ place
            guard tried[bit >> 6] >> UInt64(bit & 63) & 1 == 0 else { return false }
            tried[bit >> 6] |= 1 << UInt64(bit & 63)
            return true
        }

        /// The next way to try, with saves undone on the way; nil where there is none.
        mutating func next() -> Turn? {
            while let turn = turns.popLast() {
                guard turn.counter < 0 else { return turn }
                saves[-1 &- turn.counter] = turn.place
            }
            return nil
        }
    }

    private func search(_ run: inout Run) -> Bool {
        let bytes = run.bytes
        guard !program.isAnchored else { return matches(from: 0, &run) }
        for start in 0...bytes.count {
            guard start < bytes.count else { return program.first.admits(nil) && matches(from: start, &run) }
            // Not in the midst of a scalar.
            guard bytes[start] & 0xC0 != 0x80, program.first.admits(UInt32(bytes[start])) else { continue }
            if matches(from: start, &run) { return true }
        }
        return false
    }

    private func matches(from start: Int, _ run: inout Run) -> Bool {
        steps.withUnsafeBufferPointer { steps in
            var counter = 0
            var place = start
            while true {
                let step = steps[counter]
                switch step.kind {
                case _ where step.join >= 0 && !run.isNew(step.join, at: place): break
                case .take:
                    if let next = self.place(after: step, counter, at: place, in: run.bytes) {
                        place = next
                        counter &+= 1
                        continue
                    }
                case .split:
                    run.turns.append(Turn(counter: step.other, place: place))
                    counter = step.target
                    continue
                case .jump:
                    counter = step.target
                    continue
                case .save:
                    run.turns.append(Turn(counter: -1 &- step.target, place: run.saves[step.target]))
                    run.saves[step.target] = place
                    counter &+= 1
                    continue
                case .assert:
                    if holds(step.assertion, at: place, in: run.bytes) {
                        counter &+= 1
                        continue
                    }
                case .match: return true
                }
                guard let turn = run.next() else { return false }
                counter = turn.counter
                place = turn.place
            }
        }
    }

    /// The place behind the scalar that the step takes; nil where it takes it not.
    private func place(
        after step: Step,
        _ counter: Int,
        at place: Int,
        in bytes: UnsafeBufferPointer<UInt8>
    ) -> Int? {
        guard place < bytes.count else { return nil }
        let byte = bytes[place]
        guard byte >= 0x80 else { return step.takes(byte) ? place &+ 1 : nil }
        let (scalar, length) = PatternMatcher.scalar(at: place, in: bytes)
        guard let scalar, program.takes(program.instructions[counter], scalar) else { return nil }
        return place &+ length
    }

    private func holds(_ assertion: PatternAssertion, at place: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let next = PatternMatcher.scalar(at: place, in: bytes).scalar
        let previous = PatternMatcher.scalar(before: place, in: bytes)
        return program.holds(assertion, between: previous, and: next)
    }
}

extension PatternProgram {
    /// Whether an assertion holds between two scalars; nil is an end of the text.
    func holds(_ assertion: PatternAssertion, between previous: UInt32?, and next: UInt32?) -> Bool {
        switch assertion {
        case .start: previous == nil || (flags.isMultiline && previous == 10)
        case .end: next == nil || (flags.isMultiline && (next == 10 || next == 13))
        case .wordEdge: Self.isWord(previous) != Self.isWord(next)
        case .noWordEdge: Self.isWord(previous) == Self.isWord(next)
        }
    }

    private static func isWord(_ scalar: UInt32?) -> Bool { scalar.map(ScalarSet.word.contains) ?? false }

    /// Whether an instruction takes a scalar; false for one that takes none.
    func takes(_ instruction: Instruction, _ scalar: UInt32) -> Bool {
        switch instruction {
        case .scalar(let wanted): wanted == (flags.foldsCase ? scalar.foldedCase : scalar)
        case .any: flags.dotTakesLineEnds || (scalar != 10 && scalar != 13)
        case .set(let index): sets[index].contains(scalar)
        case .assertion, .split, .jump, .save, .match: false
        }
    }
}
