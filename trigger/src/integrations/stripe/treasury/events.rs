//! The events of the family, a table for each object.

use super::super::events::events;
use super::financial_account::FinancialAccount;
use super::incoming::{
    CreditReversal, DebitReversal, InboundTransfer, ReceivedCredit, ReceivedDebit,
};
use super::outgoing::{OutboundPayment, OutboundTransfer};

events! {
    group on_treasury_financial_account = "Anything that happens to a financial account; `context.event.name` says what.";
    for FinancialAccount as account {
        "Financial account ID" => account.id,
        "Country" => account.country,
        "Status" => account.status,
    }
    when {
        on_treasury_financial_account_closed = "treasury.financial_account.closed", "A financial account was closed.";
        on_treasury_financial_account_created = "treasury.financial_account.created", "A financial account was opened.";
        on_treasury_financial_account_features_status_updated = "treasury.financial_account.features_status_updated", "What a financial account can do changed.";
    }
}

events! {
    group on_treasury_outbound_payment = "Anything that happens to a payment from a financial account; `context.event.name` says what.";
    for OutboundPayment as payment {
        "Payment ID" => payment.id,
        "Amount" => (payment.amount, &payment.currency),
        "Status" => payment.status,
    }
    when {
        on_treasury_outbound_payment_canceled = "treasury.outbound_payment.canceled", "A payment was canceled.";
        on_treasury_outbound_payment_created = "treasury.outbound_payment.created", "A payment was made.";
        on_treasury_outbound_payment_expected_arrival_date_updated = "treasury.outbound_payment.expected_arrival_date_updated", "It is known anew when a payment arrives.";
        on_treasury_outbound_payment_failed = "treasury.outbound_payment.failed", "A payment failed.";
        on_treasury_outbound_payment_posted = "treasury.outbound_payment.posted", "A payment arrived.";
        on_treasury_outbound_payment_returned = "treasury.outbound_payment.returned", "A payment came back.";
        on_treasury_outbound_payment_tracking_details_updated = "treasury.outbound_payment.tracking_details_updated", "It is known what the bank can find a payment by.";
    }
}

events! {
    group on_treasury_outbound_transfer = "Anything that happens to a transfer from a financial account; `context.event.name` says what.";
    for OutboundTransfer as transfer {
        "Transfer ID" => transfer.id,
        "Amount" => (transfer.amount, &transfer.currency),
        "Status" => transfer.status,
    }
    when {
        on_treasury_outbound_transfer_canceled = "treasury.outbound_transfer.canceled", "A transfer was canceled.";
        on_treasury_outbound_transfer_created = "treasury.outbound_transfer.created", "A transfer was made.";
        on_treasury_outbound_transfer_expected_arrival_date_updated = "treasury.outbound_transfer.expected_arrival_date_updated", "It is known anew when a transfer arrives.";
        on_treasury_outbound_transfer_failed = "treasury.outbound_transfer.failed", "A transfer failed.";
        on_treasury_outbound_transfer_posted = "treasury.outbound_transfer.posted", "A transfer arrived.";
        on_treasury_outbound_transfer_returned = "treasury.outbound_transfer.returned", "A transfer came back.";
        on_treasury_outbound_transfer_tracking_details_updated = "treasury.outbound_transfer.tracking_details_updated", "It is known what the bank can find a transfer by.";
    }
}

events! {
    group on_treasury_inbound_transfer = "Anything that happens to a transfer to a financial account; `context.event.name` says what.";
    for InboundTransfer as transfer {
        "Transfer ID" => transfer.id,
        "Amount" => (transfer.amount, &transfer.currency),
        "Status" => transfer.status,
    }
    when {
        on_treasury_inbound_transfer_canceled = "treasury.inbound_transfer.canceled", "A transfer was canceled.";
        on_treasury_inbound_transfer_created = "treasury.inbound_transfer.created", "A transfer was made.";
        on_treasury_inbound_transfer_failed = "treasury.inbound_transfer.failed", "A transfer failed.";
        on_treasury_inbound_transfer_succeeded = "treasury.inbound_transfer.succeeded", "A transfer arrived.";
    }
}

events! {
    group on_treasury_received_credit = "Anything that happens to money that was received; `context.event.name` says what.";
    for ReceivedCredit as credit {
        "Credit ID" => credit.id,
        "Amount" => (credit.amount, &credit.currency),
        "Status" => credit.status,
    }
    when {
        on_treasury_received_credit_created = "treasury.received_credit.created", "Money was sent to a financial account.";
        on_treasury_received_credit_failed = "treasury.received_credit.failed", "Money could not be received.";
        on_treasury_received_credit_succeeded = "treasury.received_credit.succeeded", "Money was received.";
    }
}

events! {
    for ReceivedDebit as debit {
        "Debit ID" => debit.id,
        "Amount" => (debit.amount, &debit.currency),
        "Status" => debit.status,
    }
    when {
        on_treasury_received_debit_created = "treasury.received_debit.created", "Money was taken from a financial account.";
    }
}

events! {
    group on_treasury_credit_reversal = "Anything that happens to money that is sent back; `context.event.name` says what.";
    for CreditReversal as reversal {
        "Reversal ID" => reversal.id,
        "Amount" => (reversal.amount, &reversal.currency),
        "Status" => reversal.status,
    }
    when {
        on_treasury_credit_reversal_created = "treasury.credit_reversal.created", "Money is sent back.";
        on_treasury_credit_reversal_posted = "treasury.credit_reversal.posted", "Money that was sent back has arrived.";
    }
}

events! {
    group on_treasury_debit_reversal = "Anything that happens to money that is taken back; `context.event.name` says what.";
    for DebitReversal as reversal {
        "Reversal ID" => reversal.id,
        "Amount" => (reversal.amount, &reversal.currency),
        "Status" => reversal.status,
    }
    when {
        on_treasury_debit_reversal_completed = "treasury.debit_reversal.completed", "Money that was taken back has arrived.";
        on_treasury_debit_reversal_created = "treasury.debit_reversal.created", "Money is taken back.";
        on_treasury_debit_reversal_initial_credit_granted = "treasury.debit_reversal.initial_credit_granted", "Money that is taken back was advanced.";
    }
}
