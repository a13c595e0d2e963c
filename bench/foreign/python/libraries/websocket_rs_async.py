"""websocket-rs, its asyncio client: `websocket_rs.connect`, whose `send` returns at once and whose `recv` is
awaited, as its README has it, on uvloop, as its benchmarks have it. Its messages do not tell text from
binary, so only their length is looked at."""

import websocket_rs
from libraries import trust
from workloads import Awaited

shape = Awaited


def version():
    return f"websocket-rs {websocket_rs.__version__}"


class Session:
    async def open(self, url, ca):
        self.connection = await websocket_rs.connect(url, ssl_context=trust(ca))
        self.send = self.connection.send
        self.receive = self.connection.recv

    async def close(self):
        self.connection.close()
