"""websocket-client, its `WebSocket` of `create_connection`, with wsaccel, which its README names for speed, and
without the check of UTF-8, which binary messages do not have."""

import socket

import websocket
from libraries import trust
from workloads import Waiting

shape = Waiting


def version():
    return f"websocket-client {websocket.__version__}"


class Session:
    def open(self, url, ca):
        self.connection = websocket.create_connection(
            url,
            sslopt={"context": trust(ca)} if ca is not None else None,
            sockopt=((socket.IPPROTO_TCP, socket.TCP_NODELAY, 1),),
            skip_utf8_validation=True,
        )
        self.send = self.connection.send_binary
        self.receive = self.connection.recv

    def close(self):
        self.connection.close()
