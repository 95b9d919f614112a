//! GitHub's events as triggers.

use serde::Deserialize;

/// Declares an event and those of its actions that have a trigger of their own, a line each: the
/// handle, the action and what has happened. Before them comes what a person sees of the payload at
/// a glance, each with where more of it can be seen.
macro_rules! events {
    (
        $group:ident = $name:tt, $group_doc:tt
        for $payload:ident as $event:ident {
            $($label:literal => $value:expr $(=> $url:expr)?,)+
        }
        $(examples $examples:tt)?
        $(when { $($handle:ident = $action:tt, $doc:tt $(, examples $example:tt)?;)+ })?
    ) => {
        impl $payload {
            pub(crate) fn properties(&self) -> $crate::spec::Properties {
                let $event = self;
                let properties = $crate::spec::Properties::new();
                $(
                    let properties =
                        $crate::integrations::shown::with(properties, $label, &$value);
                    $(let properties = $crate::integrations::shown::linked(
                        properties, $label, &$url,
                    );)?
                )+
                properties
            }
        }

        events!(@one $payload {$(examples $examples,)?} $group = $name, $group_doc);
        $($(events!(@one $payload {
            filter = |event: &$crate::integrations::github::events::Happened|
                event.action == $action,
            $(examples $example,)?
        } $handle = $name, $doc);)+)?
    };

    (@all $payload:ident { $($handle:ident = $name:tt, $doc:tt;)+ }) => {
        $(events!(@one $payload {} $handle = $name, $doc);)+
    };

    (@one $payload:ident {$($options:tt)*} $handle:ident = $name:tt, $doc:tt) => {
        #[doc = $doc]
        #[$crate::event_spec(
            name = $name,
            source = $crate::integrations::github::GitHubWebhook,
            icon = "github",
            $($options)*
        )]
        pub fn $handle(payload: &$payload) -> $crate::spec::Properties {
            payload.properties()
        }

        #[cfg(test)]
        ::inventory::submit! {
            $crate::integrations::github::events::tests::Declared {
                handle: stringify!($handle),
                meta: &<$handle as $crate::spec::EventSpec>::META,
                filter: <$handle as $crate::spec::EventSpec>::filter,
                read: $crate::integrations::github::events::tests::read::<$handle>,
            }
        }
    };
}
pub(super) use events;

/// As much of a payload as says what happened.
#[derive(Deserialize)]
pub(super) struct Happened {
    #[serde(default)]
    pub(super) action: String,
}

#[cfg(test)]
pub(super) mod tests;
