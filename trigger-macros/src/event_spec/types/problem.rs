//! What is wrong with a schema.

/// Something in a schema that has no Rust type.
#[derive(PartialEq)]
pub(super) struct Problem {
    pub(super) pointer: String,
    /// What to write instead.
    pub(super) message: String,
}

/// The problems, each once: what is referred to twice is read twice.
pub(super) fn once(problems: Vec<Problem>) -> Vec<Problem> {
    let mut once: Vec<Problem> = Vec::new();
    for problem in problems {
        if !once.contains(&problem) {
            once.push(problem);
        }
    }
    once
}
