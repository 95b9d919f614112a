//! An app as its users have it: a process with a folder, an environment and a database.
//!
//! ```ignore
//! let stripe = StripeApi::start();
//! let app = App::prices("created").with_stripe(&stripe.env());
//! let serving = app.serve();
//! app.until_registered(&serving);
//! let event = stripe_api::event("price.created", stripe_api::price("price_1"));
//! assert_eq!(serving.deliver(&stripe.endpoints()[0], &event).status, 200);
//! assert_eq!(app.until_finished(&serving, "created")["status"], "completed");
//! assert!(serving.stop().status.success());
//! ```

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use super::http::Answer;
use super::stripe_api::{self, Endpoint};

/// Where providers are told to reach an app. Nothing is there: a test hands deliveries on to the
/// address that the app listens on.
pub const PUBLIC_URL: &str = "https://prices.example";

/// How long something that must happen may take. It is only ever waited for by a test that fails.
const DEADLINE: Duration = Duration::from_secs(60);

/// How often a condition is looked at that nothing announces.
const LOOK: Duration = Duration::from_millis(50);

/// An app that can be started any number of times over one database.
pub struct App {
    binary: PathBuf,
    folder: TempDir,
    variables: BTreeMap<&'static str, String>,
}

impl App {
    /// An app of the suite's examples, in a folder of its own and an environment that says nothing.
    pub fn example(name: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let database = folder.path().join("data/app.db");
        let variables = BTreeMap::from([("TRIGGER_DATABASE", text(&database))]);
        Self {
            binary: built(name),
            folder,
            variables,
        }
    }

    /// `tests/apps/prices.rs` with the jobs of these ids.
    pub fn prices(jobs: &str) -> Self {
        let mut app = Self::example("prices").with("PRICES_JOBS", jobs);
        for (name, file) in [("PRICES_LEDGER", "ledger"), ("PRICES_GATE", "gate")] {
            let path = text(&app.folder.path().join(file));
            app.set(name, path);
        }
        app
    }

    /// With a variable.
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.set(name, value);
        self
    }

    /// Reached by Stripe, or a stand-in for it, under a public URL.
    pub fn with_stripe(self, variables: &[(&'static str, String)]) -> Self {
        let set = |app: Self, (name, value): &(&'static str, String)| app.with(name, value);
        let app = self.with("TRIGGER_PUBLIC_URL", PUBLIC_URL);
        variables.iter().fold(app, set)
    }

    /// Sets a variable for what is started from now on.
    pub fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.variables.insert(name, value.into());
    }

    /// The folder that holds nothing but the database and what belongs to it.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Where a file beside the database's folder is.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file beside the database's folder.
    pub fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, content).expect("a file");
        path
    }

    /// The lines that the tasks of `prices` or `shop` wrote, in order.
    pub fn ledger(&self) -> Vec<String> {
        let ledger = fs::read_to_string(self.folder.path().join("ledger"));
        let ledger = ledger.unwrap_or_default();
        ledger.lines().map(str::to_owned).collect()
    }

    /// Lets runs go on that are at the gate or come to it.
    pub fn open_the_gate(&self) {
        self.file("gate", "");
    }

    /// Waits until a run is at the gate, and forgets that it was.
    pub fn until_at_the_gate(&self, serving: &Serving) {
        let reached = self.folder.path().join("gate.reached");
        serving.until("a run at the gate", || fs::remove_file(&reached).ok());
    }

    /// A command of the app, with nothing of the test's own environment that could change it.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        for (name, _) in std::env::vars_os() {
            let upper = name.to_string_lossy().to_uppercase();
            let prefixes = [
                "TRIGGER_", "STRIPE_", "GITHUB_", "SLACK_", "PRICES_", "ISSUES_", "SHOP_",
                "INBOX_", "ORDERS_", "OTEL_", "RUST_LOG",
            ];
            if upper.ends_with("_PROXY") || prefixes.iter().any(|start| upper.starts_with(start)) {
                command.env_remove(&name);
            }
        }
        command
            .args(arguments)
            .envs(&self.variables)
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.run_with(arguments, "")
    }

    /// Runs a command to its end with something on its standard input.
    #[track_caller]
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = self.command(arguments);
        let mut child = command
            .stdin(Stdio::piped())
            .spawn()
            .expect("the app starts");
        let mut stdin = child.stdin.take().expect("a pipe");
        // A command that takes no input may be gone by now.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        let stdout = all_of(child.stdout.take().expect("a pipe"));
        let stderr = all_of(child.stderr.take().expect("a pipe"));
        let status = ended(&mut child);
        let [stdout, stderr] = [stdout, stderr].map(|all| all.join().expect("it can be read"));
        let output = Output {
            status: status.unwrap_or_default(),
            stdout,
            stderr,
        };
        assert!(status.is_some(), "{arguments:?} did not end: {output:?}");
        output
    }

    /// What a command that succeeds writes with `--json`: one document, and nothing else.
    #[track_caller]
    pub fn json(&self, arguments: &[&str]) -> Value {
        let arguments = [arguments, &["--json"]].concat();
        let output = self.run(&arguments);
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        document(&output)
    }

    /// The app's only source.
    #[track_caller]
    pub fn source(&self) -> Value {
        match &self.json(&["sources"]).as_array().expect("a list")[..] {
            [source] => source.clone(),
            sources => panic!("one source is expected: {sources:?}"),
        }
    }

    /// Starts `serve` and waits for what the start says.
    pub fn serve(&self) -> Serving {
        self.serve_as(&["serve"])
    }

    /// Starts `serve` and waits until it ends by itself.
    #[track_caller]
    pub fn serve_until_it_ends(&self) -> Output {
        self.run(&["serve", "--listen", "127.0.0.1:0", "--json"])
    }

    /// The same as [`serve`](Self::serve) with another spelling of the command.
    pub fn serve_as(&self, arguments: &[&str]) -> Serving {
        let options = ["--listen", "127.0.0.1:0", "--json"];
        let mut command = self.command(&[arguments, &options].concat());
        Serving::start(command.spawn().expect("the app starts"))
    }

    /// Waits until the app's only source is registered.
    #[track_caller]
    pub fn until_registered(&self, serving: &Serving) {
        self.until_source(serving, "registered");
    }

    /// Waits until the app's only source is in a state, and gives it.
    #[track_caller]
    pub fn until_source(&self, serving: &Serving, state: &str) -> Value {
        let wanted = |source: &Value| source["state"] == state;
        let look = || Some(self.source()).filter(wanted);
        serving.until(&format!("a source that is {state}"), look)
    }

    /// Waits until the newest run of a job is finished, and gives it with its tasks.
    #[track_caller]
    pub fn until_finished(&self, serving: &Serving, job: &str) -> Value {
        serving.until(&format!("a finished run of {job}"), || {
            let runs = self.json(&["runs", "--job", job, "--limit", "1"]);
            let id = runs[0]["finished_at"]
                .as_str()
                .and(runs[0]["id"].as_str())?;
            Some(self.json(&["runs", "show", id]))
        })
    }
}

/// Waits until a process has ended; one that does not is killed.
fn ended(child: &mut Child) -> Option<ExitStatus> {
    let deadline = Instant::now() + DEADLINE;
    while Instant::now() < deadline {
        if let Some(status) = child.try_wait().expect("a child") {
            return Some(status);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    // It may end just now.
    let _ = child.kill();
    let _ = child.wait();
    None
}

/// Reads all that a process writes.
fn all_of(mut output: impl Read + Send + 'static) -> JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut all = Vec::new();
        output.read_to_end(&mut all).expect("it can be read");
        all
    })
}

/// The single JSON document that is a command's standard output.
#[track_caller]
pub fn document(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("not one JSON document: {error}: {output:?}"))
}

/// An app that serves. It is killed when this is dropped.
pub struct Serving {
    child: Child,
    /// The document that the start wrote to standard output.
    pub started: Value,
    stdout: Arc<Said>,
    stderr: Arc<Said>,
}

/// What a process has written to one of its outputs.
#[derive(Default)]
struct Said {
    written: Mutex<Written>,
    more: Condvar,
}

#[derive(Default)]
struct Written {
    lines: Vec<String>,
    /// Whether the process has closed it.
    closed: bool,
}

/// A process that has ended, and all that it wrote.
#[derive(Debug)]
pub struct Ended {
    pub status: ExitStatus,
    pub stdout: String,
    pub stderr: String,
}

impl Serving {
    fn start(mut child: Child) -> Self {
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let stdout = Said::by(stdout.expect("a pipe"));
        let stderr = Said::by(stderr.expect("a pipe"));
        let mut serving = Self {
            child,
            started: Value::Null,
            stdout,
            stderr,
        };
        let stdout = Arc::clone(&serving.stdout);
        let document = || serde_json::from_str(&stdout.text()).ok();
        serving.started = serving.until_shown(&stdout, "what the start says", document);
        serving
    }

    /// Where it listens, with a path.
    pub fn url(&self, path: &str) -> String {
        let address = self.started["listen"].as_str().expect("an address");
        format!("http://{address}{path}")
    }

    /// Delivers an event to the app as the provider would: to the path of an endpoint's URL, signed
    /// with that endpoint's secret.
    #[track_caller]
    pub fn deliver(&self, endpoint: &Endpoint, event: &Value) -> Answer {
        let path = endpoint.url.strip_prefix(PUBLIC_URL);
        let url = self.url(path.expect("the endpoint is at the public URL"));
        stripe_api::post(&url, &endpoint.secret, event).expect("an answer")
    }

    /// What it has written to standard error.
    pub fn said(&self) -> String {
        self.stderr.text()
    }

    /// Waits until a condition holds; it is looked at whenever the process says something, and now
    /// and then in case that another one does.
    #[track_caller]
    pub fn until<T>(&self, what: &str, look: impl FnMut() -> Option<T>) -> T {
        self.until_shown(&self.stderr, what, look)
    }

    #[track_caller]
    fn until_shown<T>(&self, output: &Said, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
        let deadline = Instant::now() + DEADLINE;
        loop {
            let seen = output.lock().lines.len();
            let closed = output.lock().closed;
            if let Some(found) = look() {
                return found;
            }
            assert!(
                !closed && Instant::now() < deadline,
                "{what} was waited for in vain; the app said:\n{}",
                self.said()
            );
            let same = |written: &mut Written| written.lines.len() == seen && !written.closed;
            drop(output.more.wait_timeout_while(output.lock(), LOOK, same));
        }
    }

    /// Waits until a line on standard error contains a text.
    #[track_caller]
    pub fn until_said(&self, text: &str) {
        self.until(text, || self.said().contains(text).then_some(()));
    }

    /// The most memory that it has had so far, in bytes.
    pub fn peak_memory(&self) -> u64 {
        let status = format!("/proc/{}/status", self.child.id());
        let status = fs::read_to_string(status).expect("Linux says what a process holds");
        let peak = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
        let peak: u64 = peak.expect("a peak").parse().expect("a number");
        peak * 1024
    }

    /// Sends a signal, such as `TERM`.
    pub fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.child.id());
        let sent = Command::new("sh").args(["-c", &kill]).status();
        assert!(sent.expect("a shell").success(), "{kill}");
    }

    /// Asks it to stop and waits until it has.
    pub fn stop(self) -> Ended {
        self.stop_by("TERM")
    }

    /// The same with another signal.
    pub fn stop_by(self, signal: &str) -> Ended {
        self.signal(signal);
        self.end()
    }

    /// Waits until it ends.
    #[track_caller]
    pub fn end(mut self) -> Ended {
        self.until_ended()
    }

    /// Ends it with SIGKILL: it does nothing more, not even tidy up.
    pub fn kill(mut self) -> Ended {
        self.child.kill().expect("it can be killed");
        self.until_ended()
    }

    #[track_caller]
    fn until_ended(&mut self) -> Ended {
        let Some(status) = ended(&mut self.child) else {
            panic!("it did not end; it said:\n{}", self.said());
        };
        let all = |output: &Said| {
            let closed = output
                .more
                .wait_while(output.lock(), |written| !written.closed);
            drop(closed);
            output.text()
        };
        Ended {
            status,
            stdout: all(&self.stdout),
            stderr: all(&self.stderr),
        }
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Said {
    /// Reads what a process writes, until it closes it.
    fn by(output: impl Read + Send + 'static) -> Arc<Self> {
        let said = Arc::new(Self::default());
        let kept = Arc::clone(&said);
        std::thread::spawn(move || {
            for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
                let line = String::from_utf8_lossy(&line).into_owned();
                kept.lock().lines.push(line);
                kept.more.notify_all();
            }
            kept.lock().closed = true;
            kept.more.notify_all();
        });
        said
    }

    fn text(&self) -> String {
        self.lock().lines.join("\n")
    }

    fn lock(&self) -> MutexGuard<'_, Written> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The binary of an example, which is built first: a test that is run by itself does not build it.
fn built(name: &str) -> PathBuf {
    static BUILT: Mutex<BTreeMap<String, PathBuf>> = Mutex::new(BTreeMap::new());
    let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
    let path = built.entry(name.to_owned()).or_insert_with(|| build(name));
    path.clone()
}

fn build(name: &str) -> PathBuf {
    // target/PROFILE/deps/TEST: the examples are beside `deps`.
    let test = std::env::current_exe().expect("this executable");
    let folder = test.ancestors().nth(2).expect("the profile's folder");
    let profile = match folder.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(profile) => profile,
    };
    let mut cargo = Command::new(env!("CARGO"));
    // What cargo tells a test about its package would have build scripts run again.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            cargo.env_remove(&*name);
        }
    }
    let build = ["build", "--quiet", "--profile", profile, "--example", name];
    let built = cargo
        .args(build)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo");
    let said = String::from_utf8_lossy(&built.stderr);
    assert!(built.status.success(), "{build:?}: {said}");
    let binary = format!("{name}{}", std::env::consts::EXE_SUFFIX);
    folder.join("examples").join(binary)
}

fn text(path: &Path) -> String {
    path.to_str().expect("a path that is text").to_owned()
}
