//! Objects of GitHub's, with what many of them have.

/// Declares objects of GitHub's, or parts of them.
///
/// A field that is missing or `null` has its type's default, so `None` where that makes a
/// difference; a field that is not declared is kept in `other`, and written back with the rest.
/// What many objects have is named behind the colon and need not be declared again; of these,
/// `action` is the one thing that must be there. `as` gives a field's name at GitHub where Rust
/// cannot have it.
macro_rules! objects {
    ($(
        $(#[$doc:meta])*
        pub struct $name:ident $(: $($shared:ident),+)? { $($own:tt)* }
    )+) => {$(
        objects!(@share [$($($shared)+)?] {} {} {$(#[$doc])*} $name {$($own)*});
    )+};

    (@share [id $($more:ident)*] {$($fields:tt)*} $($rest:tt)*) => {
        objects!(@share [$($more)*] {
            $($fields)*
            /// Its id.
            pub id: i64,
        } $($rest)*);
    };
    (@share [node $($more:ident)*] {$($fields:tt)*} $($rest:tt)*) => {
        objects!(@share [$($more)*] {
            $($fields)*
            /// Its id.
            pub id: i64,
            /// Its id in the GraphQL API.
            pub node_id: String,
        } $($rest)*);
    };
    (@share [number $($more:ident)*] {$($fields:tt)*} $($rest:tt)*) => {
        objects!(@share [$($more)*] {
            $($fields)*
            /// Its number in the repository.
            pub number: i64,
        } $($rest)*);
    };
    (@share [page $($more:ident)*] {$($fields:tt)*} $($rest:tt)*) => {
        objects!(@share [$($more)*] {
            $($fields)*
            /// Where a person sees it.
            pub html_url: String,
        } $($rest)*);
    };
    (@share [times $($more:ident)*] {$($fields:tt)*} $($rest:tt)*) => {
        objects!(@share [$($more)*] {
            $($fields)*
            /// When it was created.
            pub created_at: Option<$crate::time::Timestamp>,
            /// When it was last changed.
            pub updated_at: Option<$crate::time::Timestamp>,
        } $($rest)*);
    };
    (@share [action $($more:ident)*] {$($fields:tt)*} {} $($rest:tt)*) => {
        objects!(@share [$($more)*] {
            $($fields)*
            /// What happened.
            pub action: String,
        } {
            fn missing(&self) -> Option<&'static str> {
                self.action.is_empty().then_some("action")
            }
        } $($rest)*);
    };
    (@share [event $($more:ident)*] {$($fields:tt)*} $($rest:tt)*) => {
        objects!(@share [$($more)*] {
            $($fields)*
            /// The repository where it happened.
            pub repository: $crate::integrations::github::Repository,
            /// The organisation that the repository belongs to, if it does to one.
            pub organization: Option<$crate::integrations::github::Organization>,
            /// Who did it; the user `ghost` where GitHub does not know.
            pub sender: $crate::integrations::github::User,
        } $($rest)*);
    };
    (@share [] {$($shared:tt)*} $missing:tt {$($doc:tt)*} $name:ident {$($own:tt)*}) => {
        $crate::integrations::tolerant::object!({
            $($doc)*
            ///
            /// A field that GitHub does not send, or sends as `null`, has its default.
        } $name {$($shared)* $($own)*} $missing, $crate::integrations::github::objects::Manners);
    };
}
pub(super) use objects;

use serde::Deserialize;
use serde::de::{Error as _, MapAccess};
use serde::ser::SerializeMap;

use crate::integrations::tolerant::Manner;
use crate::time::Timestamp;

/// Times are text such as `2026-11-23T20:00:00Z`. A push has the seconds since 1970 for some of
/// them, so these are read too.
pub(super) enum Manners {}

impl Manner for Manners {
    fn read_time<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<Timestamp>, A::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Time {
            Text(Timestamp),
            Seconds(i64),
        }
        match map.next_value()? {
            None => Ok(None),
            Some(Time::Text(time)) => Ok(Some(time)),
            Some(Time::Seconds(seconds)) => Timestamp::from_second(seconds)
                .map(Some)
                .map_err(A::Error::custom),
        }
    }

    fn write_time<M: SerializeMap>(
        time: Timestamp,
        name: &'static str,
        map: &mut M,
    ) -> Result<(), M::Error> {
        map.serialize_entry(name, &time)
    }
}
