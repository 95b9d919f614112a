//! The events of the family, a table for each object.

use super::super::events::events;
use super::verification::VerificationSession;

events! {
    group on_identity_verification_session = "Anything that happens to a verification; `context.event.name` says what.";
    for VerificationSession as session {
        "Verification ID" => session.id,
        "Type" => session.type_,
        "Status" => session.status,
    }
    when {
        on_identity_verification_session_canceled = "identity.verification_session.canceled", "A verification was canceled.";
        on_identity_verification_session_created = "identity.verification_session.created", "A verification was begun.";
        on_identity_verification_session_processing = "identity.verification_session.processing", "What was shown is being looked at.";
        on_identity_verification_session_redacted = "identity.verification_session.redacted", "What was found has been removed.";
        on_identity_verification_session_requires_input = "identity.verification_session.requires_input", "An attempt failed, and the person can try again.";
        on_identity_verification_session_verified = "identity.verification_session.verified", "It is known who someone is.";
    }
}
