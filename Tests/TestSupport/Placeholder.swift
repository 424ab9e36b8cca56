import BridgeCore

