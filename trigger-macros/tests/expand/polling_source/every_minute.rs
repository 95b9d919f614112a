#[polling_source(
    every = "1m",
    icon = "notion",
    properties = |page| properties! { "Page" => page.id },
    examples(first("First Page", json = r#"{ "id": "p_1" }"#)),
)]
async fn new_pages(notion: &Notion, cursor: Option<Cursor>) -> Result<Polled<Page>> {
    notion.pages_after(cursor).await
}
