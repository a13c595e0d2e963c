"""A WebSocket peer for the tests, told what to do line by line (peers/README.md)."""

import asyncio
import base64
import json
import os
import sys
import threading

MAX_MESSAGE = 17 << 20
OLDEST = 13


def check():
    """Says on one line which version is there, or fails with the reason."""
    try:
        import websockets
    except ImportError as e:
        print(f"the package websockets is not there: {e}")
        return 1
    version = getattr(websockets, "__version__", "of unknown version")
    major = version.split(".")[0]
    if not major.isdigit() or int(major) < OLDEST:
        print(f"websockets {version} is older than {OLDEST}, the first with websockets.asyncio")
        return 1
    print(version)
    return 0


if __name__ == "__main__" and sys.argv[1:] == ["--check"]:
    sys.exit(check())

from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.extensions.permessage_deflate import (
    ClientPerMessageDeflateFactory,
    ServerPerMessageDeflateFactory,
)
from websockets.frames import Opcode


def tell(event, **values):
    line = json.dumps({"event": event, **values}, ensure_ascii=True)
    sys.stdout.buffer.write(line.encode() + b"\n")
    sys.stdout.buffer.flush()


def encoded(data):
    return base64.b64encode(data).decode()


class Peer:
    """One connection: its commands are done in order, beside its reading."""

    def __init__(self, number):
        self.number = number
        self.commands = asyncio.Queue()

    async def run(self, ws, path):
        tell("open", id=self.number, path=path)
        worker = asyncio.create_task(self.work(ws))
        try:
            async for message in ws:
                if path == "/echo":
                    await ws.send(message)
                elif isinstance(message, str):
                    tell("message", id=self.number, text=message)
                else:
                    tell("message", id=self.number, binary=encoded(message))
        except ConnectionClosed:
            pass
        # A close that waits for its answer has it now, or never will.
        await ws.wait_closed()
        received = ws.protocol.close_rcvd
        code, reason = (received.code, received.reason) if received else (1006, "")
        tell("end", id=self.number, code=code, reason=reason)
        worker.cancel()

    async def work(self, ws):
        while True:
            command = await self.commands.get()
            try:
                await self.do(ws, command)
            except ConnectionClosed:
                pass
            except Exception as e:
                tell("failed", id=self.number, why=f"{command['do']}: {e!r}")

    async def do(self, ws, command):
        what = command["do"]
        if what == "send":
            await ws.send(payloads(command)[0])
        elif what == "fragments":
            await ws.send(self.fragments(ws, payloads(command), command.get("ping")))
        elif what == "unfinished":
            async with ws.send_context():
                ws.protocol.send_binary(payloads(command)[0], fin=False)
        elif what == "pong":
            await ws.pong(payloads(command)[0])
        elif what == "close":
            # Not waited for: the reading side tells how it ended.
            async with ws.send_context():
                ws.protocol.send_close(command["code"], command["reason"])
        elif what == "closeEmpty":
            async with ws.send_context():
                ws.protocol.send_close()
        elif what == "abort":
            ws.transport.abort()
        else:
            raise ValueError(f"unknown command {what}")

    @staticmethod
    async def fragments(ws, parts, ping):
        for i, part in enumerate(parts):
            yield part
            if i == 0 and ping is not None:
                await ws.ping(base64.b64decode(ping))


def payloads(command):
    """What is to be sent, a list in all cases."""
    if "text" in command:
        return listed(command["text"])
    return [base64.b64decode(part) for part in listed(command["binary"])]


def listed(value):
    return value if isinstance(value, list) else [value]


class Program:
    def __init__(self):
        self.peers = {}
        self.tasks = set()

    def showing_pongs(self, kind, peer=None):
        """A connection class that tells of the pongs that come, wanted or not."""

        class Connection(kind):
            def process_event(connection, event):
                if getattr(event, "opcode", None) is Opcode.PONG:
                    tell("pong", id=connection.peer.number, binary=encoded(bytes(event.data)))
                super().process_event(event)

        Connection.peer = peer
        return Connection

    async def serve(self, command):
        async def handler(ws):
            ws.peer = Peer(len(self.peers) + 1)
            self.peers[ws.peer.number] = ws.peer
            await ws.peer.run(ws, ws.request.path)

        server = await serve(
            handler,
            "127.0.0.1",
            0,
            create_connection=self.showing_pongs(ServerConnection),
            extensions=[ServerPerMessageDeflateFactory()] if command["deflate"] else None,
            **OPTIONS,
        )
        tell("listening", port=server.sockets[0].getsockname()[1])
        await asyncio.Future()

    async def connect(self, command):
        peer = Peer(command["id"])
        self.peers[peer.number] = peer
        deflate = ClientPerMessageDeflateFactory(client_max_window_bits=True)
        ws = await connect(
            command["uri"],
            create_connection=self.showing_pongs(ClientConnection, peer),
            extensions=[deflate] if command["deflate"] else None,
            proxy=None,
            **OPTIONS,
        )
        await peer.run(ws, None)

    def take(self, line):
        command = json.loads(line)
        if command["do"] in ("serve", "connect"):
            task = asyncio.create_task(getattr(self, command["do"])(command))
            self.tasks.add(task)
            task.add_done_callback(self.finished)
        else:
            self.peers[command["id"]].commands.put_nowait(command)

    def finished(self, task):
        self.tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            tell("failed", why=repr(task.exception()))


OPTIONS = {
    "compression": None,  # what is said by extensions is not added to
    "max_size": MAX_MESSAGE,
    "ping_interval": None,
    "close_timeout": 10,
}


async def main():
    program = Program()
    loop = asyncio.get_running_loop()

    def read():
        for line in sys.stdin.buffer:
            loop.call_soon_threadsafe(program.take, line)
        # Whoever started this program is gone, or done with it.
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    await asyncio.Future()


asyncio.run(main())
