//! Which addresses are not of the public internet: the special-purpose registries of IANA
//! (RFC 6890 and its successors).

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Why an address is not of the public internet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NotPublic {
    address: IpAddr,
    kind: &'static str,
    block: &'static str,
}

impl fmt::Display for NotPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            address,
            kind,
            block,
        } = self;
        write!(f, "{address} is {kind} ({block})")
    }
}

/// A block of addresses: its first one, how many bits of it count, and what it is for.
struct Block<A>(A, u32, &'static str, &'static str);

const fn v4(a: u8, b: u8, c: u8) -> Ipv4Addr {
    Ipv4Addr::new(a, b, c, 0)
}

const fn v6(a: u16, b: u16, c: u16) -> Ipv6Addr {
    Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0)
}

const V4: [Block<Ipv4Addr>; 15] = [
    Block(v4(0, 0, 0), 8, "unspecified", "0.0.0.0/8"),
    Block(v4(10, 0, 0), 8, "private", "10.0.0.0/8"),
    Block(v4(100, 64, 0), 10, "of a carrier's NAT", "100.64.0.0/10"),
    Block(v4(127, 0, 0), 8, "loopback", "127.0.0.0/8"),
    Block(v4(169, 254, 0), 16, "link-local", "169.254.0.0/16"),
    Block(v4(172, 16, 0), 12, "private", "172.16.0.0/12"),
    Block(v4(192, 0, 0), 24, "reserved", "192.0.0.0/24"),
    Block(v4(192, 0, 2), 24, "for documentation", "192.0.2.0/24"),
    Block(v4(192, 88, 99), 24, "a 6to4 relay", "192.88.99.0/24"),
    Block(v4(192, 168, 0), 16, "private", "192.168.0.0/16"),
    Block(v4(198, 18, 0), 15, "for benchmarks", "198.18.0.0/15"),
    Block(v4(198, 51, 100), 24, "for documentation", "198.51.100.0/24"),
    Block(v4(203, 0, 113), 24, "for documentation", "203.0.113.0/24"),
    Block(v4(224, 0, 0), 4, "multicast", "224.0.0.0/4"),
    Block(v4(240, 0, 0), 4, "reserved", "240.0.0.0/4"),
];

/// The first one that holds an address says what it is.
const V6: [Block<Ipv6Addr>; 15] = [
    Block(Ipv6Addr::UNSPECIFIED, 128, "unspecified", "::"),
    Block(Ipv6Addr::LOCALHOST, 128, "loopback", "::1"),
    Block(MAPPED, 96, "an IPv4 address, mapped", "::ffff:0:0/96"),
    Block(
        Ipv6Addr::UNSPECIFIED,
        96,
        "an IPv4 address, compatible",
        "::/96",
    ),
    Block(
        v6(0x64, 0xff9b, 0),
        96,
        "an IPv4 address behind NAT64",
        "64:ff9b::/96",
    ),
    Block(
        v6(0x64, 0xff9b, 1),
        48,
        "an IPv4 address behind NAT64",
        "64:ff9b:1::/48",
    ),
    Block(
        v6(0x2001, 0, 0),
        32,
        "an IPv4 address behind Teredo",
        "2001::/32",
    ),
    Block(v6(0x2001, 0, 0), 23, "reserved", "2001::/23"),
    Block(
        v6(0x2001, 0xdb8, 0),
        32,
        "for documentation",
        "2001:db8::/32",
    ),
    Block(
        v6(0x2002, 0, 0),
        16,
        "an IPv4 address behind 6to4",
        "2002::/16",
    ),
    Block(v6(0x3fff, 0, 0), 20, "for documentation", "3fff::/20"),
    Block(v6(0xfc00, 0, 0), 7, "unique-local", "fc00::/7"),
    Block(v6(0xfe80, 0, 0), 10, "link-local", "fe80::/10"),
    Block(v6(0xfec0, 0, 0), 10, "site-local", "fec0::/10"),
    Block(v6(0xff00, 0, 0), 8, "multicast", "ff00::/8"),
];

const MAPPED: Ipv6Addr = Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0, 0);

/// Nothing else is given out.
const GLOBAL: Block<Ipv6Addr> = Block(v6(0x2000, 0, 0), 3, "global", "2000::/3");

/// Why an address is not of the public internet; `None` when it is.
pub(super) fn not_public(address: IpAddr) -> Option<NotPublic> {
    let (kind, block) = match address {
        IpAddr::V4(address) => {
            let block = V4.iter().find(|block| block.holds(address))?;
            (block.2, block.3)
        }
        IpAddr::V6(address) => match V6.iter().find(|block| block.holds(address)) {
            Some(block) => (block.2, block.3),
            None if GLOBAL.holds(address) => return None,
            None => ("reserved", "outside of 2000::/3"),
        },
    };
    Some(NotPublic {
        address,
        kind,
        block,
    })
}

impl Block<Ipv4Addr> {
    fn holds(&self, address: Ipv4Addr) -> bool {
        let Self(first, bits, ..) = self;
        (address.to_bits() ^ first.to_bits()) >> (Ipv4Addr::BITS - bits) == 0
    }
}

impl Block<Ipv6Addr> {
    fn holds(&self, address: Ipv6Addr) -> bool {
        let Self(first, bits, ..) = self;
        (address.to_bits() ^ first.to_bits()) >> (Ipv6Addr::BITS - bits) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn kind(address: &str) -> Option<&'static str> {
        let address = address.parse().expect("an address");
        not_public(address).map(|reason| reason.kind)
    }

    #[test]
    fn the_first_and_the_last_address_of_each_block_are_refused() {
        let refused = [
            ["0.0.0.0", "0.255.255.255"],
            ["10.0.0.0", "10.255.255.255"],
            ["100.64.0.0", "100.127.255.255"],
            ["127.0.0.0", "127.255.255.255"],
            ["169.254.0.0", "169.254.255.255"],
            ["172.16.0.0", "172.31.255.255"],
            ["192.0.0.0", "192.0.0.255"],
            ["192.0.2.0", "192.0.2.255"],
            ["192.88.99.0", "192.88.99.255"],
            ["192.168.0.0", "192.168.255.255"],
            ["198.18.0.0", "198.19.255.255"],
            ["198.51.100.0", "198.51.100.255"],
            ["203.0.113.0", "203.0.113.255"],
            ["224.0.0.0", "239.255.255.255"],
            ["240.0.0.0", "255.255.255.255"],
            ["::", "::1"],
            ["::2", "::ffff:ffff"],
            ["::ffff:0.0.0.0", "::ffff:255.255.255.255"],
            ["64:ff9b::", "64:ff9b::ffff:ffff"],
            ["64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff"],
            ["100::", "100::ffff:ffff:ffff:ffff"],
            ["2001::", "2001:0:ffff:ffff:ffff:ffff:ffff:ffff"],
            ["2001:1::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff"],
            ["2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"],
            ["2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
            ["3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff"],
            ["4000::", "fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
            ["fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
            ["fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
            ["fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
            ["ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
        ];
        for address in refused.into_iter().flatten() {
            assert!(kind(address).is_some(), "{address}");
        }
    }

    #[test]
    fn their_neighbours_are_of_the_public_internet() {
        for address in [
            "1.0.0.0",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0",
            "169.253.255.255",
            "169.255.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.0.3.0",
            "192.88.98.255",
            "192.88.100.0",
            "192.167.255.255",
            "192.169.0.0",
            "198.17.255.255",
            "198.20.0.0",
            "198.51.99.255",
            "203.0.114.0",
            "223.255.255.255",
            "2000::",
            "2001:200::",
            "2001:db7:ffff::",
            "2001:db9::",
            "2001:4860:4860::8888",
            "2003::",
            "2606:4700:4700::1111",
            "3ffe:ffff::",
            "3fff:1000::",
        ] {
            assert_eq!(kind(address), None, "{address}");
        }
    }

    #[test]
    fn a_refusal_says_what_an_address_is() {
        for (address, expected) in [
            ("127.0.0.1", "loopback"),
            ("169.254.169.254", "link-local"),
            ("::ffff:8.8.8.8", "an IPv4 address, mapped"),
            ("::8.8.8.8", "an IPv4 address, compatible"),
            ("64:ff9b::8.8.8.8", "an IPv4 address behind NAT64"),
            ("2002:808:808::", "an IPv4 address behind 6to4"),
            ("2001::1", "an IPv4 address behind Teredo"),
            ("fd00::1", "unique-local"),
            ("100::1", "reserved"),
        ] {
            assert_eq!(kind(address), Some(expected), "{address}");
        }
    }
}
