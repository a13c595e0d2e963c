"""aiohttp, its client's `ws_connect` with `send_bytes` and `receive_bytes`, which refuses what is no binary
message; on uvloop, which its documentation names for speed."""

import aiohttp
from libraries import trust
from workloads import Awaited

shape = Awaited


def version():
    return f"aiohttp {aiohttp.__version__}"


class Session:
    async def open(self, url, ca):
        context = trust(ca)
        connector = aiohttp.TCPConnector(ssl=True if context is None else context)
        self.http = aiohttp.ClientSession(connector=connector)
        try:
            self.connection = await self.http.ws_connect(url, max_msg_size=0)
        except BaseException:
            await self.http.close()
            raise
        self.send = self.connection.send_bytes
        self.receive = self.connection.receive_bytes

    async def close(self):
        await self.connection.close()
        await self.http.close()
