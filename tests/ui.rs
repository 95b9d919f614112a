//! What the attributes accept and what they say of mistakes.

use std::fs;
use std::path::Path;

#[test]
fn what_is_right_compiles_and_what_is_wrong_says_why() {
    lend_data();
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/pass/*/*.rs");
    cases.compile_fail("tests/ui/fail/*/*.rs");
}

/// Puts the files that the cases name into the package that trybuild compiles them in.
fn lend_data() {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let package = target
        .with_file_name("tests")
        .join("trybuild/trigger-suite/data");
    fs::create_dir_all(&package).expect("a folder for the data");
    for file in fs::read_dir("tests/ui/data").expect("the data") {
        let file = file.expect("a file").path();
        let name = file.file_name().expect("a file has a name");
        fs::copy(&file, package.join(name)).expect("a copy");
    }
}
