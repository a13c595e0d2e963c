"""websocket-rs, its blocking client: `websocket_rs.sync.client`, which its README has as the fastest for
request-response."""

import os

import websocket_rs
from websocket_rs.sync.client import connect
from workloads import Waiting

shape = Waiting
SECONDS = 60.0


def version():
    return f"websocket-rs {websocket_rs.__version__}"


class Session:
    def open(self, url, ca):
        if ca is not None:
            # The only way to tell it whom to trust.
            os.environ["SSL_CERT_FILE"] = ca
            os.environ.pop("SSL_CERT_DIR", None)
        self.connection = connect(url, receive_timeout=SECONDS, tcp_nodelay=True)
        self.send = self.connection.send
        self.receive = self.connection.recv

    def close(self):
        self.connection.close()
