import Foundation
import FuzzSubjects

/// Feeds every parser generated inputs and checks what must hold for each.
///
///     Fuzz [--seed 1] [--inputs 1000000] [--only NAME] [--from INDEX] [--show] [--trace FILE]
///
/// An input is known by seed, name and index, and can be made again by `--from INDEX --inputs 1 --show`. `--trace` names
/// a file that always holds the name and the index at work, so that they are known after a crash. Ends with 1 where a
/// promise does not hold, and with 3 where an input takes too long.
@main
struct Fuzz {
    static func main() throws {
        let options = try Options(CommandLine.arguments.dropFirst())
        let subjects = Subject.all.filter { options.only.isEmpty || $0.name == options.only }
        guard !subjects.isEmpty else { throw Usage("no parser is called \(options.only): \(Subject.all)") }
        print("seed \(options.seed), \(options.inputs) inputs each")
        print(Run.heading)
        // The stack of the threads that serve requests is no larger than this one's.
        let worker = Worker(subjects: subjects, options: options)
        let thread = Thread { worker.work() }
        thread.stackSize = 512 * 1024
        thread.start()
        worker.watch()
    }
}

struct Options: Sendable {
    var seed: UInt64 = 1
    var inputs = 1_000_000
    var first = 0
    var only = ""
    var trace: String?
    var shows = false

    init(_ arguments: ArraySlice<String>) throws {
        var rest = arguments
        while let name = rest.popFirst() {
            if name == "--show" {
                shows = true
                continue
            }
            guard let value = rest.popFirst() else { throw Usage("\(name) wants a value") }
            switch name {
            case "--seed": seed = try Self.number(value, of: name)
            case "--inputs": inputs = try Self.number(value, of: name)
            case "--from": first = try Self.number(value, of: name)
            case "--only": only = value
            case "--trace": trace = value
            default: throw Usage("there is no option \(name)")
            }
        }
    }

    private static func number<Number: FixedWidthInteger>(_ text: String, of name: String) throws -> Number {
        guard let number = Number(text) else { throw Usage("\(name) wants a number, not \(text)") }
        return number
    }
}

struct Usage: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
