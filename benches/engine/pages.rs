//! How long the dashboard's pages take, and what it costs that somebody looks on.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OpenFlags};

use crate::app::Told;
use crate::options::Size;
use crate::report::{MAX, P50, Report};
use crate::scenarios::Bench;
use crate::{Result, process};

/// How many runs a second are started while somebody looks on.
const PACE: u32 = 100;

/// Asks for each page a few times.
pub fn all(bench: &Bench<'_>, size: &Size, report: &mut Report) -> Result<()> {
    for (name, path) in paths(bench.database)? {
        let mut taken = Vec::new();
        for _ in 0..size.pages {
            let began = Instant::now();
            let status = ask(bench.served.address, &path)?;
            taken.push(began.elapsed());
            if status != 200 {
                return Err(format!("{path} answers {status}").into());
            }
        }
        taken.sort_unstable();
        let mut scenario = report.scenario(format!("page {name}"), bench.history);
        for percentile in [P50, MAX] {
            scenario.add_percentile(percentile, &taken, None);
        }
    }
    Ok(())
}

/// The pages, with the newest run, event and delivery, and searches that find nothing.
fn paths(database: &Path) -> Result<Vec<(&'static str, String)>> {
    let sql = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let newest = |table: &str, kind: &str| -> rusqlite::Result<String> {
        let select = format!("SELECT lower(hex(id)) FROM {table} ORDER BY seq DESC LIMIT 1");
        let id: String = sql.query_row(&select, [], |row| row.get(0))?;
        Ok(format!("{kind}_{id}"))
    };
    let middle = |table: &str, kind: &str| -> rusqlite::Result<String> {
        let select = format!(
            "SELECT lower(hex(id)) FROM {table} WHERE seq >= (SELECT max(seq) / 2 FROM {table})
             ORDER BY seq LIMIT 1"
        );
        let id: String = sql.query_row(&select, [], |row| row.get(0))?;
        Ok(format!("{kind}_{id}"))
    };
    let event: String = sql.query_row(
        "SELECT id FROM events ORDER BY seq DESC LIMIT 1",
        [],
        |row| row.get(0),
    )?;
    // So many seconds before the first real run, which is younger than all of the past.
    let before = |seconds: i64| -> rusqlite::Result<String> {
        let select = "SELECT strftime('%Y-%m-%dT%H:%M:%SZ', created_at / 1000000 - ?1, 'unixepoch')
                      FROM runs ORDER BY seq LIMIT 1";
        sql.query_row(select, [seconds], |row| row.get(0))
    };
    let lately = before(1_800)?;
    let minute = format!("from={}&until={}", before(64_000)?, before(63_940)?);
    let run = newest("runs", "run")?;
    let delivery = newest("deliveries", "delivery")?;
    Ok(vec![
        ("overview", "/".to_owned()),
        ("jobs", "/jobs".to_owned()),
        ("job", "/jobs/three-tasks".to_owned()),
        ("job that never ran", "/jobs/alone".to_owned()),
        ("test", "/jobs/three-tasks/test".to_owned()),
        ("runs", "/runs".to_owned()),
        ("runs, completed", "/runs?status=completed".to_owned()),
        ("runs, failed", "/runs?status=failed".to_owned()),
        (
            "runs of a job, failed",
            "/runs?status=failed&job=three-tasks".to_owned(),
        ),
        ("runs of no job", "/runs?job=none".to_owned()),
        (
            "runs, a text in none",
            "/runs?q=nowhere-to-be-found".to_owned(),
        ),
        (
            "runs, from tomorrow",
            "/runs?from=2200-01-01T00:00:00Z".to_owned(),
        ),
        (
            "runs, until long ago",
            "/runs?until=2000-01-01T00:00:00Z".to_owned(),
        ),
        ("runs, a minute long ago", format!("/runs?{minute}")),
        (
            "runs, failed lately",
            format!("/runs?status=failed&from={lately}"),
        ),
        (
            "runs of no more, completed",
            "/runs?status=completed&job=no-more".to_owned(),
        ),
        (
            "runs of a job, failed, a minute",
            format!("/runs?status=failed&job=three-tasks&{minute}"),
        ),
        (
            "runs of no more, failed lately",
            format!("/runs?status=failed&job=no-more&from={lately}"),
        ),
        (
            "runs, all narrowed, in none",
            format!("/runs?status=failed&job=no-more&q=nowhere-to-be-found&until={lately}"),
        ),
        (
            "runs, all narrowed, deep",
            format!(
                "/runs?status=completed&job=three-tasks&q=price&until={lately}&after={}",
                middle("runs", "run")?
            ),
        ),
        (
            "runs, deep",
            format!("/runs?after={}", middle("runs", "run")?),
        ),
        ("run", format!("/runs/{run}")),
        ("change all", "/runs/change?change=retry".to_owned()),
        ("events", "/events".to_owned()),
        ("events of no name", "/events?name=none".to_owned()),
        ("event", format!("/events/{event}")),
        ("deliveries", "/deliveries".to_owned()),
        (
            "deliveries, rejected",
            "/deliveries?verdict=rejected".to_owned(),
        ),
        ("delivery", format!("/deliveries/{delivery}")),
        ("sources", "/sources".to_owned()),
        ("source", "/sources/stripe.webhook".to_owned()),
        ("schedules", "/schedules".to_owned()),
        ("integrations", "/integrations".to_owned()),
    ])
}

/// What a processor spends on runs that come at a steady pace, with nobody and with somebody who
/// has the list of runs open.
pub async fn watched(bench: &Bench<'_>, size: &Size, report: &mut Report) -> Result<()> {
    let alone = bench.paced(PACE, size.watched).await?;
    let viewer = Viewer::of(bench.served.address, "/runs");
    let together = bench.paced(PACE, size.watched).await?;
    let fetched = viewer.leave();
    let name = format!("a viewer of {PACE} runs a second");
    let mut scenario = report.scenario(name, bench.history);
    scenario.add("processor", alone, "%");
    scenario.add("with viewer", together, "%");
    scenario.add("for the viewer", together - alone, "%");
    #[allow(clippy::cast_precision_loss)]
    scenario.add("fetched", fetched as f64 / size.watched.as_secs_f64(), "/s");
    Ok(())
}

impl Bench<'_> {
    /// The share of a processor that runs take which come at a pace.
    async fn paced(&self, pace: u32, during: Duration) -> Result<f64> {
        let before = process::ticks(self.served.process())?;
        let began = Instant::now();
        let mut sent = 0;
        let mut tick = tokio::time::interval(Duration::from_millis(100));
        while began.elapsed() < during {
            tick.tick().await;
            let some = pace as usize / 10;
            self.send(some, 1, "price.created", |_| 0).await?;
            sent += some;
        }
        self.served.told(Told::ThreeTasks, sent)?;
        let used = process::ticks(self.served.process())? - before;
        Ok(used / began.elapsed().as_secs_f64())
    }
}

/// A browser that has a page open: it hears that the page has changed and fetches it.
struct Viewer {
    gone: Arc<AtomicBool>,
    fetched: Arc<AtomicUsize>,
}

impl Viewer {
    fn of(address: SocketAddr, page: &'static str) -> Self {
        let viewer = Self {
            gone: Arc::default(),
            fetched: Arc::default(),
        };
        let (gone, fetched) = (Arc::clone(&viewer.gone), Arc::clone(&viewer.fetched));
        std::thread::spawn(move || -> io::Result<()> {
            let mut stream = TcpStream::connect(address)?;
            stream.write_all(&head(address, &format!("/live?page={page}"), ""))?;
            for line in BufReader::new(stream).lines() {
                if gone.load(Ordering::Relaxed) {
                    break;
                }
                if line?.contains("event: changed") {
                    ask(address, page)?;
                    fetched.fetch_add(1, Ordering::Relaxed);
                }
            }
            Ok(())
        });
        viewer
    }

    fn leave(self) -> usize {
        self.gone.store(true, Ordering::Relaxed);
        self.fetched.load(Ordering::Relaxed)
    }
}

/// Asks for a page as a browser does, and gives its status.
fn ask(address: SocketAddr, path: &str) -> io::Result<u16> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(&head(
        address,
        path,
        "Accept-Encoding: gzip\r\nConnection: close\r\n",
    ))?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let status = answer
        .get(9..12)
        .and_then(|status| std::str::from_utf8(status).ok());
    let status = status.and_then(|status| status.parse().ok());
    status.ok_or_else(|| io::Error::other("no status"))
}

fn head(address: SocketAddr, path: &str, headers: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n{headers}\r\n").into_bytes()
}
