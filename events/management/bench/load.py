"""Driving a server by wrk (https://github.com/wg/wrk), which takes a fraction of what a server takes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

#: Asks what stands in a file, line by line, over and over; counts what is no answer.
SCRIPT = """
local asked, next_one = {}, 0
function init(arguments)
  for line in io.lines(arguments[1]) do
    local path, body = line:match("^(%S+) ?(.*)$")
    local method = body == "" and "GET" or "POST"
    asked[#asked + 1] = wrk.format(method, path, {["Content-Type"] = "application/json", ["Host"] = wrk.host}, body)
  end
  math.randomseed(7)
  next_one = math.random(#asked)
end
function request()
  next_one = next_one % #asked + 1
  return asked[next_one]
end
function done(summary, latency)
  local failed = summary.errors
  io.write(string.format('{"requests": %d, "microseconds": %d, "bytes": %d, "failed": %d, "p50": %.0f, "p99": %.0f}',
    summary.requests, summary.duration, summary.bytes, failed.connect + failed.read + failed.write + failed.status
    + failed.timeout, latency:percentile(50), latency:percentile(99)))
end
"""


class NoWrk(OSError):
    """There is no wrk on this machine."""

    def __init__(self) -> None:
        super().__init__("wrk is not installed: apt-get install wrk")


@dataclass(frozen=True)
class Driven:
    """What came of driving a server for a while."""

    requests: int
    per_second: float
    bytes_each: float
    p50: float
    p99: float


def drive(address: str, asked: Path, script: Path, seconds: int, connections: int) -> Driven:
    """Ask what a file has, from so many connections at once. :raises OSError: where anything was refused."""
    wrk = shutil.which("wrk")
    if wrk is None:
        raise NoWrk
    command = [wrk, "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(script), address, "--"]
    told = subprocess.run([*command, str(asked)], capture_output=True, text=True, check=True).stdout  # noqa: S603
    found = json.loads(re.findall(r"\{.*\}", told)[-1])
    if found["failed"] or not found["requests"]:
        raise OSError(f"{address} failed {found['failed']} of {found['requests']} requests.")
    rate = found["requests"] / (found["microseconds"] / 1e6)
    return Driven(found["requests"], rate, found["bytes"] / found["requests"], found["p50"] / 1e3, found["p99"] / 1e3)
