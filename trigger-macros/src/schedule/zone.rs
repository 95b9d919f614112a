//! Names of time zones, as the database knows them that is compiled in: what a machine has
//! installed must not decide whether a program compiles.

use jiff::tz::TimeZoneDatabase;
use syn::LitStr;

use crate::diag::{self, Errors};

/// The zone's name in its own spelling, or `None` once it is reported that there is no such zone.
pub(super) fn checked(literal: &LitStr, errors: &mut Errors) -> Option<String> {
    let name = literal.value();
    let fault = match canonical(&name) {
        Ok(name) => return Some(name),
        Err(Some(near)) => format!("`{name}` is not a time zone: did you mean `{near}`?"),
        Err(None) => {
            format!("`{name}` is not a time zone: write one such as `UTC` or `Europe/London`")
        }
    };
    errors.on(literal, fault);
    None
}

/// The zone's own spelling, or else the name that was probably meant.
fn canonical(name: &str) -> Result<String, Option<String>> {
    let zones = TimeZoneDatabase::bundled();
    if let Ok(zone) = zones.get(name)
        && let Some(canonical) = zone.iana_name()
    {
        return Ok(canonical.to_owned());
    }
    let names: Vec<_> = zones.available().map(|name| name.to_string()).collect();
    let names = names.iter().map(String::as_str);
    // A city by itself is what most people try first.
    let city = |zone: &&str| {
        let last = zone.rsplit('/').next().unwrap_or_default();
        last.eq_ignore_ascii_case(&name.replace(' ', "_"))
    };
    let near = names
        .clone()
        .find(city)
        .or_else(|| diag::similar(name, names));
    Err(near.map(str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_known_in_any_case_and_a_misspelt_one_is_recognised() {
        assert_eq!(canonical("europe/london"), Ok("Europe/London".into()));
        assert_eq!(canonical("UTC"), Ok("UTC".into()));
        let near = |name| canonical(name).expect_err("no zone");
        assert_eq!(near("Europe/Lodon").as_deref(), Some("Europe/London"));
        assert_eq!(near("new york").as_deref(), Some("America/New_York"));
        assert_eq!(near("???"), None);
    }
}
