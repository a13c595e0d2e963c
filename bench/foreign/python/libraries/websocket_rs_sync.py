"""websocket-rs, its blocking client: `websocket_rs.sync.client`, which its README has as the fastest for
request-response."""

import os

import websocket_rs
from libraries import trust
from websocket_rs.sync.client import connect
from workloads import Failed, Waiting

shape = Waiting
SECONDS = 60.0


def version():
    return f"websocket-rs {websocket_rs.__version__}"


trusted = None


def trust_only(ca):
    """The library takes whom to trust from the environment alone, and reads that once in a process."""
    global trusted
    trust(ca)  # it must be there and be a certificate
    if trusted not in (None, ca):
        raise Failed(f"this process trusts {trusted} and cannot trust {ca}")
    trusted = os.environ["SSL_CERT_FILE"] = ca
    os.environ.pop("SSL_CERT_DIR", None)


class Session:
    def open(self, url, ca):
        if ca is not None:
            trust_only(ca)
        self.connection = connect(url, receive_timeout=SECONDS, tcp_nodelay=True)
        self.send = self.connection.send
        self.receive = self.connection.recv

    def close(self):
        self.connection.close()
