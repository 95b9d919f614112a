//! Lists, which come in pages.

use std::collections::BTreeSet;
use std::future::Future;

use super::failure::{Failure, NoAnswer};

/// One page of a list.
pub(crate) struct Page<T> {
    pub(crate) things: Vec<T>,
    /// Where the next page begins; `None` after the last one.
    pub(crate) next: Option<String>,
}

/// Reads a list page by page, to its end or until there are as many things as `limit` says. `page`
/// is given where the page begins (`None` is the beginning) and how many things are wanted at most.
///
/// A provider that would go round in circles is found out.
pub(crate) async fn read_all<T, R, P>(
    limit: Option<usize>,
    mut page: impl FnMut(Option<String>, usize) -> P,
) -> Result<Vec<T>, Failure<R>>
where
    P: Future<Output = Result<Page<T>, Failure<R>>>,
{
    let limit = limit.unwrap_or(usize::MAX);
    let (mut things, mut seen, mut start) = (Vec::new(), BTreeSet::new(), None);
    while things.len() < limit {
        let found = page(start.clone(), limit - things.len()).await?;
        things.extend(found.things);
        if found.next.is_none() {
            break;
        }
        start = found.next;
        if !seen.insert(start.clone()) {
            let message = "a page of the list came twice";
            return Err(NoAnswer::Unreadable(message.to_owned()).into());
        }
    }
    things.truncate(limit);
    Ok(things)
}

#[cfg(test)]
mod tests {
    use std::future::ready;

    use super::*;

    /// Reads a list of tens: `0..10`, `10..20` and so on, `pages` of them.
    async fn tens(pages: usize, limit: Option<usize>) -> (Vec<usize>, usize) {
        let mut asked = 0;
        let page = |start: Option<String>, _| {
            asked += 1;
            let start: usize = start.map_or(0, |start| start.parse().expect("a number"));
            let next = start + 10;
            ready(Ok::<_, Failure<()>>(Page {
                things: (start..next).collect(),
                next: (next < pages * 10).then(|| next.to_string()),
            }))
        };
        let things = read_all(limit, page).await.expect("a list");
        (things, asked)
    }

    #[tokio::test]
    async fn a_list_is_read_to_its_end_or_its_limit_and_no_further() {
        assert_eq!(tens(3, None).await, ((0..30).collect(), 3));
        assert_eq!(tens(3, Some(15)).await, ((0..15).collect(), 2));
        assert_eq!(tens(3, Some(20)).await, ((0..20).collect(), 2));
        assert_eq!(tens(3, Some(0)).await, (vec![], 0));
    }

    #[tokio::test]
    async fn a_list_that_goes_round_in_circles_is_an_error() {
        let page = |start: Option<String>, _| {
            let next = match start.as_deref() {
                Some("a") => "b",
                _ => "a",
            };
            let next = Some(next.to_owned());
            ready(Ok::<_, Failure<()>>(Page {
                things: vec![0],
                next,
            }))
        };
        let outcome = read_all(None, page).await;
        assert!(matches!(
            outcome,
            Err(Failure::NoAnswer(NoAnswer::Unreadable(_)))
        ));
    }
}
