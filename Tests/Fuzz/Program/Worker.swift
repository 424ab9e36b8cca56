import Foundation
import FuzzSubjects
import Synchronization

/// Works through the subjects in one thread while another watches that no input takes too long.
final class Worker: Sendable {
    private static let secondsForAnInput = 5.0
    private static let violationsShown = 5
    private static let memoryLimit = 512 * 1024 * 1024

    private let subjects: [Subject]
    private let options: Options
    private let index = Atomic<Int>(-1)
    private let exitCode = Atomic<Int32>(-1)
    private let done = DispatchSemaphore(value: 0)

    init(subjects: [Subject], options: Options) {
        self.subjects = subjects
        self.options = options
    }

    /// Returns when the work is done or an input hangs, by ending the process.
    func watch() -> Never {
        var last = (index: -1, since: ContinuousClock.now)
        while true {
            if done.wait(timeout: .now() + 1) == .success { exit(exitCode.load(ordering: .acquiring)) }
            let current = index.load(ordering: .acquiring)
            if current != last.index { last = (current, .now) }
            if ContinuousClock.now - last.since > .seconds(Self.secondsForAnInput * 4) {
                print("HANGS at input \(current) of seed \(options.seed)")
                exit(3)
            }
        }
    }

    func work() {
        var broken = 0
        for subject in subjects { broken += examine(subject) }
        exitCode.store(broken > 0 ? 1 : 0, ordering: .releasing)
        done.signal()
    }

    private func examine(_ subject: Subject) -> Int {
        let trace = options.trace.flatMap {
            FileManager.default.createFile(atPath: $0, contents: nil) ? open($0, O_WRONLY) : nil
        }
        var run = Run(name: subject.name)
        for number in options.first..<(options.first + options.inputs) {
            index.store(number, ordering: .releasing)
            if let trace { note("\(subject.name) \(number)          \n", in: trace) }
            let sample = subject.sample(seed: options.seed, index: number)
            if options.shows { print(String(decoding: sample.bytes, as: UTF8.self).debugDescription) }
            let start = Run.processorSeconds
            do {
                if try subject.holds(for: sample) { run.accepted += 1 }
            } catch {
                run.violations += 1
                if run.violations <= Self.violationsShown { print("BROKEN \(subject.name) \(number): \(error)") }
            }
            run.add(seconds: Run.processorSeconds - start, bytes: sample.bytes.count, index: number)
        }
        if let trace { close(trace) }
        print(run)
        fflush(nil)
        if run.slowest.seconds > Self.secondsForAnInput { print("SLOW   \(subject.name) \(run.slowest.index)") }
        if run.memory > Self.memoryLimit { print("MEMORY \(subject.name): \(run.memory >> 20) MiB") }
        return run.violations + (run.slowest.seconds > Self.secondsForAnInput ? 1 : 0)
            + (run.memory > Self.memoryLimit ? 1 : 0)
    }

    private func note(_ text: String, in file: Int32) {
        var text = text
        _ = text.withUTF8 { pwrite(file, $0.baseAddress, $0.count, 0) }
    }
}

/// The figures of one subject's run.
struct Run: CustomStringConvertible {
    let name: String
    var accepted = 0
    var violations = 0
    private(set) var inputs = 0
    private(set) var bytes = 0
    private(set) var seconds = 0.0
    private(set) var slowest = (seconds: 0.0, index: 0, bytes: 0)

    init(name: String) { self.name = name }

    mutating func add(seconds: Double, bytes: Int, index: Int) {
        inputs += 1
        self.bytes += bytes
        self.seconds += seconds
        if seconds > slowest.seconds { slowest = (seconds, index, bytes) }
    }

    /// The most memory that the process has had so far, in bytes.
    var memory: Int {
        var usage = rusage()
        #if os(Linux)
            getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            return Int(usage.ru_maxrss) * 1024
        #else
            getrusage(RUSAGE_SELF, &usage)
            return Int(usage.ru_maxrss)
        #endif
    }

    static var processorSeconds: Double { Double(nanoseconds(of: CLOCK_THREAD_CPUTIME_ID)) / 1e9 }

    static let heading =
        "parser            inputs     taken  broken  bytes each  µs each  slowest ms (input, bytes)      peak MiB"

    var description: String {
        let count = max(inputs, 1)
        let figures = String(
            format: "%12d %8.1f%% %7d %11d %8.1f",
            inputs,
            Double(accepted) / Double(count) * 100,
            violations,
            bytes / count,
            seconds / Double(count) * 1e6
        )
        let peak = String(format: "  %9.1f (%d, %d)", slowest.seconds * 1e3, slowest.index, slowest.bytes)
        return name.padding(toLength: 12, withPad: " ", startingAt: 0) + figures
            + peak.padding(toLength: 34, withPad: " ", startingAt: 0) + String(format: "%6d", memory >> 20)
    }
}

private func nanoseconds(of clock: clockid_t) -> Int {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
}
