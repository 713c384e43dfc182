"""Brokers that misbehave: sockets that refuse, swallow, or cut the line, and a proxy to do it to a real one."""

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Iterator
from typing import Self


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def reachable(host: str, port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((host, port), timeout=1):
        return True
    return False


class Listener:
    """Accepts connections on a port of its own and hands each to `serve` in a thread."""

    def __enter__(self) -> Self:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *raised: object) -> None:
        for connection in [self._server, *self._open]:
            with contextlib.suppress(OSError):
                connection.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            self._open.append(connection)
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection: socket.socket) -> None:
        raise NotImplementedError


class BlackHole(Listener):
    """Accepts and never answers."""

    def serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while connection.recv(65536):
                continue


class Proxy(Listener):
    """Passes everything to a real broker, until told otherwise.

    `mode`: "pass"; "cut" resets the connection when the client sends; "swallow" takes what the client
    sends and passes nothing on; "slow" waits `delay` seconds before each answer.
    """

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self.mode = "pass"
        self.delay = 0.0
        self.when_it_contains = b""

    def serve(self, connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            upstream = socket.create_connection(self._target)
            self._open.append(upstream)
            threading.Thread(target=self._answer, args=(upstream, connection), daemon=True).start()
            while data := connection.recv(65536):
                if self.mode == "cut" and self.when_it_contains in data:
                    # Linger of zero: the client sees a reset, as when a broker is killed.
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    connection.close()
                    return
                if self.mode == "swallow" and self.when_it_contains in data:
                    continue
                upstream.sendall(data)

    def _answer(self, upstream: socket.socket, connection: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := upstream.recv(65536):
                if self.mode == "slow":
                    time.sleep(self.delay)
                connection.sendall(data)


@contextlib.contextmanager
def stopwatch() -> Iterator[list[float]]:
    """How many seconds the block took, as the list's one item."""
    taken: list[float] = []
    began = time.monotonic()
    yield taken
    taken.append(time.monotonic() - began)
