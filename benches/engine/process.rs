//! What the operating system says of the app's process.

use std::fs;
use std::io;

/// Memory that the process holds, in MB.
pub fn memory(process: u32) -> io::Result<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok());
    kilobytes
        .map(|kilobytes| kilobytes / 1024.0)
        .ok_or_else(|| io::Error::other("no VmRSS"))
}

/// Ticks of a processor, of 10 ms each, that the process has used.
pub fn ticks(process: u32) -> io::Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    // After the name, which is in parentheses and may hold anything.
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let mut fields = fields.split_whitespace().skip(11);
    let mut next = || fields.next().and_then(|field| field.parse::<f64>().ok());
    match (next(), next()) {
        (Some(user), Some(system)) => Ok(user + system),
        _ => Err(io::Error::other("no times")),
    }
}
