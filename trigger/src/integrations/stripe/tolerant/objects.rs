//! Objects of Stripe's, with what many of them have.

/// Declares objects of Stripe's, or parts of them.
///
/// A field that is missing or `null` has its type's default, so `None` where that makes a
/// difference; a field that is not declared is kept in `other`, and written back with the rest.
/// What many objects have is named behind the colon and need not be declared again; of these, `id`
/// is the one thing that must be there. `as` gives a field's name at Stripe where Rust cannot have
/// it, and times are the seconds since 1970 that Stripe sends.
///
/// It is shorter to compile than what serde derives: an object is a few lines around what all objects share.
macro_rules! objects {
    ($(
        $(#[$doc:meta])*
        pub struct $name:ident $(: $($shared:ident),+)? { $($own:tt)* }
    )+) => {$(
        objects!(@share [$($($shared)+)?] {} {} {$(#[$doc])*} $name {$($own)*});
    )+};

    (@share [id $($more:ident)*] {$($fields:tt)*} {} $($rest:tt)*) => {
        objects!(@share [$($more)*] {
            $($fields)*
            /// The object's id, the one field that is always there.
            pub id: String,
            /// What kind of object it is, as Stripe calls it.
            pub object: String,
        } {
            fn missing(&self) -> Option<&'static str> {
                self.id.is_empty().then_some("id")
            }
        } $($rest)*);
    };
    (@share [object $($more:ident)*] {$($fields:tt)*} $($rest:tt)*) => {
        objects!(@share [$($more)*] {
            $($fields)*
            /// What kind of object it is, as Stripe calls it.
            pub object: String,
        } $($rest)*);
    };
    (@share [created $($more:ident)*] {$($fields:tt)*} $($rest:tt)*) => {
        objects!(@share [$($more)*] {
            $($fields)*
            /// When it was created.
            pub created: $crate::time::Timestamp,
        } $($rest)*);
    };
    (@share [livemode $($more:ident)*] {$($fields:tt)*} $($rest:tt)*) => {
        objects!(@share [$($more)*] {
            $($fields)*
            /// Whether it is real, as opposed to a test one.
            pub livemode: bool,
        } $($rest)*);
    };
    (@share [metadata $($more:ident)*] {$($fields:tt)*} $($rest:tt)*) => {
        objects!(@share [$($more)*] {
            $($fields)*
            /// What the account keeps with it.
            pub metadata: ::std::collections::BTreeMap<String, String>,
        } $($rest)*);
    };
    (@share [deleted $($more:ident)*] {$($fields:tt)*} $($rest:tt)*) => {
        objects!(@share [$($more)*] {
            $($fields)*
            /// Whether it has been deleted; all but its id may then be missing.
            pub deleted: bool,
        } $($rest)*);
    };
    (@share [] {$($shared:tt)*} $missing:tt {$($doc:tt)*} $name:ident {$($own:tt)*}) => {
        $crate::integrations::tolerant::object!({
            $($doc)*
            ///
            /// A field that Stripe does not send, or sends as `null`, has its default.
        } $name {$($shared)* $($own)*} $missing, $crate::integrations::stripe::tolerant::Manners);
    };
}
pub(crate) use objects;
