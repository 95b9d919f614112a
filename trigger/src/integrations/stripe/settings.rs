//! What a client of Stripe is told: the API key, where the API is, the webhook secret.

use std::ffi::OsString;
use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use crate::credentials::Credential;
use crate::error::Result;
use crate::integrations::requests::{self, is_base, key_mistake, presence};

pub(super) const API_KEY: &str = "API_KEY";
const API_BASE: &str = "API_BASE";
pub(super) const WEBHOOK_SECRET: &str = "WEBHOOK_SECRET";

/// What the names of the variables begin with, unless the app says otherwise.
pub(super) const PREFIX: &str = "STRIPE";

const DEFAULT_BASE: &str = "https://api.stripe.com";

/// The settings as they were given; [`Settings::validate`] says what is wrong with them.
#[derive(Clone)]
pub(super) struct Settings {
    /// What the names of the variables begin with.
    pub(super) prefix: String,
    pub(super) api_key: Option<Credential>,
    pub(super) base: String,
    pub(super) webhook_secret: Option<SecretString>,
    /// The connected account that requests are made for.
    pub(super) account: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            prefix: PREFIX.to_owned(),
            api_key: None,
            base: DEFAULT_BASE.to_owned(),
            webhook_secret: None,
            account: None,
        }
    }
}

impl Settings {
    /// Reads environment variables.
    pub(super) fn read(
        prefix: impl Into<String>,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Self {
        let settings = Self {
            prefix: prefix.into(),
            ..Self::default()
        };
        let text = |name| requests::variable(variable(&settings.variable(name)));
        Self {
            api_key: text(API_KEY).map(Credential::from),
            base: text(API_BASE).unwrap_or_else(|| DEFAULT_BASE.to_owned()),
            webhook_secret: text(WEBHOOK_SECRET).map(SecretString::from),
            ..settings
        }
    }

    /// The name of a variable.
    pub(super) fn variable(&self, name: &str) -> String {
        format!("{}_{name}", self.prefix)
    }

    /// Whether the settings can work.
    ///
    /// # Errors
    ///
    /// Every mistake, in one message that names variables.
    pub(super) fn validate(&self) -> Result<()> {
        let api_key = self.api_key.as_ref().and_then(Credential::secret);
        let api_key = api_key.and_then(|key| {
            let key = key.expose_secret();
            let publishable = key.starts_with("pk_").then_some(
                "is a publishable key (`pk_…`), which may do nothing here: set a secret key \
                 (`sk_…`) or a restricted key (`rk_…`)",
            );
            key_mistake(key).or(publishable)
        });
        let base = (!is_base(&self.base))
            .then_some("is not an `http` or `https` URL such as `https://api.stripe.com`");
        let webhook_secret = self
            .webhook_secret
            .as_ref()
            .and_then(|secret| key_mistake(secret.expose_secret()));
        let mistakes = [
            (API_KEY, api_key),
            (API_BASE, base),
            (WEBHOOK_SECRET, webhook_secret),
        ];
        requests::report(mistakes.map(|(name, mistake)| (self.variable(name), mistake)))
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            prefix: _,
            account,
            api_key,
            base: _, // A key that was put into the wrong variable would show.
            webhook_secret,
        } = self;
        f.debug_struct("Settings")
            .field("api_key", &presence(api_key.as_ref()))
            .field("webhook_secret", &presence(webhook_secret.as_ref()))
            .field("account", account)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(variables: &[(&str, &str)]) -> Settings {
        Settings::read(PREFIX, |name| {
            let known = |(known, _): &&(&str, &str)| format!("{PREFIX}_{known}") == name;
            let (_, value) = variables.iter().find(known)?;
            Some(OsString::from(value))
        })
    }

    #[track_caller]
    fn mistake(variables: &[(&str, &str)]) -> String {
        let error = settings(variables).validate().expect_err("a mistake");
        error.to_string()
    }

    #[test]
    fn no_variable_at_all_is_no_mistake() {
        let settings = settings(&[]);
        assert!(settings.validate().is_ok());
        assert_eq!(settings.base, "https://api.stripe.com");
    }

    #[test]
    fn good_values_are_accepted() {
        for base in [
            "http://127.0.0.1:12111",
            "https://api.stripe.com/",
            "http://[::1]:1/p",
        ] {
            let settings = settings(&[
                (API_KEY, "rk_test_1"),
                (API_BASE, base),
                (WEBHOOK_SECRET, "whsec_1"),
            ]);
            settings.validate().expect("good settings");
        }
    }

    #[test]
    fn a_variable_that_is_set_and_empty_is_a_mistake() {
        for name in [API_KEY, API_BASE, WEBHOOK_SECRET] {
            assert!(mistake(&[(name, "")]).contains(name));
            assert!(mistake(&[(name, " ")]).contains(name));
        }
    }

    #[test]
    fn every_mistake_is_named_and_no_value_is_shown() {
        let told = mistake(&[
            (API_KEY, "sk_canary\n"),
            (API_BASE, "sk_canary"),
            (WEBHOOK_SECRET, "whsec canary"),
        ]);
        for name in [API_KEY, API_BASE, WEBHOOK_SECRET] {
            assert!(told.contains(name), "{told}");
        }
        assert!(!told.contains("canary"), "{told}");
    }

    #[test]
    fn a_publishable_key_is_a_mistake() {
        assert!(mistake(&[(API_KEY, "pk_live_1")]).contains("publishable"));
    }

    #[test]
    fn a_base_that_is_no_http_url_is_a_mistake() {
        for base in [
            "api.stripe.com",
            "ftp://api.stripe.com",
            "https://",
            "http://u:p@h",
            "http://h?q",
        ] {
            assert!(mistake(&[(API_BASE, base)]).contains(API_BASE), "{base}");
        }
    }

    #[test]
    fn debug_shows_no_value() {
        let settings = settings(&[
            (API_KEY, "sk_canary"),
            (API_BASE, "canary"),
            (WEBHOOK_SECRET, ""),
        ]);
        let shown = format!("{settings:?}");
        assert!(!shown.contains("canary"), "{shown}");
    }
}
