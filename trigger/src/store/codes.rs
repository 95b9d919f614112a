//! Which code can go on with a run: its job, in a version that is compatible with the one that
//! started it.
//!
//! Versions are compatible as Cargo has it: `1.2.0` and `1.9.3` are, `0.2.0` and `0.3.0` are not.
//! So a run goes on with a program in which its job was mended, and waits where its job was
//! changed beyond that.

use std::collections::BTreeSet;

/// What names a job's code among all that a run may need.
pub(crate) fn code(job: &str, version: &str) -> String {
    format!("{job} {}", line(version))
}

/// The part of a version that compatible versions share.
fn line(version: &str) -> &str {
    let until = |dots: usize| {
        let end = version.match_indices('.').nth(dots);
        end.map_or(version, |(at, _)| &version[..at])
    };
    match until(0) {
        "0" => until(1),
        major => major,
    }
}

/// The code that a program has.
#[derive(Clone, Debug)]
pub(crate) struct Codes {
    all: BTreeSet<String>,
    /// The same, for SQL.
    json: String,
}

impl Codes {
    /// The code of these jobs and versions.
    pub(crate) fn of<'j>(jobs: impl IntoIterator<Item = (&'j str, &'j str)>) -> Self {
        let all: BTreeSet<String> = jobs
            .into_iter()
            .map(|(job, version)| code(job, version))
            .collect();
        let json = serde_json::json!(all).to_string();
        Self { all, json }
    }

    /// Whether the program has it.
    pub(super) fn have(&self, code: &str) -> bool {
        self.all.contains(code)
    }

    /// A JSON array of all.
    pub(super) fn json(&self) -> &str {
        &self.json
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_can_go_on_with_the_runs_of_compatible_versions() {
        let codes = Codes::of([("stable", "1.4.2"), ("young", "0.3.1")]);
        let can = |job, version| codes.have(&code(job, version));
        for version in ["1.0.0", "1.4.1", "1.9.0"] {
            assert!(can("stable", version), "{version}");
        }
        for version in ["0.9.0", "2.0.0", "11.4.2"] {
            assert!(!can("stable", version), "{version}");
        }
        assert!(can("young", "0.3.0") && !can("young", "0.2.0") && !can("young", "1.3.1"));
        assert!(!can("gone", "1.0.0"));
    }
}
