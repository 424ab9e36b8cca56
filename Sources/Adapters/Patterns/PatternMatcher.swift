/// Runs a ``PatternProgram`` over a text, all ways at once: every character is looked at once by each instruction.
struct PatternMatcher {
    private typealias Place = String.UnicodeScalarView.Index

    /// Where each group begins and ends, two places for each.
    private typealias Saves = [Place?]

    private struct Step {
        let counter: Int
        let saves: Saves
    }

    /// What an assertion may look at.
    private struct Surroundings {
        let place: Place
        let previous: UInt32?
        let next: UInt32?
    }

    private let program: PatternProgram
    /// The step at which an instruction was last added, so that none runs twice at one place.
    private var marks: [Int]
    private var generation = 0
    private var pending: [Step] = []

    init(program: PatternProgram) {
        self.program = program
        marks = Array(repeating: 0, count: program.instructions.count)
    }

    /// The leftmost match, by the preferences of its quantifiers and branches.
    mutating func firstMatch(in text: String) -> [Substring?]? {
        let scalars = text.unicodeScalars
        var threads: [Step] = []
        var best: Saves?
        var place = scalars.startIndex
        var previous: UInt32?
        while true {
            let next: UInt32? = place < scalars.endIndex ? scalars[place].value : nil
            let here = Surroundings(place: place, previous: previous, next: next)
            if best == nil, previous == nil || !program.isAnchored, program.first.admits(next) {
                generation += threads.isEmpty ? 1 : 0
                let fresh = Saves(repeating: nil, count: 2 * (program.groupCount + 1))
                add(Step(counter: 0, saves: fresh), to: &threads, at: here)
            }
            if threads.isEmpty, best != nil || next == nil || program.isAnchored { break }
            guard let after = advance(&threads, at: here, in: scalars, best: &best) else { break }
            place = after
            previous = next
        }
        return best.map { saves in
            stride(from: 0, to: saves.count, by: 2).map { index in
                guard let start = saves[index], let end = saves[index + 1] else { return nil }
                return Substring(scalars[start..<end])
            }
        }
    }

    /// Feeds one scalar to all threads; nil at the end of the text.
    private mutating func advance(
        _ threads: inout [Step],
        at here: Surroundings,
        in scalars: String.UnicodeScalarView,
        best: inout Saves?
    ) -> Place? {
        if threads.isEmpty { return here.next.map { _ in scalars.index(after: here.place) } }
        let following = here.next.map { _ in scalars.index(after: here.place) }
        let upcoming = following.flatMap { $0 < scalars.endIndex ? scalars[$0].value : nil }
        var survivors: [Step] = []
        generation += 1
        for step in threads {
            if case .match = program.instructions[step.counter] {
                best = step.saves
                break
            }
            guard let scalar = here.next, let following, takes(program.instructions[step.counter], scalar) else {
                continue
            }
            add(
                Step(counter: step.counter + 1, saves: step.saves),
                to: &survivors,
                at: Surroundings(place: following, previous: scalar, next: upcoming)
            )
        }
        threads = survivors
        return following
    }

    private func takes(_ instruction: PatternProgram.Instruction, _ scalar: UInt32) -> Bool {
        switch instruction {
        case .scalar(let wanted): wanted == (program.flags.foldsCase ? scalar.foldedCase : scalar)
        case .any: program.flags.dotTakesLineEnds || (scalar != 10 && scalar != 13)
        case .set(let index): program.sets[index].contains(scalar)
        default: false
        }
    }

    /// Follows jumps, splits, saves and assertions until an instruction that takes a character.
    private mutating func add(_ step: Step, to threads: inout [Step], at here: Surroundings) {
        pending.append(step)
        while let step = pending.popLast() {
            guard marks[step.counter] != generation else { continue }
            marks[step.counter] = generation
            switch program.instructions[step.counter] {
            case .jump(let target): pending.append(Step(counter: target, saves: step.saves))
            case .split(let first, let second):
                pending.append(Step(counter: second, saves: step.saves))
                pending.append(Step(counter: first, saves: step.saves))
            case .save(let slot):
                var saves = step.saves
                saves[slot] = here.place
                pending.append(Step(counter: step.counter + 1, saves: saves))
            case .assertion(let assertion):
                guard holds(assertion, here) else { continue }
                pending.append(Step(counter: step.counter + 1, saves: step.saves))
            case .scalar, .any, .set, .match: threads.append(step)
            }
        }
    }

    private func holds(_ assertion: PatternAssertion, _ here: Surroundings) -> Bool {
        switch assertion {
        case .start: here.previous == nil || (program.flags.isMultiline && here.previous == 10)
        case .end: here.next == nil || (program.flags.isMultiline && (here.next == 10 || here.next == 13))
        case .wordEdge: isWord(here.previous) != isWord(here.next)
        case .noWordEdge: isWord(here.previous) == isWord(here.next)
        }
    }

    private func isWord(_ scalar: UInt32?) -> Bool { scalar.map(ScalarSet.word.contains) ?? false }
}
