//! The events of the family, a table for each object.

use super::super::events::events;
use super::funds::{Balance, BalanceSettings};
use super::payout::Payout;
use super::reserve::{ReserveHold, ReservePlan, ReserveRelease};
use super::topup::Topup;
use super::transfer::Transfer;

events! {
    for Balance as balance {
        "Available" => balance.available.first().map(|f| f.amount.of(&f.currency)),
        "Pending" => balance.pending.first().map(|f| f.amount.of(&f.currency)),
    }
    examples(
        euro("A Balance in Euro", "examples/stripe/balance_euro.json"),
    )
    when {
        on_balance_available = "balance.available", "Money that was pending is available.";
    }
}

events! {
    for BalanceSettings as settings {
        "Object" => settings.object,
    }
    when {
        on_balance_settings_updated = "balance_settings.updated", "How the balance is paid out was changed.";
    }
}

events! {
    group on_payout = "Anything that happens to a payout; `context.event.name` says what.";
    for Payout as payout {
        "Payout ID" => payout.id,
        "Amount" => (payout.amount, &payout.currency),
        "Arrival" => payout.arrival_date,
        "Status" => payout.status,
    }
    examples(
        daily("Daily Payout", "examples/stripe/payout_daily.json"),
    )
    when {
        on_payout_canceled = "payout.canceled", "A payout was canceled.";
        on_payout_created = "payout.created", "A payout was made.";
        on_payout_failed = "payout.failed", "A payout failed.";
        on_payout_paid = "payout.paid", "A payout should have arrived; it may still fail.";
        on_payout_reconciliation_completed = "payout.reconciliation_completed", "It is known which payments a payout contains.";
        on_payout_updated = "payout.updated", "A payout changed.";
    }
}

events! {
    group on_topup = "Anything that happens to a top-up; `context.event.name` says what.";
    for Topup as topup {
        "Top-up ID" => topup.id,
        "Amount" => (topup.amount, &topup.currency),
        "Status" => topup.status,
    }
    examples(
        weekly("Weekly Top-up", "examples/stripe/topup_weekly.json"),
    )
    when {
        on_topup_canceled = "topup.canceled", "A top-up was canceled.";
        on_topup_created = "topup.created", "A top-up was made.";
        on_topup_failed = "topup.failed", "A top-up failed.";
        on_topup_reversed = "topup.reversed", "A top-up was taken back.";
        on_topup_succeeded = "topup.succeeded", "A top-up arrived.";
    }
}

events! {
    group on_transfer = "Anything that happens to a transfer; `context.event.name` says what.";
    for Transfer as transfer {
        "Transfer ID" => transfer.id,
        "Amount" => (transfer.amount, &transfer.currency),
        "Destination" => transfer.destination,
    }
    examples(
        to_seller("To a Seller", "examples/stripe/transfer_to_seller.json"),
    )
    when {
        on_transfer_created = "transfer.created", "Money was sent to a connected account.";
        on_transfer_reversed = "transfer.reversed", "Money was taken back from a connected account.";
        on_transfer_updated = "transfer.updated", "A transfer's description or metadata was changed.";
    }
}

events! {
    group on_reserve_hold = "Anything that happens to money that is held back; `context.event.name` says what.";
    for ReserveHold as hold {
        "Hold ID" => hold.id,
        "Amount" => (hold.amount, &hold.currency),
        "Reason" => hold.reason,
    }
    when {
        on_reserve_hold_created = "reserve.hold.created", "Money is held back.";
        on_reserve_hold_updated = "reserve.hold.updated", "What is held back changed.";
    }
}

events! {
    group on_reserve_plan = "Anything that happens to a plan of reserves; `context.event.name` says what.";
    for ReservePlan as plan {
        "Plan ID" => plan.id,
        "Type" => plan.type_,
        "Status" => plan.status,
    }
    when {
        on_reserve_plan_created = "reserve.plan.created", "Money will be held back.";
        on_reserve_plan_disabled = "reserve.plan.disabled", "Money is no longer held back under a plan.";
        on_reserve_plan_expired = "reserve.plan.expired", "A plan of reserves came to its end.";
        on_reserve_plan_updated = "reserve.plan.updated", "A plan of reserves changed.";
    }
}

events! {
    for ReserveRelease as release {
        "Release ID" => release.id,
        "Amount" => (release.amount, &release.currency),
        "Reason" => release.reason,
    }
    when {
        on_reserve_release_created = "reserve.release.created", "Money that was held back was released.";
    }
}
