//! What a client of GitHub is told: the token, where the API is, the webhook secret.

use std::ffi::OsString;
use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use crate::credentials::Credential;
use crate::error::Result;
use crate::integrations::requests::{self, is_base, key_mistake, presence};

pub(super) const TOKEN: &str = "GITHUB_TOKEN";
const API_URL: &str = "GITHUB_API_URL";
const WEBHOOK_SECRET: &str = "GITHUB_WEBHOOK_SECRET";

const DEFAULT_BASE: &str = "https://api.github.com";

/// The settings as they were given; [`Settings::validate`] says what is wrong with them.
#[derive(Clone)]
pub(super) struct Settings {
    pub(super) token: Option<Credential>,
    pub(super) base: String,
    pub(super) webhook_secret: Option<SecretString>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            token: None,
            base: DEFAULT_BASE.to_owned(),
            webhook_secret: None,
        }
    }
}

impl Settings {
    /// Reads environment variables.
    pub(super) fn read(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let text = |name| requests::variable(variable(name));
        Self {
            token: text(TOKEN).map(Credential::from),
            base: text(API_URL).unwrap_or_else(|| DEFAULT_BASE.to_owned()),
            webhook_secret: text(WEBHOOK_SECRET).map(SecretString::from),
        }
    }

    /// Whether the settings can work.
    ///
    /// # Errors
    ///
    /// Every mistake, in one message that names variables.
    pub(super) fn validate(&self) -> Result<()> {
        let token = self.token.as_ref().and_then(Credential::secret);
        let token = token.and_then(|token| key_mistake(token.expose_secret()));
        let base = (!is_base(&self.base)).then_some(
            "is not an `http` or `https` URL such as `https://api.github.com` or \
             `https://github.example/api/v3`",
        );
        // A person may have chosen a sentence.
        let secret = self.webhook_secret.as_ref();
        let is_empty = secret.is_some_and(|secret| secret.expose_secret().trim().is_empty());
        let secret = is_empty.then_some("is empty: give it a value, or do not set it");
        let mistakes = [(TOKEN, token), (API_URL, base), (WEBHOOK_SECRET, secret)];
        requests::report(mistakes)
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            token,
            base: _, // A token that was put into the wrong variable would show.
            webhook_secret,
        } = self;
        f.debug_struct("Settings")
            .field("token", &presence(token.as_ref()))
            .field("webhook_secret", &presence(webhook_secret.as_ref()))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(variables: &[(&str, &str)]) -> Settings {
        Settings::read(|name| {
            let (_, value) = variables.iter().find(|(known, _)| *known == name)?;
            Some(OsString::from(value))
        })
    }

    #[test]
    fn no_variable_at_all_is_no_mistake() {
        let settings = settings(&[]);
        assert!(settings.validate().is_ok());
        assert_eq!(settings.base, "https://api.github.com");
    }

    #[test]
    fn a_server_of_ones_own_and_a_sentence_as_the_secret_are_accepted() {
        let settings = settings(&[
            (TOKEN, "github_pat_1"),
            (API_URL, "https://github.example/api/v3"),
            (WEBHOOK_SECRET, "It's a Secret to Everybody"),
        ]);
        settings.validate().expect("good settings");
    }

    #[test]
    fn every_mistake_is_named_and_no_value_is_shown() {
        let settings = settings(&[
            (TOKEN, "ghp_canary\n"),
            (API_URL, "ghp_canary"),
            (WEBHOOK_SECRET, " "),
        ]);
        let told = settings.validate().expect_err("mistakes").to_string();
        for name in [TOKEN, API_URL, WEBHOOK_SECRET] {
            assert!(told.contains(name), "{told}");
        }
        let shown = format!("{told} {settings:?}");
        assert!(!shown.contains("canary"), "{shown}");
    }
}
