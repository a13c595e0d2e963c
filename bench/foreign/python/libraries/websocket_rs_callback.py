"""websocket-rs, its asyncio client with `on_message`, a callback without a future for each message, which its
benchmarks have as the fastest for small messages; on uvloop likewise. Text is not told from binary."""

import websocket_rs
from libraries import trust
from workloads import Callbacks, ignored

shape = Callbacks


def version():
    return f"websocket-rs {websocket_rs.__version__}"


class Session:
    def __init__(self):
        self.arrived = ignored
        self.failed = ignored
        self.kept = None

    async def open(self, url, ca):
        self.connection = await websocket_rs.connect(
            url, ssl_context=trust(ca), on_message=self.on_message
        )
        self.send = self.connection.send

    def on_message(self, message):
        if self.kept is not None:
            self.kept += memoryview(message)
        self.arrived(len(message))

    def lost(self):
        return "the connection ended" if self.connection.closed else None

    async def close(self):
        self.connection.close()
