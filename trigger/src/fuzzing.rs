//! What fuzzing asks of the library that users do not.

use crate::source::{Rejected, Request};

/// The payload that an endpoint makes of a request: its body, or the `whole` of it.
///
/// # Errors
///
/// The endpoint's rejection.
pub fn payload(request: &Request, whole: bool) -> Result<String, Rejected> {
    let payload = request.payload(whole)?;
    Ok(payload.get().to_owned())
}
