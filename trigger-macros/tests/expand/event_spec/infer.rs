#[event_spec(
    name = "user.created",
    infer,
    examples(
        ada("Ada", json = r#"{ "id": 1, "type": "admin", "score": 2.5, "tags": [], "seen": null }"#),
        bob("Bob", json = r#"{ "id": 2, "type": null, "score": 3, "tags": [{ "name": "a" }] }"#),
    ),
)]
struct UserCreated;
