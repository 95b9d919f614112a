//! The events of the family, a table for each object.

use super::super::events::events;
use super::reader::Reader;

events! {
    group on_terminal_reader = "Anything that happens to a reader; `context.event.name` says what.";
    for Reader as reader {
        "Reader ID" => reader.id,
        "Label" => reader.label,
        "Status" => reader.status,
    }
    when {
        on_terminal_reader_action_failed = "terminal.reader.action_failed", "A reader could not do something.";
        on_terminal_reader_action_succeeded = "terminal.reader.action_succeeded", "A reader did something.";
        on_terminal_reader_action_updated = "terminal.reader.action_updated", "What a reader does changed.";
    }
}
