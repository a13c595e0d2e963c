"""A client of Python that is measured: answers the commands of PROTOCOL.md. Started with its name."""

import array
import asyncio
import importlib
import pathlib
import sys
import zlib

from workloads import Failed, Waiting

NANOS_PER_MILLI = 1_000_000


def pattern(size, seed):
    period = bytes((i * 31 + seed) & 255 for i in range(256))
    return (period * (size // 256 + 1))[:size]


def one_line(why):
    return " ".join(f"failed {why}".split())


def words(e):
    return str(e) if isinstance(e, Failed) else f"{type(e).__name__}: {e}"


class Program:
    def __init__(self, library, shape):
        self.library = library
        self.shape = shape
        self.session = None
        self.commands = {
            "open": self.open,
            "check": self.check,
            "rr": self.rr,
            "pipelined": self.pipelined,
            "stream": self.stream,
            "close": self.close,
        }

    def answer(self, line):
        command, *arguments = line.split()
        if command not in self.commands:
            return one_line(f"there is no command {command}")
        try:
            return " ".join(["ok", *map(str, self.commands[command](*arguments))])
        except Exception as e:
            self.give_up()
            return one_line(words(e))

    def give_up(self):
        try:
            self.close()
        except Exception as e:
            print(f"after a failure: {words(e)}", file=sys.stderr)

    def connected(self):
        if self.session is None:
            raise Failed("no connection is open")
        return self.session

    def open(self, url, ca):
        if self.session is not None:
            self.close()
        session = self.library.Session()
        self.shape.run(session.open, url, None if ca == "-" else ca)
        self.session = session
        return ()

    def check(self, size, seed):
        payload = pattern(int(size), int(seed))
        return (zlib.crc32(self.shape.run(self.shape.check, self.connected(), payload)),)

    def rr(self, size, millis, file):
        return self.timed(self.shape.rr, file, size, millis)

    def pipelined(self, size, count, millis, file):
        return self.timed(self.shape.pipelined, file, size, millis, int(count))

    def timed(self, workload, file, size, millis, *arguments):
        times = array.array("Q")
        nanos = int(millis) * NANOS_PER_MILLI
        result = self.shape.run(
            workload, self.connected(), pattern(int(size), 0), *arguments, nanos, times.append
        )
        if file != "-":
            if sys.byteorder != "little":
                times.byteswap()
            with open(file, "wb") as out:
                times.tofile(out)
        return result

    def stream(self, size, window, millis, file):
        nanos = int(millis) * NANOS_PER_MILLI
        return self.shape.run(
            self.shape.stream, self.connected(), pattern(int(size), 0), int(window), nanos
        )

    def close(self):
        session, self.session = self.session, None
        if session is not None:
            self.shape.run(session.close)
        return ()


def say(line):
    print(line, flush=True)


def main(name):
    words_of_version = [f"Python {sys.version.split()[0]}"]
    module = name.replace("-", "_")
    if not (pathlib.Path(__file__).parent / "libraries" / f"{module}.py").exists():
        say(one_line(f"there is no client {name}"))
        return 1
    try:
        library = importlib.import_module(f"libraries.{module}")
        if library.shape is Waiting:
            shape = Waiting()
        else:
            import uvloop

            words_of_version.append(f"uvloop {uvloop.__version__}")
            loop = uvloop.new_event_loop()
            asyncio.set_event_loop(loop)
            shape = library.shape(loop)
    except ImportError as e:
        # As of websocket-rs for a Python that is too old for it.
        say(one_line(f"not installed: {e}, Python {sys.version.split()[0]}"))
        return 1
    say(f"ready {', '.join([library.version(), *words_of_version])}")
    program = Program(library, shape)
    for line in sys.stdin:
        if line.strip():
            say(program.answer(line))
    program.give_up()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
