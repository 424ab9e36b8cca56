/// A pattern as instructions for a Pike machine (R. Cox, "Regular Expression Matching: the Virtual Machine Approach",
/// https://swtch.com/~rsc/regexp/regexp2.html).
struct PatternProgram: Sendable {
    enum Instruction: Sendable {
        case scalar(UInt32)
        case any
        case set(Int)
        case assertion(PatternAssertion)
        /// Goes on at both places; the first has preference.
        case split(Int, Int)
        case jump(Int)
        case save(Int)
        case match
    }

    /// A pattern that unrolls to more is refused: time is instructions times characters.
    private static let sizeLimit = 5000

    private(set) var instructions: [Instruction] = []
    private(set) var sets: [ScalarSet] = []
    let flags: PatternFlags
    let groupCount: Int
    /// What a match can begin with, so that a search skips what cannot.
    private(set) var first = FirstScalars()

    init(_ tree: PatternTree, flags: PatternFlags, groupCount: Int) throws(PatternError) {
        self.flags = flags
        self.groupCount = groupCount
        instructions.append(.save(0))
        try emit(tree)
        instructions.append(.save(1))
        instructions.append(.match)
        first = FirstScalars(of: self)
    }

    /// Every match must begin at the start of the text.
    var isAnchored: Bool {
        guard !flags.isMultiline, instructions.count > 1 else { return false }
        guard case .assertion(.start) = instructions[1] else { return false }
        return true
    }

    /// False where no match can begin anywhere in the text: most texts are spared the machine.
    func mayMatch(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard !first.admits(nil), let byte = text.first else { return first.admits(nil) }
        guard !isAnchored else { return first.admits(UInt32(byte)) }
        for byte in text where first.admits(UInt32(byte)) { return true }
        return false
    }

    private mutating func emit(_ tree: PatternTree) throws(PatternError) {
        guard instructions.count < Self.sizeLimit else {
            throw PatternError(reason: "the pattern is too large", offset: 0)
        }
        switch tree {
        case .empty: break
        case .scalar(let scalar): instructions.append(.scalar(flags.foldsCase ? scalar.foldedCase : scalar))
        case .any: instructions.append(.any)
        case .set(let set):
            sets.append(flags.foldsCase ? set.foldingCase : set)
            instructions.append(.set(sets.count - 1))
        case .assertion(let assertion): instructions.append(.assertion(assertion))
        case .sequence(let parts): for part in parts { try emit(part) }
        case .either(let branches): try emit(either: branches[...])
        case .group(let number, let inner):
            instructions.append(.save(2 * number))
            try emit(inner)
            instructions.append(.save(2 * number + 1))
        case .repeated(let inner, let least, let most, let isLazy):
            try emit(inner, least: least, most: most, isLazy: isLazy)
        }
    }

    private mutating func emit(either branches: ArraySlice<PatternTree>) throws(PatternError) {
        var ends: [Int] = []
        for (index, branch) in zip(branches.indices, branches) {
            guard index < branches.endIndex - 1 else {
                try emit(branch)
                break
            }
            let split = instructions.count
            instructions.append(.split(split + 1, 0))
            try emit(branch)
            ends.append(instructions.count)
            instructions.append(.jump(0))
            instructions[split] = .split(split + 1, instructions.count)
        }
        for end in ends { instructions[end] = .jump(instructions.count) }
    }

    private mutating func emit(
        _ inner: PatternTree,
        least: Int,
        most: Int?,
        isLazy: Bool
    ) throws(PatternError) {
        let start = instructions.count
        for _ in 0..<least {
            try emit(inner)
            // Nothing a thousand times is nothing; nested, it would take a thousand times a thousand rounds, and so on.
            guard instructions.count > start else { return }
        }
        guard let most else {
            let split = instructions.count
            instructions.append(.split(0, 0))
            try emit(inner)
            instructions.append(.jump(split))
            instructions[split] = fork(split + 1, instructions.count, isLazy: isLazy)
            return
        }
        var splits: [Int] = []
        for _ in least..<most {
            splits.append(instructions.count)
            instructions.append(.split(0, 0))
            try emit(inner)
        }
        for split in splits { instructions[split] = fork(split + 1, instructions.count, isLazy: isLazy) }
    }

    private func fork(_ inside: Int, _ outside: Int, isLazy: Bool) -> Instruction {
        isLazy ? .split(outside, inside) : .split(inside, outside)
    }
}

extension UInt32 {
    /// The scalar in lower case where that is one scalar.
    var foldedCase: UInt32 {
        if self < 128 { return (65...90).contains(self) ? self + 32 : self }
        guard let scalar = Unicode.Scalar(self) else { return self }
        let lower = scalar.properties.lowercaseMapping.unicodeScalars
        guard let first = lower.first, lower.count == 1 else { return self }
        return first.value
    }
}

/// Which scalars a match can begin with.
struct FirstScalars: Sendable {
    /// ASCII scalars in two words; everything beyond ASCII is admitted.
    private var low: UInt64 = .max
    private var high: UInt64 = .max
    private var admitsEmpty = true

    init() {}

    init(of program: PatternProgram) {
        var low: UInt64 = 0
        var high: UInt64 = 0
        var admitsEmpty = false
        for instruction in Self.reached(in: program) {
            if case .match = instruction { admitsEmpty = true }
            for scalar in UInt32(0)..<128 where Self.takes(instruction, scalar, program) {
                if scalar < 64 { low |= 1 << UInt64(scalar) } else { high |= 1 << UInt64(scalar - 64) }
            }
        }
        self.low = low
        self.high = high
        self.admitsEmpty = admitsEmpty
    }

    /// `scalar` is nil at the end of the text.
    func admits(_ scalar: UInt32?) -> Bool {
        guard !admitsEmpty else { return true }
        guard let scalar else { return false }
        guard scalar < 128 else { return true }
        return (scalar < 64 ? low >> UInt64(scalar) : high >> UInt64(scalar - 64)) & 1 == 1
    }

    /// The instructions that may meet the first scalar; places count as holding.
    private static func reached(in program: PatternProgram) -> [PatternProgram.Instruction] {
        var reached: [PatternProgram.Instruction] = []
        var seen = Set<Int>()
        var pending = [0]
        while let counter = pending.popLast() {
            guard seen.insert(counter).inserted else { continue }
            switch program.instructions[counter] {
            case .jump(let target): pending.append(target)
            case .split(let first, let second): pending += [first, second]
            case .save, .assertion: pending.append(counter + 1)
            case .scalar, .any, .set, .match: reached.append(program.instructions[counter])
            }
        }
        return reached
    }

    private static func takes(
        _ instruction: PatternProgram.Instruction,
        _ scalar: UInt32,
        _ program: PatternProgram
    ) -> Bool {
        switch instruction {
        case .scalar(let wanted): wanted == (program.flags.foldsCase ? scalar.foldedCase : scalar)
        case .any: true
        case .set(let index): program.sets[index].contains(scalar)
        default: false
        }
    }
}
