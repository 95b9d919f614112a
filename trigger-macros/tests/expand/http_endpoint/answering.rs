#[http_endpoint(
    verify = nothing,
    method = ["GET", "POST"],
    event_id = |hook| hook.query("id"),
    respond = |hook| Response::text(hook.query("challenge").unwrap_or_default()),
)]
fn on_hook(hook: &HttpRequest) -> Properties {
    properties! { "Method" => hook.method }
}
