"""A load generator for one machine: so many clients, each sending its next request when it has its last answer."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import quantiles

WARM_UP_SECONDS = 1.0
NewRequest = Callable[[], bytes]


@dataclass(kw_only=True)
class Load:
    """What so many clients got in so many seconds; latencies in seconds."""

    clients: int
    seconds: float
    latencies: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.latencies) / self.seconds

    def percentile(self, which: int) -> float:
        """Return a percentile of the latencies, in milliseconds."""
        return 1000 * quantiles(self.latencies, n=100, method="inclusive")[which - 1]


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next((int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:")), 0)
    await reader.readexactly(length)
    return int(lines[0].split()[1])


async def _client(port: int, new_request: NewRequest, started: float, load: Load) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    ends = started + WARM_UP_SECONDS + load.seconds
    while (sent := time.perf_counter()) < ends:
        writer.write(new_request())
        try:
            status = await _answer(reader)
        except (asyncio.IncompleteReadError, ConnectionError):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            continue
        if sent >= started + WARM_UP_SECONDS:
            load.latencies.append(time.perf_counter() - sent)
            load.statuses[status] = load.statuses.get(status, 0) + 1
    writer.close()


async def _clients(port: int, new_request: NewRequest, load: Load) -> None:
    started = time.perf_counter()
    await asyncio.gather(*(_client(port, new_request, started, load) for _ in range(load.clients)))


def put_under_load(port: int, new_request: NewRequest, *, clients: int, seconds: float) -> Load:
    """Let clients send requests to a port of this machine for some seconds after a short warm-up."""
    load = Load(clients=clients, seconds=seconds)
    asyncio.run(_clients(port, new_request, load))
    return load


def post(path: str, body: bytes, *, cookie: str = "") -> bytes:
    """Return a form's POST as it goes over the wire."""
    lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/x-www-form-urlencoded"]
    lines += [f"Content-Length: {len(body)}", *([f"Cookie: {cookie}"] if cookie else [])]
    return "\r\n".join([*lines, "", ""]).encode() + body
