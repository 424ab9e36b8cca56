import ArgumentParser
import Hummingbird

@main
struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "zyntro-sandbox")
    func run() async throws {}
}
