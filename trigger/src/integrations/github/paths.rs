//! Where things are at GitHub.

use super::failure::Failure;
use crate::integrations::requests::{NoAnswer, segment};

/// A path under a repository, `acme/site`: `/repos/acme/site` and the segments.
pub(super) fn of_repository(repository: &str, segments: &[&str]) -> Result<String, Failure> {
    let Some((owner, name)) = repository.split_once('/') else {
        let message = format!("`{repository}` is not a repository: write `owner/name`");
        return Err(NoAnswer::Setup(message).into());
    };
    path("/repos", &[&[owner, name], segments].concat())
}

/// A path under what has webhooks: a repository, `acme/site`, or an organisation, `acme`.
pub(super) fn of_hooked(place: &str, segments: &[&str]) -> Result<String, Failure> {
    if place.contains('/') {
        of_repository(place, segments)
    } else {
        path("/orgs", &[&[place], segments].concat())
    }
}

/// A path of segments, which may come from anywhere: none of them can lead to another path.
fn path(root: &str, segments: &[&str]) -> Result<String, Failure> {
    let mut path = root.to_owned();
    for text in segments {
        let encoded = segment(text)
            .ok_or_else(|| NoAnswer::Setup(format!("`{text}` cannot be a part of a path")))?;
        path = format!("{path}/{encoded}");
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_under_what_it_is_of() {
        let of = |repository, segments: &[&str]| of_repository(repository, segments).ok();
        let issue = of("acme/site", &["issues", "7"]);
        assert_eq!(issue.as_deref(), Some("/repos/acme/site/issues/7"));
        let label = of("acme/site", &["labels", "a/b?c"]);
        assert_eq!(label.as_deref(), Some("/repos/acme/site/labels/a%2Fb%3Fc"));
        for repository in ["", "acme", "acme/", "/site", "acme/..", "../site"] {
            assert_eq!(of(repository, &["hooks"]), None, "{repository}");
        }
        assert_eq!(
            of("acme/site/evil", &[]).as_deref(),
            Some("/repos/acme/site%2Fevil")
        );
    }

    #[test]
    fn a_place_without_a_slash_is_an_organisation() {
        let of = |place| of_hooked(place, &["hooks"]).ok();
        assert_eq!(of("acme").as_deref(), Some("/orgs/acme/hooks"));
        assert_eq!(of("acme/site").as_deref(), Some("/repos/acme/site/hooks"));
        assert_eq!(of(""), None);
    }
}
