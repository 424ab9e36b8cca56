import ArgumentParser

@main
struct Bridge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "zyntro-bridge")
    func run() async throws {}
}
