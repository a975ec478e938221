"""The parts of a request that may be logged."""

from __future__ import annotations

from battkomp.http.logs import loggable, network

NETWORKS = {
    "203.0.113.201": "203.0.113.0/24",
    "2001:db8:1234:5678:9abc:def0:1234:5678": "2001:db8:1234::/48",
    "::ffff:203.0.113.201": "203.0.113.0/24",
    "fe80::1:2%eth0": "fe80::/48",
    "::1": "::/48",
    "": None,
    "unix:": None,
    "203.0.113.201:99": None,
}


def test_only_the_network_of_an_address_is_kept() -> None:
    assert {address: network(address) for address in NETWORKS} == NETWORKS


def test_a_path_and_a_method_are_escaped_and_bounded() -> None:
    paths = {
        '/nb/"\n\x00{}\xc3\xa5\x9b': "/nb/%22%0A%00%7B%7D%C3%A5%9B",
        "/" + "%" * 5_000: "/" + "%25" * 199 + "...",
        "/\u2028": "/%3F",
    }
    for path, expected in paths.items():
        assert loggable({"PATH_INFO": path, "REQUEST_METHOD": "GET"})["path"] == expected
    method = loggable({"REQUEST_METHOD": "GET\n" + "x" * 100})["method"]
    assert method == "GET%0A" + "x" * 16 + "..."
