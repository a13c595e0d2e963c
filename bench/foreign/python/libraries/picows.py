"""picows, its core API: a listener, whose `on_ws_frame` sends the next message, with the frame's payload left
where it is, as its documentation recommends for latency; on uvloop, as its benchmarks have it."""

from importlib.metadata import version as installed

from libraries import trust
from picows import WSCloseCode, WSListener, WSMsgType, ws_connect
from workloads import TEXT, Callbacks, ignored

shape = Callbacks
MAX_FRAME = 1 << 30
BINARY, CONTINUATION, TEXTUAL = WSMsgType.BINARY, WSMsgType.CONTINUATION, WSMsgType.TEXT


def version():
    return f"picows {installed('picows')}"


class Session(WSListener):
    def __init__(self):
        self.arrived = ignored
        self.failed = ignored
        self.kept = None
        self.before = 0  # bytes of the fragments before this frame

    async def open(self, url, ca):
        self.transport, _ = await ws_connect(
            lambda: self, url, ssl_context=trust(ca), max_frame_size=MAX_FRAME
        )
        transport = self.transport
        self.send = lambda payload: transport.send(BINARY, payload)

    def on_ws_frame(self, transport, frame):
        kind = frame.msg_type
        if kind is not BINARY and kind is not CONTINUATION:
            if kind is TEXTUAL:
                self.failed(TEXT)
            elif kind is WSMsgType.CLOSE:  # answering is the listener's task
                self.failed(f"the connection was closed with {frame.get_close_code()}")
            return
        if self.kept is not None:
            self.kept += frame.get_payload_as_memoryview()
        length = self.before + frame.payload_size
        if frame.fin:
            self.before = 0
            self.arrived(length)
        else:
            self.before = length

    def on_ws_disconnected(self, transport):
        self.failed("the connection ended")

    def lost(self):
        return "the connection ended" if self.transport.is_disconnected else None

    async def close(self):
        self.transport.send_close(WSCloseCode.OK)
        self.transport.disconnect()
        await self.transport.wait_disconnected()
