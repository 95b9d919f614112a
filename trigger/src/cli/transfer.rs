//! `export` and `import`: runs as JSON lines, to keep them elsewhere or to move them.

use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::Failure;
use super::output::{Output, size};
use super::runs::Filter;
use crate::engine::{Embedded, Engine as _};
use crate::id::RunId;
use crate::record::{RunQuery, RunRecord};

/// How many runs are read, or written in one commit, at a time.
const BATCH: usize = 200;

#[derive(Debug, clap::Args)]
pub(super) struct ExportArgs {
    #[command(flatten)]
    filter: Filter,

    /// The file to write; standard output by default
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub(super) struct ImportArgs {
    /// A file that `export` wrote; `-` for standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

#[derive(Serialize)]
struct Exported {
    file: PathBuf,
    runs: usize,
    /// In bytes.
    size: u64,
}

#[derive(Debug, Default, Serialize)]
struct Imported {
    /// How many runs are new.
    new: usize,
    /// How many were there already and stay as they are.
    known: usize,
    /// How many had not ended: they go on where they are.
    unfinished: usize,
}

/// Writes runs, oldest first, each as a line of what `runs show --json` prints.
pub(super) async fn export(
    engine: &Embedded,
    args: ExportArgs,
    output: Output,
) -> Result<(), Failure> {
    let ids = all(engine, args.filter.query()).await?;
    let progress = bar(ids.len() as u64, "{pos} of {len} runs  {eta} left");
    let Some(file) = args.output else {
        let mut out = BufWriter::new(io::stdout().lock());
        return match write(engine, &ids, &mut out, &progress).await {
            Err(Unwritten::Io(error)) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            done => Ok(done.map(|_| ())?),
        };
    };
    let opened = File::create_new(&file).map_err(|error| of_file(&file, &error))?;
    let mut out = BufWriter::new(opened);
    let runs = write(engine, &ids, &mut out, &progress).await?;
    progress.finish_and_clear();
    let opened = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    opened.sync_all()?;
    let done = Exported {
        runs,
        size: opened.metadata()?.len(),
        file,
    };
    output.print(&done, |done| {
        let Exported {
            file,
            runs,
            size: bytes,
        } = done;
        format!("{}  {runs} runs, {}", file.display(), size(*bytes))
    })
}

/// Why runs could not be written.
enum Unwritten {
    Io(io::Error),
    Failure(Failure),
}

impl From<Unwritten> for Failure {
    fn from(unwritten: Unwritten) -> Self {
        match unwritten {
            Unwritten::Io(error) => error.into(),
            Unwritten::Failure(failure) => failure,
        }
    }
}

async fn write(
    engine: &Embedded,
    ids: &[RunId],
    out: &mut impl Write,
    progress: &ProgressBar,
) -> Result<usize, Unwritten> {
    let mut written = 0;
    for id in ids {
        let run = engine.run(*id).await;
        let run = run.map_err(|error| Unwritten::Failure(error.into()))?;
        // It may have been forgotten meanwhile.
        if let Some(run) = run {
            serde_json::to_writer(&mut *out, &run).map_err(|error| Unwritten::Io(error.into()))?;
            out.write_all(b"\n").map_err(Unwritten::Io)?;
            written += 1;
        }
        progress.inc(1);
    }
    out.flush().map_err(Unwritten::Io)?;
    Ok(written)
}

/// The ids of all the runs that match, oldest first.
async fn all(engine: &Embedded, query: RunQuery) -> Result<Vec<RunId>, Failure> {
    let mut ids = Vec::new();
    loop {
        let after = ids.last().copied();
        let page = RunQuery {
            after,
            limit: BATCH,
            ..query.clone()
        };
        let page = engine.runs(page).await?;
        ids.extend(page.iter().map(|run| run.id));
        if page.len() < BATCH {
            ids.reverse();
            return Ok(ids);
        }
    }
}

/// Takes over the runs of a file as history: they do not execute.
pub(super) async fn import(
    engine: &Embedded,
    args: ImportArgs,
    output: Output,
) -> Result<(), Failure> {
    let (reader, bytes): (Box<dyn BufRead + Send>, _) = if args.file.as_os_str() == "-" {
        (Box::new(BufReader::new(io::stdin())), None)
    } else {
        let file = File::open(&args.file).map_err(|error| of_file(&args.file, &error))?;
        let bytes = file.metadata()?.len();
        (Box::new(BufReader::new(file)), Some(bytes))
    };
    let progress = match bytes {
        Some(bytes) => bar(bytes, "{bytes} of {total_bytes}  {eta} left"),
        None => ProgressBar::hidden(),
    };
    let (mut done, mut batch) = (Imported::default(), Vec::new());
    for (number, line) in (1..).zip(reader.lines()) {
        let line = line.map_err(|error| of_file(&args.file, &error))?;
        progress.inc(line.len() as u64 + 1);
        if line.trim().is_empty() {
            continue;
        }
        let run = match serde_json::from_str::<RunRecord>(&line) {
            Ok(run) => run,
            Err(error) => {
                take_over(engine, &mut batch, &mut done).await?;
                let file = args.file.display();
                return Err(Failure::Failed(format!(
                    "{file}, line {number}, is not a run: {error}; the lines before it are imported"
                )));
            }
        };
        if !run.summary.status.is_finished() {
            done.unfinished += 1;
            continue;
        }
        batch.push(run);
        if batch.len() == BATCH {
            take_over(engine, &mut batch, &mut done).await?;
        }
    }
    take_over(engine, &mut batch, &mut done).await?;
    progress.finish_and_clear();
    output.print(&done, |done| {
        let Imported {
            new,
            known,
            unfinished,
        } = done;
        let mut text = format!("imported {new} runs");
        if *known > 0 {
            text += &format!("\n{known} were there already and stay as they are");
        }
        if *unfinished > 0 {
            text += &format!(
                "\n{unfinished} had not ended and were left out: they go on where they are"
            );
        }
        text
    })
}

async fn take_over(
    engine: &Embedded,
    batch: &mut Vec<RunRecord>,
    done: &mut Imported,
) -> Result<(), Failure> {
    let batch = std::mem::take(batch);
    let given = batch.len();
    let new = engine.import(batch).await?.len();
    done.new += new;
    done.known += given - new;
    Ok(())
}

/// A bar on standard error, if that is a terminal.
fn bar(len: u64, template: &str) -> ProgressBar {
    let bar = ProgressBar::new(len);
    if let Ok(style) = ProgressStyle::with_template(&format!("{{bar:30}} {template}")) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

fn of_file(path: &Path, error: &io::Error) -> Failure {
    Failure::Usage(format!("{}: {error}", path.display()))
}
