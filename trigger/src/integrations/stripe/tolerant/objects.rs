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
        objects!(@share [$($($shared)+)?] {$(#[$doc])*} $name {} {$($own)*} {});
    )+};

    (@share [id $($more:ident)*] $doc:tt $name:ident {$($fields:tt)*} $own:tt {}) => {
        objects!(@share [$($more)*] $doc $name {
            $($fields)*
            /// The object's id, the one field that is always there.
            pub id: String,
            /// What kind of object it is, as Stripe calls it.
            pub object: String,
        } $own {
            fn missing(&self) -> Option<&'static str> {
                self.id.is_empty().then_some("id")
            }
        });
    };
    (@share [object $($more:ident)*] $doc:tt $name:ident {$($fields:tt)*} $own:tt $id:tt) => {
        objects!(@share [$($more)*] $doc $name {
            $($fields)*
            /// What kind of object it is, as Stripe calls it.
            pub object: String,
        } $own $id);
    };
    (@share [created $($more:ident)*] $doc:tt $name:ident {$($fields:tt)*} $own:tt $id:tt) => {
        objects!(@share [$($more)*] $doc $name {
            $($fields)*
            /// When it was created.
            pub created: $crate::time::Timestamp,
        } $own $id);
    };
    (@share [livemode $($more:ident)*] $doc:tt $name:ident {$($fields:tt)*} $own:tt $id:tt) => {
        objects!(@share [$($more)*] $doc $name {
            $($fields)*
            /// Whether it is real, as opposed to a test one.
            pub livemode: bool,
        } $own $id);
    };
    (@share [metadata $($more:ident)*] $doc:tt $name:ident {$($fields:tt)*} $own:tt $id:tt) => {
        objects!(@share [$($more)*] $doc $name {
            $($fields)*
            /// What the account keeps with it.
            pub metadata: ::std::collections::BTreeMap<String, String>,
        } $own $id);
    };
    (@share [deleted $($more:ident)*] $doc:tt $name:ident {$($fields:tt)*} $own:tt $id:tt) => {
        objects!(@share [$($more)*] $doc $name {
            $($fields)*
            /// Whether it has been deleted; all but its id may then be missing.
            pub deleted: bool,
        } $own $id);
    };
    (@share [] {$($doc:tt)*} $name:ident {$($shared:tt)*} {$($own:tt)*} $id:tt) => {
        $crate::integrations::tolerant::object!({
            $($doc)*
            ///
            /// A field that Stripe does not send, or sends as `null`, has its default.
        } $name {$($shared)* $($own)*} $id, $crate::integrations::stripe::tolerant::Manners);
    };
}
pub(crate) use objects;
