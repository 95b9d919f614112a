/// A user signed up.
#[event_spec(name = ["user.created", "user.invited"])]
#[derive(Deserialize)]
pub struct UserCreated {
    email: String,
}
