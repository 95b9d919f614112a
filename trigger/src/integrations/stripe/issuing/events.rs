//! The events of the family, a table for each object.

use super::super::events::events;
use super::card::{Cardholder, IssuingCard, PersonalizationDesign, Token};
use super::spending::{Authorization, IssuingDispute, IssuingTransaction};

events! {
    group on_issuing_card = "Anything that happens to an issued card; `context.event.name` says what.";
    for IssuingCard as card {
        "Card ID" => card.id,
        "Last digits" => card.last4,
        "Status" => card.status,
    }
    when {
        on_issuing_card_created = "issuing_card.created", "A card was issued.";
        on_issuing_card_updated = "issuing_card.updated", "An issued card was changed.";
    }
}

events! {
    group on_issuing_cardholder = "Anything that happens to a cardholder; `context.event.name` says what.";
    for Cardholder as cardholder {
        "Cardholder ID" => cardholder.id,
        "Name" => cardholder.name,
        "Status" => cardholder.status,
    }
    when {
        on_issuing_cardholder_created = "issuing_cardholder.created", "A cardholder was added.";
        on_issuing_cardholder_updated = "issuing_cardholder.updated", "A cardholder was changed.";
    }
}

events! {
    group on_issuing_personalization_design = "Anything that happens to a design of cards; `context.event.name` says what.";
    for PersonalizationDesign as design {
        "Design ID" => design.id,
        "Name" => design.name,
        "Status" => design.status,
    }
    when {
        on_issuing_personalization_design_activated = "issuing_personalization_design.activated", "A design of cards can be used.";
        on_issuing_personalization_design_deactivated = "issuing_personalization_design.deactivated", "A design of cards can no longer be used.";
        on_issuing_personalization_design_rejected = "issuing_personalization_design.rejected", "A design of cards was rejected.";
        on_issuing_personalization_design_updated = "issuing_personalization_design.updated", "A design of cards was changed.";
    }
}

events! {
    group on_issuing_token = "Anything that happens to a card's token; `context.event.name` says what.";
    for Token as token {
        "Token ID" => token.id,
        "Card" => token.card,
        "Status" => token.status,
    }
    when {
        on_issuing_token_created = "issuing_token.created", "A card was put into a wallet.";
        on_issuing_token_updated = "issuing_token.updated", "A card's token was changed.";
    }
}

events! {
    group on_issuing_authorization = "Anything that happens to an authorisation; `context.event.name` says what.";
    for Authorization as authorization {
        "Authorisation ID" => authorization.id,
        "Amount" => (authorization.amount, &authorization.currency),
        "Cardholder" => authorization.cardholder,
        "Status" => authorization.status,
    }
    when {
        on_issuing_authorization_created = "issuing_authorization.created", "Someone paid with an issued card, or tried to.";
        on_issuing_authorization_request = "issuing_authorization.request", "Someone wants to pay with an issued card, and waits for an answer.";
        on_issuing_authorization_updated = "issuing_authorization.updated", "An authorisation changed.";
    }
}

events! {
    group on_issuing_dispute = "Anything that happens to a dispute about an issued card; `context.event.name` says what.";
    for IssuingDispute as dispute {
        "Dispute ID" => dispute.id,
        "Amount" => (dispute.amount, &dispute.currency),
        "Transaction" => dispute.transaction,
        "Status" => dispute.status,
    }
    when {
        on_issuing_dispute_closed = "issuing_dispute.closed", "A dispute was won, lost or came to its end.";
        on_issuing_dispute_created = "issuing_dispute.created", "A dispute was created.";
        on_issuing_dispute_funds_reinstated = "issuing_dispute.funds_reinstated", "The money of a dispute came back.";
        on_issuing_dispute_funds_rescinded = "issuing_dispute.funds_rescinded", "The money of a dispute was taken again.";
        on_issuing_dispute_submitted = "issuing_dispute.submitted", "A dispute was submitted to the network.";
        on_issuing_dispute_updated = "issuing_dispute.updated", "A dispute changed.";
    }
}

events! {
    group on_issuing_transaction = "Anything that happens to what was paid with an issued card; `context.event.name` says what.";
    for IssuingTransaction as transaction {
        "Transaction ID" => transaction.id,
        "Amount" => (transaction.amount, &transaction.currency),
        "Card" => transaction.card,
        "Type" => transaction.type_,
    }
    when {
        on_issuing_transaction_created = "issuing_transaction.created", "Something was paid with an issued card.";
        on_issuing_transaction_purchase_details_receipt_updated = "issuing_transaction.purchase_details_receipt_updated", "It is known what was bought with an issued card.";
        on_issuing_transaction_updated = "issuing_transaction.updated", "What was paid with an issued card changed.";
    }
}
