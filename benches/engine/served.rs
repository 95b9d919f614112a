//! The app as a process, as the bench sees it.

use std::io::{self, BufRead as _, BufReader, Read as _};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use serde::Deserialize;

use crate::app::{TELL, Told};
use crate::support::stripe_api::StripeApi;

/// Nothing that is waited for takes longer, unless the app is broken.
const DEADLINE: Duration = Duration::from_secs(600);

/// The app, serving.
pub struct Served {
    child: Child,
    pub address: SocketAddr,
    /// How long it took from its start until it said where it listens.
    pub start: Duration,
    /// When the app said that a run has completed, which is after its commit.
    completed: Receiver<Instant>,
    /// What the jobs' own code told, by what it is.
    told: [Receiver<Heard>; Told::ALL.len()],
}

/// A number that a job told, and when it was heard.
pub struct Heard {
    pub number: u64,
    pub at: Instant,
}

#[derive(Deserialize)]
struct Started {
    listen: SocketAddr,
}

impl Served {
    /// Starts it, to have so many runs of one job at work at once.
    pub fn start(database: &Path, stripe: &StripeApi, at_work: usize) -> io::Result<Self> {
        // Of each sixteen places one is kept for other jobs.
        let places = at_work + at_work / 15;
        let (address, told) = listen()?;
        let began = Instant::now();
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", "--listen", "127.0.0.1:0", "--json"])
            .env(TELL, address.to_string())
            .env("TRIGGER_DATABASE", database)
            .env("TRIGGER_CONCURRENCY", places.to_string())
            .env("TRIGGER_PUBLIC_URL", "https://bench.example")
            .envs(stripe.env())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let lines = BufReader::new(stderr.ok_or_else(missing)?).lines();
        let (say, completed) = mpsc::channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if line.contains(" completed ") && say.send(Instant::now()).is_err() {
                    break;
                }
            }
        });
        let stdout = BufReader::new(stdout.ok_or_else(missing)?);
        let mut documents = serde_json::Deserializer::from_reader(stdout).into_iter::<Started>();
        let started = documents.next().ok_or_else(missing)?;
        Ok(Self {
            child,
            address: started.map_err(io::Error::other)?.listen,
            start: began.elapsed(),
            completed,
            told,
        })
    }

    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// When the next run completed.
    pub fn completed(&self) -> io::Result<Instant> {
        self.completed
            .recv_timeout(DEADLINE)
            .map_err(io::Error::other)
    }

    /// Forgets which runs have completed so far.
    pub fn forget_completed(&self) {
        while self.completed.try_recv().is_ok() {}
    }

    /// The next numbers that jobs told of something.
    pub fn told(&self, what: Told, count: usize) -> io::Result<Vec<Heard>> {
        let told = &self.told[what as usize];
        let next = |_| told.recv_timeout(DEADLINE).map_err(io::Error::other);
        (0..count).map(next).collect()
    }

    /// How many numbers were told that nobody has asked for yet.
    pub fn heard(&self, what: Told) -> usize {
        self.told[what as usize].try_iter().count()
    }

    /// Asks it to stop, and waits until it has.
    pub fn stop(mut self) -> io::Result<()> {
        let asked = Command::new("kill")
            .arg(self.process().to_string())
            .status()?;
        let ended = self.child.wait()?;
        match asked.success() && ended.success() {
            true => Ok(()),
            false => Err(io::Error::other(format!("the app ended with {ended}"))),
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn missing() -> io::Error {
    io::Error::other("the app did not start")
}

/// Takes what the app's jobs tell.
fn listen() -> io::Result<(SocketAddr, [Receiver<Heard>; Told::ALL.len()])> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    let channels = Told::ALL.map(|_| mpsc::channel());
    let say = channels.each_ref().map(|(say, _)| say.clone());
    std::thread::spawn(move || {
        let Ok((socket, _)) = listener.accept() else {
            return;
        };
        let mut socket = BufReader::new(socket);
        let mut said = [0; 9];
        while socket.read_exact(&mut said).is_ok() {
            let [what, number @ ..] = said;
            let heard = Heard {
                number: u64::from_be_bytes(number),
                at: Instant::now(),
            };
            if say[usize::from(what)].send(heard).is_err() {
                break;
            }
        }
    });
    Ok((address, channels.map(|(_, told)| told)))
}
