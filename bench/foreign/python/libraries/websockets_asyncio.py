"""websockets, its asyncio API, which is its default one, on uvloop, which its guide to performance names;
without compression, the limit of a message's size, and the pings."""

import websockets
from libraries import trust
from websockets.asyncio.client import connect
from workloads import Awaited

shape = Awaited


def version():
    return f"websockets {websockets.__version__}"


class Session:
    async def open(self, url, ca):
        self.connection = await connect(
            url,
            ssl=trust(ca),
            compression=None,
            max_size=None,
            ping_interval=None,
            proxy=None,
        )
        self.send = self.connection.send
        self.receive = self.connection.recv

    async def close(self):
        await self.connection.close()
