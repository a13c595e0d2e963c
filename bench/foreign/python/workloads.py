"""The workloads of PROTOCOL.md, once for each shape that a library has: calls that wait, calls that are
awaited, and callbacks. A session sends with `send` and is one connection of one library.

Each loop is written out: a call in between would cost a slow language more than what is measured."""

import asyncio
from time import perf_counter_ns as clock

SECONDS_BETWEEN_LOOKS = 0.2
TEXT = "a text message came back"


class Failed(Exception):
    """What is wrong with an answer, in words."""


def wrong(message, size):
    return Failed(TEXT) if isinstance(message, str) else wrong_length(len(message), size)


def wrong_length(length, size):
    return Failed(f"{length} bytes came back instead of {size}")


class Waiting:
    """For a session whose `receive()` waits."""

    def run(self, call, *arguments):
        return call(*arguments)

    def check(self, session, payload):
        session.send(payload)
        message = session.receive()
        if isinstance(message, str):
            raise wrong(message, len(payload))
        return message

    def rr(self, session, payload, nanos, record):
        send, receive, size = session.send, session.receive, len(payload)
        count = 0
        start = clock()
        end = start + nanos
        while True:
            begin = clock()
            send(payload)
            message = receive()
            now = clock()
            if len(message) != size or type(message) is str:
                raise wrong(message, size)
            record(now - begin)
            count += 1
            if now >= end:
                return count, now - start

    def pipelined(self, session, payload, batch, nanos, record):
        send, receive, size = session.send, session.receive, len(payload)
        count = 0
        start = clock()
        end = start + nanos
        while True:
            begin = clock()
            for _ in range(batch):
                send(payload)
            for _ in range(batch):
                message = receive()
                if len(message) != size or type(message) is str:
                    raise wrong(message, size)
            now = clock()
            record(now - begin)
            count += batch
            if now >= end:
                return count, now - start

    def stream(self, session, payload, window, nanos):
        send, receive, size = session.send, session.receive, len(payload)
        count = 0
        start = clock()
        end = start + nanos
        for _ in range(window):
            send(payload)
        while True:
            message = receive()
            if len(message) != size or type(message) is str:
                raise wrong(message, size)
            count += 1
            if clock() >= end:
                break
            send(payload)
        for _ in range(window - 1):
            message = receive()
            if len(message) != size or type(message) is str:
                raise wrong(message, size)
        return count + window - 1, clock() - start


class Awaited:
    """For a session whose `receive()` is awaited, and whose `send` may have to be. It is not where it
    returns nothing: such libraries are not charged for a coroutine that they do not need."""

    def __init__(self, loop):
        self.loop = loop

    def run(self, call, *arguments):
        return self.loop.run_until_complete(call(*arguments))

    async def check(self, session, payload):
        if (sending := session.send(payload)) is not None:
            await sending
        message = await session.receive()
        if isinstance(message, str):
            raise wrong(message, len(payload))
        return message

    async def rr(self, session, payload, nanos, record):
        send, receive, size = session.send, session.receive, len(payload)
        count = 0
        start = clock()
        end = start + nanos
        while True:
            begin = clock()
            if (sending := send(payload)) is not None:
                await sending
            message = await receive()
            now = clock()
            if len(message) != size or type(message) is str:
                raise wrong(message, size)
            record(now - begin)
            count += 1
            if now >= end:
                return count, now - start

    async def pipelined(self, session, payload, batch, nanos, record):
        send, receive, size = session.send, session.receive, len(payload)
        count = 0
        start = clock()
        end = start + nanos
        while True:
            begin = clock()
            for _ in range(batch):
                if (sending := send(payload)) is not None:
                    await sending
            for _ in range(batch):
                message = await receive()
                if len(message) != size or type(message) is str:
                    raise wrong(message, size)
            now = clock()
            record(now - begin)
            count += batch
            if now >= end:
                return count, now - start

    async def stream(self, session, payload, window, nanos):
        send, receive, size = session.send, session.receive, len(payload)
        count = 0
        start = clock()
        end = start + nanos
        for _ in range(window):
            if (sending := send(payload)) is not None:
                await sending
        while True:
            message = await receive()
            if len(message) != size or type(message) is str:
                raise wrong(message, size)
            count += 1
            if clock() >= end:
                break
            if (sending := send(payload)) is not None:
                await sending
        for _ in range(window - 1):
            message = await receive()
            if len(message) != size or type(message) is str:
                raise wrong(message, size)
        return count + window - 1, clock() - start


class Callbacks:
    """For a session that calls its `arrived(length)` for each message, from within its library's callback,
    and `failed(why)`; while its `kept` is a bytearray it adds each payload to it. It is asked `lost()`
    now and then, which says why the connection is gone, or nothing."""

    def __init__(self, loop):
        self.loop = loop

    def run(self, call, *arguments):
        return self.loop.run_until_complete(call(*arguments))

    def installed(self, session, arrived):
        """A future for the result of a workload, whose callback this is from now on."""
        future = self.loop.create_future()

        def failed(why):
            session.arrived = ignored
            if not future.done():
                future.set_exception(why if isinstance(why, Failed) else Failed(why))

        session.arrived, session.failed = arrived, failed
        return future

    async def result(self, session, future):
        while not future.done():
            await asyncio.wait([future], timeout=SECONDS_BETWEEN_LOOKS)
            if not future.done() and (why := session.lost()) is not None:
                session.failed(why)
        return future.result()

    async def check(self, session, payload):
        session.kept = bytearray()
        future = self.installed(session, lambda length: future.set_result(bytes(session.kept)))
        try:
            session.send(payload)
            return await self.result(session, future)
        finally:
            session.kept = None

    async def rr(self, session, payload, nanos, record):
        send, size = session.send, len(payload)
        count = 0

        def arrived(length):
            nonlocal count, begin
            now = clock()
            if length != size:
                session.failed(wrong_length(length, size))
                return
            record(now - begin)
            count += 1
            if now >= end:
                future.set_result((count, now - start))
                return
            begin = clock()
            send(payload)

        future = self.installed(session, arrived)
        start = begin = clock()
        end = start + nanos
        send(payload)
        return await self.result(session, future)

    async def pipelined(self, session, payload, batch, nanos, record):
        send, size = session.send, len(payload)
        count, left = 0, batch

        def arrived(length):
            nonlocal count, left, begin
            if length != size:
                session.failed(wrong_length(length, size))
                return
            left -= 1
            if left > 0:
                return
            now = clock()
            record(now - begin)
            count += batch
            if now >= end:
                future.set_result((count, now - start))
                return
            left = batch
            begin = clock()
            for _ in range(batch):
                send(payload)

        future = self.installed(session, arrived)
        start = begin = clock()
        end = start + nanos
        for _ in range(batch):
            send(payload)
        return await self.result(session, future)

    async def stream(self, session, payload, window, nanos):
        send, size = session.send, len(payload)
        count, under_way = 0, window

        def arrived(length):
            nonlocal count, under_way
            if length != size:
                session.failed(wrong_length(length, size))
                return
            count += 1
            now = clock()
            if now < end:
                send(payload)
                return
            under_way -= 1
            if under_way == 0:
                future.set_result((count, now - start))

        future = self.installed(session, arrived)
        start = clock()
        end = start + nanos
        for _ in range(window):
            send(payload)
        return await self.result(session, future)


def ignored(length):
    """What comes after a failure, or unasked between workloads."""
