//! The events of the family, a table for each object.

use super::super::events::events;
use super::charge::Charge;
use super::checkout_session::CheckoutSession;
use super::dispute::Dispute;
use super::fraud::{EarlyFraudWarning, Review};
use super::mandate::Mandate;
use super::payment_intent::PaymentIntent;
use super::payment_link::PaymentLink;
use super::payment_method::PaymentMethod;
use super::refund::Refund;
use super::setup_intent::SetupIntent;

events! {
    group on_charge = "Anything that happens to a charge; `context.event.name` says what.";
    for Charge as charge {
        "Charge ID" => charge.id,
        "Amount" => (charge.amount, &charge.currency),
        "Customer" => charge.customer,
        "Status" => charge.status,
    }
    examples(
        succeeded("Card Payment", "examples/stripe/charge_succeeded.json"),
        declined("Declined Card", "examples/stripe/charge_declined.json"),
    )
    when {
        on_charge_captured = "charge.captured", "Money that had been authorised was taken.";
        on_charge_expired = "charge.expired", "Money that had been authorised was not taken in time.";
        on_charge_failed = "charge.failed", "An attempt to take money failed.";
        on_charge_pending = "charge.pending", "A charge waits for the bank.";
        on_charge_refunded = "charge.refunded", "Money was given back, in part or all of it.";
        on_charge_succeeded = "charge.succeeded", "An attempt to take money succeeded.";
        on_charge_updated = "charge.updated", "A charge's description or metadata was changed.";
    }
}

events! {
    group on_refund = "Anything that happens to a refund; `context.event.name` says what.";
    for Refund as refund {
        "Refund ID" => refund.id,
        "Amount" => (refund.amount, &refund.currency),
        "Charge" => refund.charge,
        "Status" => refund.status,
    }
    examples(
        requested("Requested by the Customer", "examples/stripe/refund_requested.json"),
    )
    when {
        on_charge_refund_updated = "charge.refund.updated", "A refund of a charge changed; `refund.updated` comes for every refund.";
        on_refund_created = "refund.created", "Money is given back.";
        on_refund_failed = "refund.failed", "Money could not be given back.";
        on_refund_updated = "refund.updated", "A refund changed.";
    }
}

events! {
    group on_charge_dispute = "Anything that happens to a dispute; `context.event.name` says what.";
    for Dispute as dispute {
        "Dispute ID" => dispute.id,
        "Amount" => (dispute.amount, &dispute.currency),
        "Charge" => dispute.charge,
        "Reason" => dispute.reason,
        "Status" => dispute.status,
    }
    examples(
        fraudulent("Unknown to the Customer", "examples/stripe/dispute_fraudulent.json"),
    )
    when {
        on_charge_dispute_closed = "charge.dispute.closed", "A dispute was won, lost or withdrawn.";
        on_charge_dispute_created = "charge.dispute.created", "A customer disputes a payment.";
        on_charge_dispute_funds_reinstated = "charge.dispute.funds_reinstated", "The money of a dispute came back.";
        on_charge_dispute_funds_withdrawn = "charge.dispute.funds_withdrawn", "The money of a dispute was taken.";
        on_charge_dispute_updated = "charge.dispute.updated", "A dispute changed, usually because of evidence.";
    }
}

events! {
    group on_payment_intent = "Anything that happens to a payment; `context.event.name` says what.";
    for PaymentIntent as intent {
        "Payment ID" => intent.id,
        "Amount" => (intent.amount, &intent.currency),
        "Customer" => intent.customer,
        "Status" => intent.status,
    }
    examples(
        succeeded("Successful Payment", "examples/stripe/payment_intent_succeeded.json"),
    )
    when {
        on_payment_intent_amount_capturable_updated = "payment_intent.amount_capturable_updated", "There is money that can be taken.";
        on_payment_intent_canceled = "payment_intent.canceled", "A payment was canceled.";
        on_payment_intent_created = "payment_intent.created", "A payment was begun.";
        on_payment_intent_partially_funded = "payment_intent.partially_funded", "A customer's cash balance paid a part.";
        on_payment_intent_payment_failed = "payment_intent.payment_failed", "An attempt to pay failed.";
        on_payment_intent_processing = "payment_intent.processing", "A payment is being processed.";
        on_payment_intent_requires_action = "payment_intent.requires_action", "A payment waits for the customer to do something.";
        on_payment_intent_succeeded = "payment_intent.succeeded", "A payment succeeded.";
    }
}

events! {
    group on_setup_intent = "Anything that happens to a setup; `context.event.name` says what.";
    for SetupIntent as intent {
        "Setup ID" => intent.id,
        "Customer" => intent.customer,
        "Payment method" => intent.payment_method,
        "Status" => intent.status,
    }
    examples(
        succeeded("Successful Setup", "examples/stripe/setup_intent_succeeded.json"),
    )
    when {
        on_setup_intent_canceled = "setup_intent.canceled", "A setup was canceled.";
        on_setup_intent_created = "setup_intent.created", "A setup was begun.";
        on_setup_intent_requires_action = "setup_intent.requires_action", "A setup waits for the customer to do something.";
        on_setup_intent_setup_failed = "setup_intent.setup_failed", "An attempt to set up a payment method failed.";
        on_setup_intent_succeeded = "setup_intent.succeeded", "A payment method is ready for later payments.";
    }
}

events! {
    group on_payment_method = "Anything that happens to a payment method; `context.event.name` says what.";
    for PaymentMethod as method {
        "Payment method ID" => method.id,
        "Type" => method.type_,
        "Customer" => method.customer,
    }
    examples(
        card("Card", "examples/stripe/payment_method_card.json"),
    )
    when {
        on_payment_method_attached = "payment_method.attached", "A customer got a payment method.";
        on_payment_method_automatically_updated = "payment_method.automatically_updated", "A card was updated by its network.";
        on_payment_method_detached = "payment_method.detached", "A payment method was taken from its customer.";
        on_payment_method_updated = "payment_method.updated", "A payment method was changed.";
    }
}

events! {
    group on_checkout_session = "Anything that happens to a Checkout session; `context.event.name` says what.";
    for CheckoutSession as session {
        "Session ID" => session.id,
        "Amount" => (session.amount_total, &session.currency),
        "Customer" => session.customer,
        "Payment" => session.payment_status,
        "Status" => session.status,
    }
    examples(
        paid("Paid at Once", "examples/stripe/checkout_session_paid.json"),
    )
    when {
        on_checkout_session_async_payment_failed = "checkout.session.async_payment_failed", "A payment that takes its time failed after Checkout.";
        on_checkout_session_async_payment_succeeded = "checkout.session.async_payment_succeeded", "A payment that takes its time succeeded after Checkout.";
        on_checkout_session_completed = "checkout.session.completed", "A customer completed Checkout; `payment_status` says whether the money is there.";
        on_checkout_session_expired = "checkout.session.expired", "A customer did not complete Checkout in time.";
    }
}

events! {
    group on_payment_link = "Anything that happens to a payment link; `context.event.name` says what.";
    for PaymentLink as link {
        "Payment link ID" => link.id,
        "URL" => link.url,
    }
    when {
        on_payment_link_created = "payment_link.created", "A payment link was created.";
        on_payment_link_updated = "payment_link.updated", "A payment link was changed.";
    }
}

events! {
    for Mandate as mandate {
        "Mandate ID" => mandate.id,
        "Payment method" => mandate.payment_method,
        "Status" => mandate.status,
    }
    examples(
        sepa("SEPA Mandate", "examples/stripe/mandate_sepa.json"),
    )
    when {
        on_mandate_updated = "mandate.updated", "A mandate changed.";
    }
}

events! {
    group on_review = "Anything that happens to a review; `context.event.name` says what.";
    for Review as review {
        "Review ID" => review.id,
        "Charge" => review.charge,
        "Reason" => review.reason,
    }
    examples(
        rule("Matched by a Rule", "examples/stripe/review_rule.json"),
    )
    when {
        on_review_closed = "review.closed", "A review was closed; `closed_reason` says why.";
        on_review_opened = "review.opened", "A payment is to be looked at.";
    }
}

events! {
    group on_radar_early_fraud_warning = "Anything that happens to a warning of fraud; `context.event.name` says what.";
    for EarlyFraudWarning as warning {
        "Warning ID" => warning.id,
        "Charge" => warning.charge,
        "Type" => warning.fraud_type,
    }
    when {
        on_radar_early_fraud_warning_created = "radar.early_fraud_warning.created", "A card's issuer suspects fraud.";
        on_radar_early_fraud_warning_updated = "radar.early_fraud_warning.updated", "A warning of fraud changed.";
    }
}
