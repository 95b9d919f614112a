//! The reference of the attributes says what the compiler says.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The attributes whose pages refer to the mistakes of another one.
const ALSO: [(&str, &str); 1] = [("tasks", "task")];

/// The files of a folder that end in `end`, by their names without it.
fn files(folder: &Path, end: &str) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .filter_map(|path| {
            let name = path.file_name()?.to_str()?.strip_suffix(end)?.to_owned();
            Some((name, fs::read_to_string(&path).expect("a text")))
        })
        .collect()
}

/// The second column of the last table of a page: what is said of each mistake.
fn messages(page: &str) -> Vec<String> {
    let (_, errors) = page
        .split_once("| mistake | what is said |")
        .expect("a table of errors");
    let rows = errors.lines().filter(|line| line.starts_with("| "));
    rows.map(|row| {
        let row = row.replace("\\|", "\u{0}");
        let said = row.split(" | ").nth(1).expect("a second column");
        said.trim_end_matches(" |")
            .trim_matches('`')
            .replace('\u{0}', "|")
    })
    .collect()
}

/// Without the backquotes, which cannot stand within others.
fn plain(text: &str) -> String {
    text.replace('`', "")
}

#[test]
fn what_the_reference_says_of_a_mistake_the_compiler_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut unsaid = Vec::new();
    for (attribute, page) in files(&root.join("trigger-macros/docs"), ".md") {
        let also = ALSO.iter().filter(|(of, _)| *of == attribute);
        let folders = also.map(|(_, other)| *other).chain([&*attribute]);
        let said: String = folders
            .flat_map(|folder| files(&root.join("tests/ui/fail").join(folder), ".stderr"))
            .map(|(_, stderr)| plain(&stderr))
            .collect();
        let messages = messages(&page);
        assert!(messages.len() > 3, "the errors of {attribute} are a table");
        let unsaid_here = messages
            .into_iter()
            .filter(|message| !said.contains(message));
        unsaid.extend(unsaid_here.map(|message| format!("{attribute}: {message}")));
    }
    assert!(unsaid.is_empty(), "nobody says:\n{}", unsaid.join("\n"));
}
