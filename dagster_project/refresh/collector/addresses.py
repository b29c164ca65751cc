"""Connections that reach public addresses only, and end at a fixed time.

A name is resolved once, every address it has is checked, and the connection goes to a checked address: a name that
resolves differently a moment later (DNS rebinding) gains nothing. TLS still verifies the name. Environment variables
that name a proxy are not looked at: behind a proxy, the address could not be checked.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.connection import create_connection

NAT64 = IPv6Network("64:ff9b::/96")
TRIED_ADDRESSES = 4  # each may take a whole time-out

Resolver = Callable[[str, int], list[str]]


class AddressRefused(Exception):
    """The host has an address that nobody may be sent to; the message is the reason shown to people."""


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system knows them. Raises `OSError`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether an address belongs to the open internet, also where it wraps an IPv4 address."""
    parsed = ip_address(address.partition("%")[0])
    wrapped = _wrapped(parsed) if isinstance(parsed, IPv6Address) else None
    if wrapped is not None:
        return is_public(str(wrapped))
    return parsed.is_global and not parsed.is_multicast


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


class Door:
    """What one request may reach, and until when."""

    def __init__(self, allowed_host: str | None, resolver: Resolver) -> None:
        self.allowed_host = allowed_host
        self.resolver = resolver
        self.is_shut = False
        self._socket: socket.socket | None = None

    def addresses(self, host: str, port: int) -> list[str]:
        """The checked addresses of a host. Raises `AddressRefused` where one of them is not public."""
        found = self.resolver(host, port)
        if host.lower() != self.allowed_host:
            for address in found:
                if not is_public(address):
                    raise AddressRefused(f"{host} has the address {address}, which is not public")
        return found

    def watch(self, connected: socket.socket | None) -> None:
        """Hand over the open connection, to be cut when the time is up."""
        self._socket = connected
        if self.is_shut:
            self._shut()

    @contextmanager
    def open_for(self, seconds: float) -> Iterator[None]:
        """Cut the connection after so many seconds, whatever is going on: time-outs of single reads do not add up."""
        timer = threading.Timer(seconds, self._shut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _shut(self) -> None:
        self.is_shut = True
        if self._socket is not None:
            with contextlib.suppress(OSError):
                # Not SSLSocket's own, which takes the TLS state away from the thread that reads.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)


class _CheckedConnection(HTTPConnection):
    """The place where urllib3 lets a connection be made in another way."""

    def __init__(self, *arguments: Any, door: Door, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.door = door

    def _new_conn(self) -> socket.socket:
        try:
            addresses = self.door.addresses(self._dns_host, self.port)
        except (OSError, UnicodeError) as error:
            raise NameResolutionError(self.host, self, socket.gaierror(str(error))) from error
        failure: OSError = OSError("the name has no address")
        for address in addresses[:TRIED_ADDRESSES]:
            try:
                return create_connection((address, self.port), self.timeout, socket_options=self.socket_options)
            except OSError as error:
                failure = error
        if isinstance(failure, TimeoutError):
            raise ConnectTimeoutError(self, f"no connection to {self.host} within {self.timeout} s") from failure
        raise NewConnectionError(self, f"no connection to {self.host}: {failure}") from failure

    def connect(self) -> None:
        super().connect()
        self.door.watch(self.sock)


class _CheckedTLSConnection(_CheckedConnection, HTTPSConnection):
    """The same with TLS."""


class _Pool(HTTPConnectionPool):
    ConnectionCls = _CheckedConnection


class _TLSPool(HTTPSConnectionPool):
    ConnectionCls = _CheckedTLSConnection


POOLS: dict[str, type[HTTPConnectionPool]] = {"http": _Pool, "https": _TLSPool}
