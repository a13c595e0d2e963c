"""websockets, its threading API: `websockets.sync.client`, without what it says costs: compression, the limit
of a message's size, and the pings."""

import websockets
from libraries import trust
from websockets.sync.client import connect
from workloads import Waiting

shape = Waiting


def version():
    return f"websockets {websockets.__version__}"


class Session:
    def open(self, url, ca):
        self.connection = connect(
            url,
            ssl=trust(ca),
            compression=None,
            max_size=None,
            ping_interval=None,
            proxy=None,
        )
        self.send = self.connection.send
        self.receive = self.connection.recv

    def close(self):
        self.connection.close()
