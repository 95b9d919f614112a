//! Bodies that are not what they should be.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::exposed::{Exposed, SECRET, created};
use super::support::stripe_api::{now, signature};

/// Case 23: what would inflate is not inflated.
#[test]
fn a_bomb_is_refused_unopened() {
    let app = Exposed::start();
    let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
    let zeros = vec![0; 1024 * 1024];
    for _ in 0..64 {
        bomb.write_all(&zeros).expect("it is written");
    }
    let bomb = bomb.finish().expect("it is written");
    assert!(bomb.len() < 100_000);
    let header = signature(SECRET, now(), &bomb);
    let before = app.serving.peak_memory();
    for encoding in ["gzip", "deflate", "br", "zstd", "gzip, gzip", "x"] {
        let headers = [
            ("content-encoding", encoding),
            ("stripe-signature", &*header),
        ];
        let answer = app.send(&headers, &bomb);
        assert_eq!(answer.status, 415, "{encoding}: {answer:?}");
    }
    // Without a word about it, it is bytes that are not JSON.
    assert_eq!(app.send_under(&header, &bomb).status, 400);
    let grown = app.serving.peak_memory() - before;
    assert!(grown < 16 << 20, "{grown} bytes more than before");
    app.assert_unharmed();
}

/// Case 24.
#[test]
fn what_is_signed_and_no_event_is_refused() {
    let app = Exposed::start();
    let deep = |open: &str, close: &str| {
        format!(
            r#"{{"id":"evt_1","type":"price.created","created":1,"data":{{"object":{}{}}}}}"#,
            open.repeat(100_000),
            close.repeat(100_000)
        )
    };
    let good = created("price_1").to_string();
    let mut bad_utf8 = good.clone().into_bytes();
    bad_utf8.truncate(bad_utf8.len() - 1);
    bad_utf8.extend_from_slice(b",\"a\":\"\xff\"}");
    let bodies: [(&str, Vec<u8>); 10] = [
        ("nothing", Vec::new()),
        ("a NUL after it", [good.as_bytes(), b"\0"].concat()),
        (
            "a NUL within",
            good.replace("price_1", "price\0").into_bytes(),
        ),
        (
            "a byte order mark",
            [b"\xef\xbb\xbf", good.as_bytes()].concat(),
        ),
        ("bad UTF-8", bad_utf8),
        ("100k deep", deep("[", "]").into_bytes()),
        ("100k deep and unfinished", deep("[", "").into_bytes()),
        ("100k objects deep", deep("{\"a\":", "}").into_bytes()),
        (
            "UTF-16",
            good.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        ),
        ("two of them", [good.as_bytes(), good.as_bytes()].concat()),
    ];
    for (what, body) in &bodies {
        // Before the signature is checked, nothing of it is looked at.
        let forged = signature("whsec_guess", now(), body);
        assert_eq!(app.send_under(&forged, body).status, 401, "{what}");
        let answer = app.send_signed(body);
        assert_eq!(answer.status, 400, "{what}: {answer:?}");
    }
    assert_eq!(app.deliveries().len(), 2 * bodies.len());
    app.assert_unharmed();
}
