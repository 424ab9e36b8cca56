import BridgeCore
import Testing

struct ZyntroIDTests {
    @Test(arguments: ["0b9d3c52-7f1e-4c6a-9a55-2d1f0c8e7b11", "0B9D3C52", "c-1", "42"])
    func idsAreTaken(_ text: String) { #expect(mayBeZyntroID(text)) }

    @Test(arguments: ["", "<member id>", "CONTACT_ID", "hello", "c 1", "c-1\n", "1;2", "ü1", "--"])
    func placeholdersAreNot(_ text: String) { #expect(!mayBeZyntroID(text)) }
}
